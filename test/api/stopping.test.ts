import t from 'tap'
import { aDossier, newCode, overSocket, startApi } from './support.ts'

t.test(
  'a request that comes on an open connection while the gateway stops is told to go elsewhere',
  async t => {
    const api = await startApi(t, { LIENTHONG_SANDBOX: 'off' })
    const caller = await api.caller()
    const body = JSON.stringify(aDossier())
    const half = Math.floor(body.length / 2)
    const first =
      `PUT /v1/dossiers/${newCode()} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${caller.key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
    const second = 'GET /healthz HTTP/1.1\r\nhost: x\r\naccept-language: en\r\n\r\n'
    let sent = 0
    let stopped: Promise<void> | undefined
    const heard = await overSocket(api.url, first + body.slice(0, half), {
      keepSending: () => {
        sent += 1
        if (sent === 5) stopped = api.stop()
        return sent === 10 ? body.slice(half) + second : ''
      },
    })
    await stopped
    t.match(heard, /^HTTP\/1\.1 202 /, 'what was under way is finished')
    t.match(heard, /HTTP\/1\.1 503 .*retry-after: 5.*"code":"stopping"/s)
  },
)
