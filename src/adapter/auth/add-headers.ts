import type { Sign } from '../egress/outgoing.ts'

/** Adds headers to a request, in place of its own of the same name in any spelling. Empty ones are not sent. */
export function addHeaders(headers: Readonly<Record<string, string>>): Sign {
  const added = Object.entries(headers).filter(([, value]) => value !== '')
  const names = new Set(added.map(([name]) => name.toLowerCase()))
  return request =>
    Object.fromEntries([
      ...Object.entries(request.headers).filter(([name]) => !names.has(name.toLowerCase())),
      ...added,
    ])
}
