import t from 'tap'
import { uuidv7 } from 'uuidv7'
import { eventually } from '../support/eventually.ts'
import { type Answer, aDossier, aStep, Caller, isProblem, newCode, startApi } from './support.ts'

const api = await startApi(t)
const agency = await api.caller()
const stranger = new Caller(api.url)
const login = (body: unknown) => stranger.call('POST', '/admin/v1/session', { body })
const session = await login(api.admin)
const admin = new Caller(api.url, String(session.body.token))
const post = (path: string, body?: unknown) => admin.call('POST', path, body === undefined ? {} : { body })

interface Delivery {
  id: string
  state: string
  dossier: string
  operation: string
}
const deliveries = (answer: Answer) => answer.body.deliveries as Delivery[]

/** A dossier that the portal refuses (it wants a code for every fee), and what waits behind it. */
async function aRefusedLane() {
  const code = newCode()
  await agency.put(
    code,
    aDossier({
      fees: [{ name: 'Lệ phí', kind: 'fee', amount: 1000 }],
    }),
  )
  await agency.step(code, aStep())
  const lane = await eventually(async () => {
    const found = deliveries(await admin.get(`/admin/v1/deliveries?dossier=${code}`))
    return found[0]?.state === 'refused' && found.slice(1).every(({ state }) => state === 'held') && found
  })
  return { code, head: lane[0]?.id ?? '', behind: lane.slice(1).map(({ id }) => id) }
}

const stateOf = async (id: string) => (await admin.get(`/admin/v1/deliveries/${id}`)).body.state

t.test('a login gives a token for eight hours', async t => {
  t.equal(session.status, 200)
  t.match(session.body.token, /^lta_/)
  const hours = (Date.parse(String(session.body.expiresAt)) - Date.now()) / 3_600_000
  t.ok(hours > 7.9 && hours <= 8)
})

t.test('without a session, or with an agency’s key, every route but the login is closed', async t => {
  const id = uuidv7()
  const routes = [
    ['DELETE', '/session'],
    ['GET', '/clients'],
    ['POST', '/clients'],
    ['DELETE', `/clients/${id}`],
    ['GET', '/dossiers/H99-230605-0001'],
    ['GET', '/deliveries'],
    ['GET', `/deliveries/${id}`],
    ['POST', `/deliveries/${id}/replay`],
    ['POST', `/deliveries/${id}/cancel`],
    ['GET', '/status'],
    ['GET', '/accesses'],
    ['GET', '/accesses/report?since=2026-01-01T00:00:00Z&before=2026-01-02T00:00:00Z'],
    ['GET', '/accesses/stops'],
    ['POST', '/accesses/stops'],
    ['DELETE', `/accesses/stops/${id}`],
    ['POST', '/accesses/watch'],
    ['POST', '/accesses/extracts'],
    ['POST', `/accesses/extracts/${id}/approve`],
    ['GET', '/reconciliations/2026-01-01'],
    ['POST', '/catalogs/pull'],
    ['GET', '/catalogs/procedures/differences'],
    ['GET', '/webhooks'],
    ['POST', '/webhooks'],
    ['POST', '/webhooks/a/rotate'],
    ['POST', '/webhooks/a/test'],
    ['DELETE', '/webhooks/a'],
    ['POST', '/webhooks/a/enable'],
    ['GET', '/file-stores'],
    ['POST', '/file-stores'],
    ['DELETE', '/file-stores/a'],
    ['POST', '/file-stores/links/rotate'],
    ['POST', '/file-stores/links/revoke'],
    ['GET', '/file-stores/links/openings'],
    ['GET', '/grants'],
    ['PUT', '/grants/a'],
    ['GET', '/routines'],
    ['POST', '/routines/a/run'],
    ['GET', '/adapters'],
    ['POST', '/adapters'],
    ['GET', '/adapters/a'],
    ['POST', '/adapters/a/rollback'],
    ['GET', '/adapters/a/settings'],
    ['PUT', '/adapters/a/settings'],
    ['DELETE', '/adapters/a/settings'],
    ['POST', '/adapters/a/settings/confirm'],
    ['GET', '/adapters/a/versions/1.0.0'],
    ['GET', '/adapters/a/versions/1.0.0/report'],
    ['POST', '/adapters/a/versions/1.0.0/test'],
    ['POST', '/adapters/a/versions/1.0.0/activate'],
    ['POST', '/adapters/a/versions/1.0.0/retire'],
    ['POST', '/adapters/a/versions/1.0.0/try'],
  ] as const
  for (const [method, path] of routes) {
    for (const caller of [stranger, agency, new Caller(api.url, 'lta_khong-co')]) {
      isProblem(t, await caller.call(method, `/admin/v1${path}`), 'admin-session-required', 401)
    }
  }
  const described = Object.entries((await stranger.get('/openapi.json')).body.paths as object)
    .filter(([path]) => path.startsWith('/admin/v1/'))
    .flatMap(([path, methods]) => Object.keys(methods as object).map(method => `${method} ${path}`))
  t.equal(described.length, routes.length + 1, 'this list is whole, but for the login')
})

