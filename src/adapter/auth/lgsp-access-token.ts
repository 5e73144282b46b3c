import { addHeaders } from './add-headers.ts'
import type { Step } from './auth.ts'

export interface LgspAccessToken {
  /** `lgspaccesstoken` beside a Bearer token; some LGSPs want the value bare in `Authorization`. */
  readonly header: string
  readonly accessKey: string
  readonly secretKey: string
  readonly appName: string
  readonly partnerCode: string
  readonly partnerCodeCus: string
}

/** The header in which LGSPs want an application's keys. It carries the secret in clear on every call. */
export function lgspAccessToken(options: LgspAccessToken): Step {
  // One manifest serves LGSPs that want the header and some that know nothing of it.
  const sign = addHeaders({ [options.header]: options.accessKey === '' ? '' : lgspValue(options) })
  const granted = { values: {}, sign }
  return { grant: () => granted }
}

/** Base64 of compact JSON. The order of the members is that of every client seen; whether it matters is unknown. */
export function lgspValue(options: Omit<LgspAccessToken, 'header'>): string {
  const { accessKey, secretKey, appName, partnerCode, partnerCodeCus } = options
  const members = {
    AccessKey: accessKey,
    SecretKey: secretKey,
    AppName: appName,
    PartnerCode: partnerCode,
    PartnerCodeCus: partnerCodeCus,
  }
  return Buffer.from(JSON.stringify(members)).toString('base64')
}
