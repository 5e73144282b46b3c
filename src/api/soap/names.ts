import { soap11, soap12 } from '../../adapter/soap-view.ts'

/** Of the facade's own elements. A change that breaks callers gets a new one. */
export const soapNamespace = 'urn:lienthong:soap:v1'

export const versions = {
  '1.1': { uri: soap11, mediaType: 'text/xml; charset=utf-8' },
  '1.2': { uri: soap12, mediaType: 'application/soap+xml; charset=utf-8' },
} as const
export type SoapVersion = keyof typeof versions

/** WS-Security 1.0 and 1.1 both call it so. */
export const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
export const passwordDigest =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest'
