import { createHash } from 'node:crypto'
import { addHeaders } from './add-headers.ts'
import type { Step } from './auth.ts'
import { basicValue } from './basic.ts'

export interface BasicDigest {
  readonly username: string
  readonly secret: string
  /** As agreed with the platform; often not the address that is really called. */
  readonly serviceUrl: string
  readonly clock: () => Date
}

/**
 * Basic whose password is a digest of the moment, as the population database asks for it. The time is taken for each
 * request: how far clocks may differ is not known, and a digest kept with its time would go stale.
 */
export function basicDigest({ username, secret, serviceUrl, clock }: BasicDigest): Step {
  return {
    async grant() {
      return {
        values: {},
        sign: request => {
          const timestamp = String(clock().getTime())
          const digest = digestOf(serviceUrl, username, timestamp, secret)
          return addHeaders({ Timestamp: timestamp, Authorization: basicValue(username, digest) })(request)
        },
      }
    },
  }
}

/** @param timestamp milliseconds since 1970 */
export function digestOf(serviceUrl: string, username: string, timestamp: string, secret: string): string {
  return createHash('sha256').update(`${serviceUrl}${username}${timestamp}${secret}`).digest('hex')
}
