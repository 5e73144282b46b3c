import t from 'tap'
import { openDossier, question, subject } from '../support/population.ts'
import { Caller, isProblem, newCode, startApi } from './support.ts'

// The population database of the sandbox, by the adapter that talks to it directly.
const api = await startApi(t)
const agency = await api.caller('H99')
const { body: session } = await new Caller(api.url).call('POST', '/admin/v1/session', { body: api.admin })
const admin = new Caller(api.url, String(session.token))
const dossier = await openDossier(agency)

const post = (verb: string, body: unknown, caller = agency) =>
  caller.call('POST', `/v1/citizens:${verb}`, { body })
const verify = (body: unknown, caller = agency) => post('verify', body, caller)
const lookup = (body: unknown, caller = agency) => post('lookup', body, caller)
const counts = async () => {
  const state = await fetch(`${api.sandboxUrl}/_sandbox/population`)
  return ((await state.json()) as { answered: Record<string, number> }).answered
}
const outward = async () => Object.values(await counts()).reduce((sum, count) => sum + count, 0)

t.test('a person of the dossier is verified, and nothing about them comes back', async t => {
  const { status, body, headers } = await verify(question(dossier))
  t.equal(status, 200, JSON.stringify(body))
  t.same(Object.keys(body).sort(), ['access', 'matched'])
  t.equal(body.matched, true)
  t.equal(headers.get('cache-control'), 'no-store')
  const wrong = await verify(question(dossier, { subject: { ...subject, birth: '1998-02-15' } }))
  t.match(wrong.body, { matched: false })
})

t.test('a look-up gives what the profile releases, masked where it says so', async t => {
  const { status, body } = await lookup(question(dossier))
  t.equal(status, 200, JSON.stringify(body))
  t.match(body, { found: true, access: /^[0-9a-f-]{36}$/ })
  t.strictSame(body.citizen, {
    name: 'Trần Thị Thử Nghiệm',
    birth: '1999-02-15',
    sex: 'female',
    permanentResidence: { province: '00', ward: '00001', detail: 'Số 1 đường Thử Nghiệm', country: 'VN' },
    personalId: '000******123',
  })
  const some = await lookup(question(dossier, { fields: ['sex'] }))
  t.strictSame(some.body.citizen, { sex: 'female' })
  const nobody = await lookup(question(dossier, { subject: { ...subject, name: 'Người Khác' } }))
  t.same([nobody.status, nobody.body.found, nobody.body.citizen], [200, false, undefined])
})

t.test('R-01 to R-06: what may not be asked is refused before anything leaves', async t => {
  const before = await outward()
  const refused = async (code: string, status: number, changes: object, ask = lookup) =>
    isProblem(t, await ask(question(dossier, changes as Record<string, unknown>)), code, status)
  await refused('citizen-asker-missing', 403, { officer: undefined })
  await refused('citizen-asker-missing', 403, { unit: undefined })
  await refused('citizen-officer-impersonal', 403, { officer: { id: 'HE-THONG', account: 'hethong' } })
  await refused('citizen-procedure-unmapped', 422, { procedure: { code: '1.000001' } })
  await refused('citizen-unlicensed', 403, { procedure: { code: '2.900101' } })
  await refused('citizen-dossier-unfit', 403, { unit: { code: 'H99.14' } })
  await refused('citizen-subject-stranger', 403, { subject: { ...subject, personalId: '000099000124' } })
  await refused('citizen-fields-refused', 403, { fields: ['name', 'religion'] })
  await refused('dossier-unknown', 404, { dossier: newCode() })
  await refused('platform-would-refuse', 422, { subject: { ...subject, birth: '1999-02' } })
  await refused('body-invalid', 422, { purpose: undefined })
  const elsewhere = await api.caller('H99.14')
  isProblem(t, await verify(question(dossier), elsewhere), 'agency-outside-scope', 403)
  const ordinary = await api.caller('H99', ['dossiers:read', 'exchanges:ask'])
  isProblem(t, await verify(question(dossier), ordinary), 'operation-forbidden', 403)
  const around = await agency.call('POST', '/v1/exchanges/population/citizen.lookup', { body: {} })
  isProblem(t, around, 'exchange-guarded', 403)
  isProblem(t, await verify(question(dossier), admin), 'key-invalid', 401)
  t.equal(await outward(), before, 'nothing left')
})

t.test('what the database refuses is told in the same words', async t => {
  const stranger = { id: '999900000000', account: 'nguoila' }
  isProblem(t, await verify(question(dossier, { officer: stranger })), 'citizen-officer-refused', 403)
})

t.test('who asked whom and why is on record; an admin sees it without any of their data', async t => {
  await verify(question(dossier))
  const { status, body, text } = await admin.get('/admin/v1/accesses?officer=canbo.thunghiem&limit=2')
  t.equal(status, 200)
  const [last] = body.accesses as Record<string, unknown>[]
  t.match(last, {
    operation: 'citizen.verify',
    verdict: 'asked',
    unit: 'H99.05',
    procedure: '2.900452',
    service: 'G99-TP001',
    dossier,
    subject: /^\d{4}-\d{2}-[0-9a-f]{16}$/,
    adapter: 'population',
  })
  t.ok(body.next, 'there are more')
  for (const value of [subject.personalId, subject.name, '000000000011']) t.notMatch(text, value)
  const since = new Date(Date.now() - 3600_000).toISOString()
  const report = await admin.get(`/admin/v1/accesses/report?since=${since}&before=2100-01-01T00:00:00Z`)
  t.match(report.body, { counts: [{ unit: /./, officer: /./ }] })
  isProblem(t, await agency.get('/admin/v1/accesses'), 'admin-session-required', 401)
})

