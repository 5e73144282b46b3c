import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { aDossier, Caller, isProblem, newCode, startApi } from './support.ts'

const api = await startApi(t)
const agency = await api.caller('H99')
const post = new Caller(api.sandboxUrl)

const citizen = { name: 'Nguyễn Văn Mẫu', phone: '0900000001', address: 'Thôn 1, xã Mẫu', province: 99 }
const office = { name: 'UBND xã Mẫu', phone: '0900000000', address: 'Bộ phận Một cửa', province: 99 }
const order = (dossier: string, changes: Record<string, unknown> = {}) => ({
  dossier,
  direction: 'return',
  sender: office,
  receiver: citizen,
  papers: '01 giấy chứng nhận',
  ...changes,
})
const place = (body: unknown, caller = agency) => caller.call('POST', '/v1/postal-orders', { body })
const cancel = (id: unknown) => agency.call('POST', `/v1/postal-orders/${id}/cancel`)
const inState = (id: unknown, state: string) =>
  eventually(async () => {
    const { body } = await agency.get(`/v1/postal-orders/${id}`)
    return body.state === state ? body : undefined
  })
const orders = async () => {
  const { body } = await post.get('/_sandbox/vnpost')
  return body.orders as { number: string; state: string }[]
}

async function filed(): Promise<string> {
  const code = newCode()
  await agency.put(code, aDossier())
  return code
}

t.test('an order is placed once, followed by the feed, and cancelled', async t => {
  const code = await filed()
  const { status, body } = await place(order(code))
  t.equal(status, 202)
  t.match(body, { dossier: code, number: code, adapter: 'vnpost', direction: 'return' })
  await inState(body.id, 'registered')
  const again = await place(order(code))
  t.match(again, { status: 200, body: { id: body.id } })
  t.equal((await orders()).filter(({ number }) => number === code).length, 1)

  await post.call('POST', `/vnpost/control/${code}`, {
    body: { code: '3', message: 'Đã phát cho Nguyễn Văn Mẫu' },
  })
  await api.database.query(`UPDATE routines SET due_at = now() WHERE name = 'post.track'`)
  const followed = await eventually(async () => {
    const { body: seen } = await agency.get(`/v1/dossiers/${code}`)
    const types = (seen.events as { type: string }[]).map(({ type }) => type)
    return types.length === 3 ? { types, post: seen.post } : undefined
  })
  t.match(followed.post, [{ id: body.id, tracking: { code: '3', message: 'Đã phát cho Nguyễn Văn Mẫu' } }])
  t.same(followed.types, ['post.registered', 'post.tracked', 'post.tracked'])

  t.match(await cancel(body.id), { status: 200, body: { state: 'cancelled' } })
  t.match(await cancel(body.id), { status: 200, body: { state: 'cancelled' } }, 'cancelled already')
  t.match(
    (await orders()).find(({ number }) => number === code),
    { state: 'cancelled' },
  )
  t.equal((await place(order(code))).status, 202, 'one that was cancelled makes room')
})

t.test('another content under the same number is another order', async t => {
  const code = await filed()
  const { body } = await place(order(code))
  isProblem(t, await place(order(code, { note: 'gọi trước' })), 'postal-order-stands', 409)
  const collect = { direction: 'collect', sender: citizen, receiver: office, number: `${code}-TG` }
  t.equal((await place(order(code, collect))).status, 202)
  await inState(body.id, 'registered')
})

t.test('what the post refuses is told, and makes room for a mended one', async t => {
  const code = await filed()
  const before = await filed()
  await inState((await place(order(before))).body.id, 'registered')
  // The number of another dossier's order: the post has it already, with another content.
  const { body } = await place(order(code, { number: before, note: 'giao giờ hành chính' }))
  isProblem(t, await cancel(body.id), 'postal-order-state', 409)
  t.match(await inState(body.id, 'refused'), { refusal: 'refused' })
  isProblem(t, await cancel(body.id), 'postal-order-state', 409)
  const seen = await agency.get(`/v1/dossiers/${code}`)
  t.match(seen.body.events, [{ type: 'post.refused', data: { order: body.id, rule: 'refused' } }])
  t.match((await place(order(code))).status, 202)
})

t.test('an answer that was lost is no second order', async t => {
  const code = await filed()
  await post.call('PUT', '/_sandbox/vnpost/script', { body: ['dropAfter'] })
  await inState((await place(order(code))).body.id, 'registered')
  t.equal((await orders()).filter(({ number }) => number === code).length, 1)
})

t.test('nothing is placed for what is wrong, not ours, or not joined', async t => {
  const code = await filed()
  for (const body of [
    order(code, { direction: 'both' }),
    order(code, { receiver: { ...citizen, phone: 'x' } }),
    order(code, { sender: undefined }),
  ])
    isProblem(t, await place(body), 'body-invalid', 422)
  isProblem(t, await place(order(newCode())), 'dossier-unknown', 404)
  isProblem(t, await place(order(code), await api.caller('H99.77')), 'dossier-unknown', 404)
  isProblem(t, await place(order(code), await api.caller('H99', ['post:read'])), 'operation-forbidden', 403)
  const elsewhere = newCode('G99.05')
  const other = await api.caller('G99')
  await other.put(elsewhere, aDossier({ agency: { code: 'G99.05', name: 'UBND xã Mẫu' } }))
  isProblem(t, await place(order(elsewhere), other), 'post-missing', 503)
  const unknown = '/v1/postal-orders/01a20491-a997-7b85-ab53-def4aed3ca8e'
  isProblem(t, await agency.get(unknown), 'postal-order-unknown', 404)
})

t.test('one goes to the post that serves the agency, in its own dialect', async t => {
  const code = newCode('H99.98')
  await agency.put(code, aDossier({ agency: { code: 'H99.98', name: 'UBND xã Mẫu' } }))
  const { body } = await place(order(code, { waybill: 'RX000000001VN' }))
  await inState(body.id, 'registered')
  t.match((await agency.get(`/v1/dossiers/${code}`)).body.post, [
    { adapter: 'vnpost-lgsp', state: 'registered' },
  ])
  const { body: book } = await post.get('/_sandbox/vnpost-lgsp')
  t.match(book.orders, [{ number: code, waybill: 'RX000000001VN' }])
})

t.test('neither log nor clear columns of the ledger hold the people of an order', async t => {
  const code = await filed()
  await inState((await place(order(code))).body.id, 'registered')
  const rows = await api.database.query(
    `SELECT to_jsonb(o) - 'tracking' - 'fingerprint' AS clear FROM postal_orders o UNION ALL SELECT to_jsonb(m) - 'body' FROM messages m`,
  )
  const shown = JSON.stringify(rows) + api.lines.join('\n')
  for (const secret of ['Mẫu', '0900000001', 'Thôn 1', 'sandbox-token', 'sandbox-secret'])
    t.notOk(shown.includes(secret), secret)
})
