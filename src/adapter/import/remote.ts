import { openEgress } from '../egress/egress.ts'
import { importLimits } from './budget.ts'
import { refuse } from './refuse.ts'

export interface Fetched {
  readonly body: Buffer
  readonly contentType: string
}

/** The import's way out: one origin, guarded addresses, no redirects, so many bytes, so long. */
export interface Remote {
  /** @throws Fault `import-refused` for anything but a 200. */
  get(url: URL, headers?: Readonly<Record<string, string>>): Promise<Fetched>
  post(url: URL, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Fetched>
  close(): Promise<void>
}

/**
 * @param allowedNetworks networks that are not public and yet may be called, as the operator said
 * @throws AdapterFault for what is no network
 */
export function openRemote(origin: string, allowedNetworks: readonly string[]): Remote {
  const egress = openEgress({
    origins: [origin],
    allowedNetworks,
    concurrency: 2,
    connectMs: 10_000,
    timeoutMs: importLimits.milliseconds,
    responseBytes: importLimits.bytes,
  })
  const ask = async (
    method: 'GET' | 'POST',
    url: URL,
    headers: Readonly<Record<string, string>>,
    body?: Buffer,
  ): Promise<Fetched> => {
    const reply = await egress.send({ method, url, headers, body })
    const where = `${url.origin}${url.pathname}`
    if (reply.event !== 'answer') {
      const cause = 'cause' in reply ? ` (${reply.cause})` : ''
      throw refuse(where, `it was not answered: ${reply.event}${cause}`)
    }
    if (reply.status !== 200) throw refuse(where, `it answered ${reply.status}`)
    const type = reply.headers['content-type']
    return { body: reply.body, contentType: Array.isArray(type) ? (type[0] ?? '') : (type ?? '') }
  }
  return {
    get: (url, headers = {}) => ask('GET', url, headers),
    post: (url, headers, body) => ask('POST', url, headers, body),
    close: () => egress.close(),
  }
}