t.test('an admin’s token opens no route of the agencies', async t => {
  isProblem(t, await admin.get('/v1/dossiers'), 'key-invalid', 401)
  isProblem(t, await admin.put(newCode(), aDossier()), 'key-invalid', 401)
  isProblem(t, await admin.call('POST', '/v1/dossiers:import'), 'key-invalid', 401)
})

t.test('a wrong password and an unknown name get the same answer', async t => {
  const wrong = isProblem(t, await login({ name: 'admin', password: 'sai' }), 'login-refused', 401)
  const unknown = isProblem(t, await login({ name: 'không có', password: 'sai' }), 'login-refused', 401)
  t.same({ ...wrong, correlationId: '' }, { ...unknown, correlationId: '' })
})

t.test('a login that is no login is told so and never quoted', async t => {
  for (const body of [{}, { name: 'admin' }, { name: 1, password: 2 }, { name: 'a', password: 'b', c: 1 }]) {
    isProblem(t, await login(body), 'body-invalid', 422)
  }
  const long = await login({ name: 'x'.repeat(101), password: 'bí mật' })
  t.notMatch(long.text, /xxx|bí mật/)
})

t.test('the sixth failed login in a row must wait, whatever its password', async t => {
  const name = 'dò mật khẩu'
  for (let n = 0; n < 5; n++) isProblem(t, await login({ name, password: 'sai' }), 'login-refused', 401)
  const throttled = await login({ name, password: 'sai' })
  isProblem(t, throttled, 'login-throttled', 429)
  const seconds = Number(throttled.headers.get('retry-after'))
  t.ok(seconds > 0 && seconds <= 60)
  t.equal((await login(api.admin)).status, 200, 'others may log in')
})

t.test('a session ends by logging out, and by its time', async t => {
  const token = String((await login(api.admin)).body.token)
  const other = new Caller(api.url, token)
  t.equal((await other.get('/admin/v1/status')).status, 200)
  t.equal((await other.call('DELETE', '/admin/v1/session')).status, 204)
  isProblem(t, await other.get('/admin/v1/status'), 'admin-session-required', 401)
  t.equal((await admin.get('/admin/v1/status')).status, 200, 'other sessions go on')

  const expiring = new Caller(api.url, String((await login(api.admin)).body.token))
  await api.database.query(
    `UPDATE admin_sessions SET expires_at = now() - interval '1 second'
     WHERE expires_at = (SELECT max(expires_at) FROM admin_sessions)`,
  )
  isProblem(t, await expiring.get('/admin/v1/status'), 'admin-session-required', 401)
})

