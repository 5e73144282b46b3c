import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BasicAuthSecurity, createClientAsync, listen, type Client as SoapClient } from 'soap'
import type { Test } from 'tap'

const wsdl = new URL('./mot-cua.wsdl', import.meta.url).pathname
export type Members = Record<string, unknown>

/** A one-stop system of another make, with a SOAP stack of its own on both sides, that knows nothing but its own words. */
export interface LocalSystem {
  readonly url: string
  /** What it was told, in the order in which it came, with the operation. */
  readonly told: { readonly operation: string; readonly news: Members; readonly user: string }[]
  /** How often it says that it did not take something, from now on. */
  refuse: number
  /** Its client of the gateway's door. */
  connect(door: string, username: string, password: string): Promise<SoapClient>
}

export async function startLocalSystem(t: Pick<Test, 'teardown'>): Promise<LocalSystem> {
  const server = createServer((_request, response) => response.writeHead(404).end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/lien-thong`
  const system: LocalSystem = {
    url,
    told: [],
    refuse: 0,
    async connect(door, username, password) {
      const client = await createClientAsync(wsdl, { endpoint: door })
      client.setSecurity(new BasicAuthSecurity(username, password))
      return client
    },
  }
  const take =
    (operation: string) =>
    (news: Members, _callback: unknown, _headers: unknown, request: { headers: Members }) => {
      const [, pair = ''] = String(request.headers.authorization ?? '').split(' ')
      const user = Buffer.from(pair, 'base64').toString()
      system.told.push({ operation, news, user })
      if (system.refuse === 0) return { maKetQua: 1 }
      system.refuse -= 1
      return { maKetQua: 0, thongBao: 'Cơ sở dữ liệu đang khoá' }
    }
  const operations = ['BaoTinhTrang', 'YeuCauBoSung', 'BaoThanhToan']
  const port = Object.fromEntries(operations.map(name => [name, take(name)]))
  listen(server, '/lien-thong', { PhanMemMotCua: { PhanMemMotCua: port } }, readFileSync(wsdl, 'utf8'))
  return system
}
