import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { startSandbox } from '../../src/sandbox/server.ts'

export interface OverheardPortal {
  /** The portal itself, with its pages and its fault dial. */
  readonly url: string
  /** Where the gateway is to call: the line to the portal, on which somebody listens. */
  readonly lineUrl: string
  /** Sessions that the portal gave. The listener hears them; no log may. */
  readonly sessions: ReadonlySet<string>
}

/** A portal in this process behind a proxy that remembers the sessions that it hands out. */
export async function startOverheardPortal(
  t: Pick<Test, 'teardown'>,
  data: string,
  account: { username: string; password: string },
): Promise<OverheardPortal> {
  const portal = await startSandbox({ data, port: 0, ...account })
  t.teardown(() => portal.close())
  const sessions = new Set<string>()
  const line = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const answer = await fetch(portal.url + request.url, {
      method: request.method ?? 'POST',
      headers: { 'content-type': 'application/json', dstcode: String(request.headers.dstcode) },
      body,
    }).catch(() => undefined)
    // The portal dropped the connection, so this end does.
    if (answer === undefined) return response.destroy()
    const text = await answer.text()
    const session = /"session"\s*:\s*"([^"]{8,})"/.exec(text)?.[1]
    if (session !== undefined) sessions.add(session)
    const type = answer.headers.get('content-type') ?? 'text/plain'
    return response.writeHead(answer.status, { 'content-type': type }).end(text)
  })
  line.listen(0, '127.0.0.1')
  await once(line, 'listening')
  t.teardown(() => line.close())
  return { url: portal.url, lineUrl: `http://127.0.0.1:${(line.address() as AddressInfo).port}`, sessions }
}
