import { isIP } from 'node:net'

/** Which header the proxies write. The other one passes them unseen, so anybody could have written it. */
export type AddressHeader = 'x-forwarded-for' | 'forwarded'

/**
 * Whose address a call comes from: the socket's, and behind trusted proxies the last one in their header that is no
 * proxy's own. Undefined: a proxy says that it does not know, or says nothing that could be read.
 *
 * @param given the header's value, its lines joined by commas in their order
 */
export function addressBehind(
  socket: string | undefined,
  given: string | undefined,
  header: AddressHeader,
  trusted: (address: string) => boolean,
): string | undefined {
  if (socket === undefined || given === undefined || !trusted(socket)) return socket
  const hops = header === 'forwarded' ? forwardedFor(given) : given.split(',').map(hop => hop.trim())
  let address: string | undefined = socket
  for (const hop of hops.reverse()) {
    address = addressOf(hop)
    if (address === undefined || !trusted(address)) return address
  }
  // Proxies all the way: the farthest of them has called for itself.
  return address
}

/** With or without a port; IPv6 in brackets where there is one, RFC 7239 §6. */
function addressOf(hop: string): string | undefined {
  if (isIP(hop) !== 0) return hop
  const [, bracketed, plain] = /^(?:\[([0-9A-Fa-f:.]+)\]|(\d+(?:\.\d+){3}))(?::\d{1,5})?$/.exec(hop) ?? []
  const bare = bracketed ?? plain ?? ''
  return isIP(bare) === 0 ? undefined : bare
}

const pair = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+))$/

/**
 * The `for` of each element (RFC 7239 §4), nearest last. An element that makes no sense, or has none, is an unknown hop;
 * a quoted text may hold what parts elements.
 */
function forwardedFor(text: string): string[] {
  return partedBy(text, ',').map(element => {
    const found = partedBy(element, ';').flatMap(part => {
      const [, name = '', quoted, token] = pair.exec(part.trim()) ?? []
      return name.toLowerCase() === 'for' ? [quoted?.replace(/\\(.)/g, '$1') ?? token ?? ''] : []
    })
    return found.length === 1 ? (found[0] ?? '') : ''
  })
}

function partedBy(text: string, mark: ',' | ';'): string[] {
  const parts: string[] = []
  let part = ''
  let quoted = false
  let escaped = false
  for (const letter of text) {
    if (letter === mark && !quoted) {
      parts.push(part)
      part = ''
      continue
    }
    if (letter === '"' && !escaped) quoted = !quoted
    escaped = letter === '\\' && quoted && !escaped
    part += letter
  }
  return [...parts, part]
}
