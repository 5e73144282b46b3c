import t from 'tap'
import { redactor } from '../../../src/adapter/egress/redact.ts'
import { traceIdOf } from '../../../src/adapter/egress/trace.ts'
import { anEgress, startPlace } from './support.ts'

const secret = 'khoa/bi mat'

t.test('a call carries the W3C trace context of its message', async t => {
  const place = await startPlace(t)
  const egress = anEgress(t, [place.origin])
  const correlationId = '01980a5e-7c3b-7d21-9f10-00000000c0de'
  const { url } = place
  await egress.send({ method: 'GET', url, headers: {}, correlationId })
  await egress.send({ method: 'GET', url, headers: {}, correlationId })
  const [first, second] = place.requests.map(({ headers }) => String(headers.traceparent))
  t.match(first, /^00-01980a5e7c3b7d219f1000000000c0de-[0-9a-f]{16}-01$/)
  t.not(first, second, 'each call is a parent of its own')
})

t.test('every correlation id becomes a valid trace id, the same each time', async t => {
  for (const id of ['test', '', '00000000-0000-0000-0000-000000000000', 'x'.repeat(500)]) {
    t.match(traceIdOf(id), /^(?!0+$)[0-9a-f]{32}$/)
    t.equal(traceIdOf(id), traceIdOf(id))
  }
})

t.test(
  'the log tells of each call without query, header, body, or a secret that stands in the path',
  async t => {
    const place = await startPlace(t)
    const lines: unknown[] = []
    const write = (context: object, message: string) => lines.push({ ...context, message })
    const log = { debug: write, info: write, warn: write, error: write }
    const egress = anEgress(t, [place.origin], { secrets: [secret], log })
    await egress.send({
      method: 'POST',
      url: new URL(`/thue/${encodeURIComponent(secret)}/nhan?SoDinhDanh=000000000000`, place.url),
      headers: { authorization: `Bearer ${secret}` },
      body: Buffer.from('000000000000'),
    })
    t.match(lines, [
      { message: 'call', method: 'POST', path: '/thue/•••/nhan', event: 'answer', status: 200 },
    ])
    t.notMatch(JSON.stringify(lines), /bi.?mat|000000000000/)
  },
)

t.test(
  'secrets are found as they are, in addresses and in base64; words too short to be secrets stay',
  async t => {
    const redact = redactor([secret, 'khoa', 'ab'])
    for (const text of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      t.equal(redact(`a ${text} b`), 'a ••• b')
    t.equal(redact('ab'), 'ab')
  },
)

t.test('a header that would be two is not sent', async t => {
  const place = await startPlace(t)
  const egress = anEgress(t, [place.origin])
  const { url } = place
  const reply = await egress.send({ method: 'GET', url, headers: { dstcode: 'a\r\nx-evil: 1' } })
  t.match(reply, { event: 'unsent' })
  t.equal(place.requests.length, 0)
})