t.test('somebody else’s record, several at once, or what is no answer is never passed on', async t => {
  const dial = (body: object) =>
    fetch(`${api.sandboxUrl}/population/_dial`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await dial({ crossed: 1 })
  const crossed = await lookup(question(dossier))
  isProblem(t, crossed, 'ask-failed', 502)
  t.notMatch(crossed.text, 'Người Khác')
  await dial({ twins: 1 })
  const several = await lookup(question(dossier))
  isProblem(t, several, 'citizen-ambiguous', 422)
  t.notMatch(several.text, 'Nghiệm')
})

t.test(
  'R-36 an operation, a unit or an officer is stopped at once, and goes on when the stop is lifted',
  async t => {
    const stop = (body: object) => admin.call('POST', '/admin/v1/accesses/stops', { body })
    const reason = 'Điều tra bất thường'
    for (const [kind, value] of [
      ['operation', 'citizen.verify'],
      ['unit', 'H99'],
      ['officer', 'canbo.thunghiem'],
    ]) {
      const { status, body } = await stop({ kind, value, reason })
      t.equal(status, 201)
      isProblem(t, await verify(question(dossier)), 'citizen-stopped', 503)
      t.match((await admin.get('/admin/v1/accesses/stops')).body, { stops: [{ kind, value, reason }] })
      t.equal((await admin.call('DELETE', `/admin/v1/accesses/stops/${body.id}`)).status, 204)
      t.equal((await verify(question(dossier))).status, 200)
      const again = await admin.call('DELETE', `/admin/v1/accesses/stops/${body.id}`)
      isProblem(t, again, 'access-stop-unknown', 404)
    }
    isProblem(t, await stop({ kind: 'unit', value: '000.05.00.H99', reason }), 'body-invalid', 422)
  },
)

t.test('R-16 a citizen is told who looked them up, when two admins agree', async t => {
  const extracts = '/admin/v1/accesses/extracts'
  const asked = await admin.call('POST', extracts, {
    body: { number: subject.personalId, reason: 'Yêu cầu của công dân' },
  })
  t.equal(asked.status, 202)
  const approve = (caller: Caller) => caller.call('POST', `${extracts}/${asked.body.id}/approve`)
  isProblem(t, await approve(admin), 'access-extract-own', 403)
  const other = await secondAdmin()
  const extract = await approve(other)
  t.equal(extract.status, 200)
  t.ok((extract.body.accesses as unknown[]).length > 5)
  t.notMatch(extract.text, subject.personalId)
  isProblem(t, await approve(other), 'access-extract-unknown', 404)
})

t.test('a person who is watched is flagged', async t => {
  const body = { number: subject.personalId, reason: 'Người được quan tâm' }
  t.equal((await admin.call('POST', '/admin/v1/accesses/watch', { body })).status, 204)
  await verify(question(dossier))
  const { body: list } = await admin.get('/admin/v1/accesses?flagged=true&limit=1')
  // At night it is flagged for that, too.
  const [newest] = list.accesses as { flags: string[] }[]
  t.ok(newest?.flags.includes('watched'))
  t.ok(api.lines.some(line => line.includes('"security":true') && line.includes('watched')))
})

t.test('R-25 going through people is not what this is for', async t => {
  let limited: Awaited<ReturnType<typeof verify>> | undefined
  for (let turn = 0; turn < 30 && limited === undefined; turn++) {
    const answer = await verify(question(dossier, { officer: { id: '000000000022', account: 'voi.vang' } }))
    if (answer.status !== 200) limited = answer
  }
  if (limited === undefined) return t.fail('nobody was limited')
  isProblem(t, limited, 'citizen-limit', 429)
  t.match(limited.headers.get('retry-after'), /^\d+$/)
})

t.test('without an adapter that serves the unit nothing can be asked', async t => {
  const settings = await admin.get('/admin/v1/adapters/population/settings')
  t.ok([200, 404].includes(settings.status))
  for (const id of ['population', 'population-ndxp', 'population-lgsp']) await only(id, ['H99.14'])
  isProblem(t, await verify(question(dossier)), 'citizen-unserved', 503)
})

async function secondAdmin(): Promise<Caller> {
  const { Admins } = await import('../../src/access/admins.ts')
  await new Admins(api.database).create('kiem-soat', 'mat-khau-thu-nghiem')
  const { body } = await new Caller(api.url).call('POST', '/admin/v1/session', {
    body: { name: 'kiem-soat', password: 'mat-khau-thu-nghiem' },
  })
  return new Caller(api.url, String(body.token))
}

/** Leaves an adapter to these agencies alone. */
async function only(id: string, agencies: readonly string[]): Promise<void> {
  const { readFileSync } = await import('node:fs')
  const file = new URL(`../../adapters/${id}/sandbox.json`, import.meta.url)
  const text = readFileSync(file, 'utf8').replaceAll('{sandbox}', api.sandboxUrl)
  const settings = JSON.parse(text) as object
  const body = { ...settings, agencies }
  const { status, text: said } = await admin.call('PUT', `/admin/v1/adapters/${id}/settings`, { body })
  if (status !== 200) throw new Error(said)
}