t.test('a client is made, listed without its key, and revoked at once', async t => {
  const made = await post('/admin/v1/clients', {
    name: 'Sở Y tế',
    agency: 'H99.17',
    operations: ['dossiers:read'],
  })
  t.equal(made.status, 201)
  const { client, key } = made.body as { client: { id: string }; key: string }
  const health = new Caller(api.url, key)
  t.equal((await health.get('/v1/dossiers')).status, 200)
  isProblem(t, await health.put(newCode(), aDossier()), 'operation-forbidden', 403)

  const list = await admin.get('/admin/v1/clients')
  t.match(
    (list.body.clients as { id: string }[]).find(({ id }) => id === client.id),
    {
      name: 'Sở Y tế',
      agency: 'H99.17',
      operations: ['dossiers:read'],
      keyHint: key.slice(0, 9),
      revokedAt: null,
    },
  )
  t.notOk(list.text.includes(key))

  t.equal((await admin.call('DELETE', `/admin/v1/clients/${client.id}`)).status, 204)
  isProblem(t, await health.get('/v1/dossiers'), 'key-invalid', 401)
  isProblem(t, await admin.call('DELETE', `/admin/v1/clients/${client.id}`), 'client-unknown', 404)
})

t.test('a client may do everything when nothing is said', async t => {
  const made = await post('/admin/v1/clients', { name: 'Một cửa', agency: '000.00.17.H99' })
  t.match(made.body, {
    client: { operations: ['dossiers:write', 'dossiers:read', 'messages:read', 'exchanges:ask'] },
  })
})

t.test('a client of no agency, or with operations that there are not, is refused by pointer', async t => {
  for (const [body, pointer] of [
    [{ name: 'a', agency: 'H9' }, '/agency'],
    [{ name: 'a', agency: '000.05.00.H99' }, '/agency'],
    [{ name: '', agency: 'H99' }, '/name'],
    [{ agency: 'H99' }, '/name'],
    [{ name: 'a', agency: 'H99', operations: [] }, '/operations'],
    [{ name: 'a', agency: 'H99', operations: ['all'] }, '/operations/0'],
    [{ name: 'a', agency: 'H99', key: 'mine' }, '/key'],
  ] as const) {
    const problem = isProblem(t, await post('/admin/v1/clients', body), 'body-invalid', 422)
    t.match(problem.violations, [{ pointer }], JSON.stringify(body))
  }
})

t.test('an id, a code or a query that is none is 400, never 500', async t => {
  for (const id of ['1', 'x'.repeat(36), 'urn:uuid:0197a1b2-0000-7000-8000-000000000000', '%00', "'--"]) {
    isProblem(t, await admin.get(`/admin/v1/deliveries/${id}`), 'request-invalid', 400)
    isProblem(t, await post(`/admin/v1/deliveries/${id}/replay`), 'request-invalid', 400)
    isProblem(t, await post(`/admin/v1/deliveries/${id}/cancel`), 'request-invalid', 400)
    isProblem(t, await admin.call('DELETE', `/admin/v1/clients/${id}`), 'request-invalid', 400)
    isProblem(t, await admin.get(`/admin/v1/deliveries?after=${id}`), 'request-invalid', 400)
  }
  for (const query of ['state=gone', 'limit=0', 'limit=501', 'adapter=%00', 'dossier=%00', 'sort=id']) {
    isProblem(t, await admin.get(`/admin/v1/deliveries?${query}`), 'request-invalid', 400)
  }
  isProblem(t, await admin.get('/admin/v1/dossiers/%00%00%00%00%00'), 'request-invalid', 400)
})

t.test('what does not exist is 404 under its own name', async t => {
  const id = uuidv7()
  isProblem(t, await admin.get(`/admin/v1/deliveries/${id}`), 'delivery-unknown', 404)
  isProblem(t, await post(`/admin/v1/deliveries/${id}/replay`), 'delivery-unknown', 404)
  isProblem(t, await post(`/admin/v1/deliveries/${id}/cancel`), 'delivery-unknown', 404)
  isProblem(t, await admin.call('DELETE', `/admin/v1/clients/${id}`), 'client-unknown', 404)
  isProblem(t, await admin.get('/admin/v1/dossiers/H99-230605-9999'), 'dossier-unknown', 404)
})

