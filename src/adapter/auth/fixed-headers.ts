import { addHeaders } from './add-headers.ts'
import type { Step } from './auth.ts'

/** Shared secrets in headers: API keys, `AuthHash`, `X-Authentication-Token`. Empty ones are not sent. */
export function fixedHeaders(headers: Readonly<Record<string, string>>): Step {
  const sign = addHeaders(headers)
  const granted = { values: {}, sign }
  return { grant: () => granted }
}
