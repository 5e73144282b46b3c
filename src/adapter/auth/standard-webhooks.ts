import { createHmac } from 'node:crypto'
import { AdapterFault } from '../adapter-fault.ts'
import { addHeaders } from './add-headers.ts'
import type { Step } from './auth.ts'

export interface StandardWebhooks {
  /** `whsec_` and base64, the newest first; each signs. */
  readonly secrets: readonly string[]
  readonly clock: () => Date
}

const prefix = 'whsec_'
/** Symmetric secrets have 24 to 64 bytes (standard-webhooks.md, Signature scheme). */
const [leastBytes, mostBytes] = [24, 64]

/**
 * Signs by Standard Webhooks 1.0: `webhook-signature` over id, timestamp and body, one signature for each secret, so that
 * the receiver may change over in its own time. The request itself carries `webhook-id`, the same whenever the message is
 * sent again. @throws AdapterFault for what is no secret
 */
export function standardWebhooks({ secrets, clock }: StandardWebhooks): Step {
  const keys = secrets.map(keyOf)
  if (keys.length === 0) throw new AdapterFault('standard-webhooks needs a secret')
  return {
    async grant() {
      return {
        values: {},
        sign: request => {
          const id = Object.entries(request.headers).find(
            ([name]) => name.toLowerCase() === 'webhook-id',
          )?.[1]
          const timestamp = String(Math.floor(clock().getTime() / 1000))
          const body = request.body ?? Buffer.alloc(0)
          const signatures = keys.map(key => `v1,${signature(key, id ?? '', timestamp, body)}`)
          return addHeaders({
            'webhook-timestamp': timestamp,
            'webhook-signature': signatures.join(' '),
          })(request)
        },
      }
    },
  }
}

function signature(key: Buffer, id: string, timestamp: string, body: Buffer): string {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  if (!secret.startsWith(prefix) || key.length < leastBytes || key.length > mostBytes)
    throw new AdapterFault(
      `a secret of standard-webhooks is ${prefix} and ${leastBytes} to ${mostBytes} bytes in base64`,
    )
  return key
}