t.test('a dossier as an admin sees it has its course and its deliveries, and no citizen’s data', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  await agency.step(code, aStep())
  const seen = await admin.get(`/admin/v1/dossiers/${code}`)
  t.match(seen.body, { code, status: 'processing', timeline: [{ number: 1, status: 'processing' }] })
  t.ok(deliveries(seen).length > 0)
  t.notMatch(seen.text, /MẪU|0900000000|000000000001|mau@|Ví Dụ|Thẩm định/)
})

t.test('a refused delivery shows why, each try, and whose fault it was', async t => {
  const { head, code } = await aRefusedLane()
  const seen = await admin.get(`/admin/v1/deliveries/${head}`)
  t.match(seen.body, {
    id: head,
    dossier: code,
    state: 'refused',
    outcome: { kind: 'refused', owner: /./, message: { vi: /./, en: /./ } },
    tried: [{ number: 1, action: 'send', httpStatus: 200, outcome: { kind: 'refused' } }],
  })
})

t.test('a refused delivery is replayed: it is tried again and what is behind it waits', async t => {
  const { head, behind } = await aRefusedLane()
  const replayed = await post(`/admin/v1/deliveries/${head}/replay`)
  t.equal(replayed.status, 202)
  await eventually(async () => Number((await admin.get(`/admin/v1/deliveries/${head}`)).body.attempts) === 2)
  await eventually(async () => (await stateOf(head)) === 'refused')
  for (const id of behind) await eventually(async () => (await stateOf(id)) === 'held')
})

t.test('a refused delivery is given up: the next of its lane goes on, and it is not sent again', async t => {
  const { head, behind } = await aRefusedLane()
  t.equal((await post(`/admin/v1/deliveries/${head}/cancel`)).status, 202)
  t.equal(await stateOf(head), 'cancelled')
  await eventually(async () => !['held', 'accepted'].includes(String(await stateOf(behind[0] ?? ''))))
  const again = isProblem(
    t,
    await post(`/admin/v1/deliveries/${head}/replay`),
    'delivery-not-replayable',
    409,
  )
  t.match(again.detail, /"cancelled"/)
})

t.test('a delivered delivery is neither replayed nor given up', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  const [delivered] = await eventually(async () => {
    const found = deliveries(await admin.get(`/admin/v1/deliveries?dossier=${code}&state=delivered`))
    return found.length > 0 && found
  })
  for (const action of ['replay', 'cancel']) {
    const answer = await post(`/admin/v1/deliveries/${delivered?.id}/${action}`)
    isProblem(t, answer, 'delivery-not-replayable', 409)
  }
})

t.test('deliveries are listed in pages, oldest first, by state and adapter', async t => {
  const all = deliveries(await admin.get('/admin/v1/deliveries?limit=500'))
  const paged: string[] = []
  for (let after = ''; ; ) {
    const page = await admin.get(`/admin/v1/deliveries?limit=3${after && `&after=${after}`}`)
    paged.push(...deliveries(page).map(({ id }) => id))
    if (page.body.next === undefined) break
    after = String(page.body.next)
  }
  t.same(
    paged,
    all.map(({ id }) => id),
  )
  t.same(paged, [...paged].sort())
  const stopped = deliveries(await admin.get('/admin/v1/deliveries?state=refused&state=cancelled'))
  t.ok(stopped.length > 0 && stopped.every(({ state }) => state === 'refused' || state === 'cancelled'))
  t.same(deliveries(await admin.get('/admin/v1/deliveries?adapter=none')), [])
})

t.test('the status counts the deliveries of each adapter by state', async t => {
  const counts = (await admin.get('/admin/v1/status')).body.deliveries as { state: string; count: number }[]
  const all = deliveries(await admin.get('/admin/v1/deliveries?limit=500'))
  t.equal(
    counts.find(({ state }) => state === 'refused')?.count,
    all.filter(({ state }) => state === 'refused').length,
  )
})
