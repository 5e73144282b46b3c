import type { Sign } from '../egress/outgoing.ts'

/** Adds nothing. */
export const unsigned: Sign = request => request.headers

/** Adds headers to a request, in place of its own of the same name in any spelling. Empty ones are not sent. */
export function addHeaders(headers: Readonly<Record<string, string>>): Sign {
  const added = Object.entries(headers).filter(([, value]) => value !== '')
  const names = new Set(added.map(([name]) => name.toLowerCase()))
  if (added.length === 0) return unsigned
  return request => {
    const signed: Record<string, string> = {}
    for (const [name, value] of Object.entries(request.headers)) {
      if (!names.has(name.toLowerCase())) signed[name] = value
    }
    for (const [name, value] of added) signed[name] = value
    return signed
  }
}
