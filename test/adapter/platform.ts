import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Readonly<Record<string, unknown>>
}

type Play = (response: ServerResponse, received: Received, turn: number) => void

/** A platform that does what the test says: a real HTTP server on a free port. */
export interface Platform {
  readonly url: string
  /** Everything received, logins apart. */
  readonly calls: Received[]
  readonly logins: Received[]
  /** What to do with a call; `turn` counts from 0. */
  onCall: Play
  onLogin: Play
  /** Takes no connection any more; those that are in use go on. */
  refuse(): void
  close(): Promise<void>
}

export function answer(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

export async function startPlatform(): Promise<Platform> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const received = {
        path: request.url ?? '',
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}'),
      }
      const list = received.path === '/mapi/login' ? platform.logins : platform.calls
      list.push(received)
      const play = list === platform.logins ? platform.onLogin : platform.onCall
      play(response, received, list.length - 1)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const platform: Platform = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    logins: [],
    onLogin: (response, _, turn) => answer(response, { error_code: 0, session: `phien-bi-mat-${turn + 1}` }),
    onCall: response => answer(response, { error_code: 0, message: 'Thành công', result: [] }),
    refuse: () => void server.close(),
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => {
        server.close(() => resolve())
      })
    },
  }
  return platform
}
