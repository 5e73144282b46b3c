import { addHeaders } from './add-headers.ts'
import type { Step } from './auth.ts'

/** HTTP Basic (RFC 7617), in UTF-8. */
export function basic(username: string, password: string): Step {
  const sign = addHeaders({ Authorization: basicValue(username, password) })
  const granted = { values: {}, sign }
  return { grant: () => granted }
}

export function basicValue(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
