import { bearerToken } from '../../access/key.ts'
import type { XmlObject } from '../../adapter/xml/index.ts'
import { headerText, recordOf } from './envelope.ts'
import { passwordDigest } from './names.ts'

/** The API key of a call: of HTTP first, else of WS-Security. Whatever user name goes with it means nothing. */
export function keyOf(authorization: string | undefined, headers: XmlObject): string | undefined {
  return bearerToken(authorization) ?? basicPassword(authorization) ?? tokenPassword(headers)
}

/** RFC 7617 §2. */
function basicPassword(authorization: string | undefined): string | undefined {
  const encoded = /^basic +([\w+/]+={0,2}) *$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon === -1 || colon === pair.length - 1 ? undefined : pair.slice(colon + 1)
}

/**
 * WS-Security UsernameToken Profile, PasswordText. A PasswordDigest cannot be checked: keys are kept as hashes, and the
 * digest needs the key itself.
 */
function tokenPassword(headers: XmlObject): string | undefined {
  const password = [headers['wsse:Security']]
    .flat()
    .map(security => recordOf(recordOf(security)['wsse:UsernameToken'])['wsse:Password'])
    .find(its => its !== undefined)
  if (recordOf(password)['@Type'] === passwordDigest) return undefined
  return headerText(password)
}
