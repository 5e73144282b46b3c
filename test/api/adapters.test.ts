import t from 'tap'
import { Admins } from '../../src/access/admins.ts'
import { digestOf, type Files } from '../../src/adapter/index.ts'
import { portalVersion } from '../registry/versions.ts'
import { eventually } from '../support/eventually.ts'
import { aDossier, Caller, isProblem, newCode, startApi } from './support.ts'

const api = await startApi(t, { LIENTHONG_DUAL_CONTROL: 'on', LIENTHONG_LOG_LEVEL: 'debug' })
const agency = await api.caller()
await new Admins(api.database).create('binh', 'mật khẩu của Bình')
const logIn = async (account: object) => {
  const { body } = await new Caller(api.url).call('POST', '/admin/v1/session', { body: account })
  return new Caller(api.url, String(body.token))
}
const admin = await logIn(api.admin)
const binh = await logIn({ name: 'binh', password: 'mật khẩu của Bình' })
const at = '/admin/v1/adapters'
const portal = `${at}/national-portal`
const post = (caller: Caller, path: string, body?: unknown) =>
  caller.call('POST', path, body === undefined ? {} : { body })
const bundle = (files: Files) => ({ files: Object.fromEntries(files) })

t.test('what comes with the gateway is there, active and running', async t => {
  const { body } = await admin.get(at)
  const { adapters } = body as unknown as { adapters: { id: string }[] }
  t.match(
    adapters.find(({ id }) => id === 'national-portal'),
    {
      active: '1.0.0',
      running: true,
      versions: [{ state: 'active', origin: 'folder' }],
    },
  )
  t.match(
    adapters.find(({ id }) => id === 'agency-webhook'),
    { running: false, versions: [{ state: 'tested' }] },
    'one without settings waits',
  )
})

t.test('a version is registered, seen through, activated by somebody else, and rolled back', async t => {
  const files = portalVersion('1.1.0')
  const digest = digestOf(files).toString('hex')
  const made = await post(admin, at, { ...bundle(files), digest })
  t.equal(made.status, 201)
  t.match(made.body, {
    adapter: 'national-portal',
    version: '1.1.0',
    state: 'tested',
    digest,
    registeredBy: 'admin',
  })
  t.match(made.body.report, { passed: true, coverage: { unreached: [] } })
  const version = `${portal}/versions/1.1.0`
  t.match((await admin.get(version)).body, {
    title: { vi: /Cổng/ },
    operations: [{ name: 'dossier.deliver' }, {}, {}],
  })
  t.match((await admin.get(`${version}/report`)).body, { passed: true, extent: 'whole' })
  t.match((await post(binh, `${version}/test`)).body, { passed: true })
  isProblem(t, await post(admin, `${version}/activate`), 'adapter-second-admin', 403)
  t.match((await post(binh, `${version}/activate`)).body, { state: 'active' })
  const code = newCode()
  await agency.put(code, aDossier())
  const { body } = await eventually(async () => {
    const answer = await admin.get(`/admin/v1/deliveries?dossier=${code}&state=delivered`)
    return (answer.body.deliveries as unknown[]).length === 1 && answer
  })
  const [{ id }] = body.deliveries as [{ id: string }]
  t.equal((await admin.get(`/admin/v1/deliveries/${id}`)).body.adapterVersion, '1.1.0')
  t.match((await post(admin, `${portal}/rollback`)).body, { version: '1.0.0', state: 'active' })
  isProblem(t, await post(admin, `${portal}/rollback`), 'adapter-nothing-before', 409)
  const { body: shown } = await admin.get(portal)
  t.same(
    (shown.changes as { action: string; who: string }[])
      .slice(0, 3)
      .map(({ action, who }) => `${action} ${who}`),
    ['rollback admin', 'activate binh', 'test binh'],
  )
})

t.test('a version tried on recorded traffic is told by paths, forms and counts, never by values', async t => {
  const changed = portalVersion(
    '1.2.0',
    ['maps/dossier.csv', 'max(4000)', 'max(3)'],
    ['adapter.json', '"service": "DongBoHoSoMC",', '"service": "DongBoHoSoMC_V2", "phienBan": "2",'],
  )
  t.equal((await post(admin, at, { ...bundle(changed), draft: true })).status, 201)
  const dossier = aDossier()
  await agency.put(newCode(), { ...dossier, summary: 'Trích yếu không ai được thấy' })
  const { body, text } = await post(admin, `${portal}/versions/1.2.0/try`, { last: 50 })
  t.match(body, { active: '1.0.0', candidate: '1.2.0', messages: Number })
  t.ok(Number(body.messages) > 0)
  const paths = (body.differences as { path: string }[]).map(({ path }) => path)
  t.ok(
    paths.some(path => path.startsWith('TaiLieuNop')),
    paths.join(),
  )
  t.ok(paths.includes('request.body.service') && paths.includes('request.body.phienBan'), paths.join())
  t.notOk(paths.includes('request.body.session'), 'what is the same is not told')
  for (const value of ['Trích yếu', dossier.applicant.name, dossier.summary])
    t.notOk(text.includes(String(value)))
  isProblem(t, await post(admin, `${portal}/versions/1.2.0/activate`), 'adapter-state', 409)
  isProblem(t, await post(admin, `${portal}/versions/9.9.9/try`), 'adapter-version-unknown', 404)
})

t.test('hostile and wrong bundles are refused, and nothing is kept of them', async t => {
  const before = (await admin.get(at)).text
  const files = bundle(portalVersion('1.3.0')).files
  for (const [name, text] of [
    ['../../etc/cron.d/x', 'x'],
    ['maps/x.js', 'process.exit()'],
    ['maps/x.csv', 'x'.repeat(1_100_000)],
  ] as const) {
    isProblem(t, await post(admin, at, { files: { ...files, [name]: text } }), 'adapter-bundle-invalid', 422)
  }
  const wrong = await post(admin, at, { files, digest: '0'.repeat(64) })
  isProblem(t, wrong, 'adapter-bundle-invalid', 422)
  const raw = (text: string | Buffer) => admin.call('POST', at, { raw: text })
  isProblem(t, await raw('{"files":{"__proto__":{"x":1}}}'), 'body-malformed', 400)
  isProblem(t, await raw(Buffer.from('7b2266696c6573223a7b22ff223a22227d7d', 'hex')), 'body-malformed', 400)
  isProblem(t, await raw(`{"files":${'['.repeat(50_000)}`), 'body-malformed', 400)
  isProblem(t, await raw(`{"files":{"a":"${'x'.repeat(9_000_000)}"}}`), 'body-too-large', 413)
  isProblem(t, await post(admin, at, { files: [] }), 'body-invalid', 422)
  const deep = { ...files, 'fixtures/deep.json': `${'['.repeat(1000)}${']'.repeat(1000)}` }
  const report = isProblem(t, await post(admin, at, { files: deep }), 'adapter-not-conformant', 422)
  t.match(report.violations, [{ pointer: '/fixture/deep', message: /nested deeper/ }])
  const other = { ...bundle(portalVersion('1.1.0')).files, 'README.md': '# khác' }
  isProblem(t, await post(admin, at, { files: other }), 'adapter-version-taken', 409)
  t.equal((await admin.get(at)).text, before)
})

t.test('settings are set at run time; secrets are sealed, never returned, never logged', async t => {
  const secret = 'MatKhauTuyetMat-2026'
  const { body: first } = await admin.get(`${portal}/settings`)
  t.match(first, { source: 'file', values: { username: 'sandbox' }, secrets: ['/password'] })
  const values = first.values as object
  const put = (body: unknown) => admin.call('PUT', `${portal}/settings`, { body })
  const confirm = (caller: Caller, { body }: { body: Record<string, unknown> }) =>
    post(caller, `${portal}/settings/confirm`, {
      proposal: String((body.proposal as { number?: string } | undefined)?.number ?? 0),
    })
  const proposed = await put({ ...values, password: secret, concurrency: 5 })
  t.equal(proposed.status, 202)
  t.match(proposed.body, { source: 'file', proposal: { by: 'admin', secrets: ['/password'] } })
  isProblem(t, await confirm(admin, proposed), 'adapter-second-admin', 403)
  const set = await confirm(binh, proposed)
  t.equal(set.status, 200)
  isProblem(t, await confirm(binh, proposed), 'settings-proposal-unknown', 409)
  t.match(set.body, {
    source: 'ledger',
    revision: 1,
    by: 'binh',
    values: { concurrency: 5 },
    secrets: ['/password'],
  })
  t.notOk(Object.hasOwn(set.body.values as object, 'password'))
  // Left out, it stays: the login of the sandbox takes one password only.
  t.equal((await confirm(binh, await put({ ...values, concurrency: 6 }))).status, 200)
  const wrong = isProblem(
    t,
    await put({ ...values, concurrency: secret, passwort: secret }),
    'body-invalid',
    422,
  )
  t.same(wrong.violations?.map(({ pointer }) => pointer).sort(), ['/concurrency', '/passwort'])
  const cleared = await admin.call('DELETE', `${portal}/settings`)
  t.equal(cleared.status, 202)
  t.equal((await confirm(binh, cleared)).status, 200)
  t.match((await admin.get(`${portal}/settings`)).body, { source: 'file' })
  isProblem(t, await admin.get(`${at}/nothing/settings`), 'adapter-unknown', 404)
  const shown = [
    proposed.text,
    set.text,
    wrong,
    (await admin.get(portal)).text,
    (await admin.get(at)).text,
    ...api.lines,
  ]
  t.notOk(JSON.stringify(shown).includes(secret))
  const kept = await api.database.query(
    'SELECT sealed::text, detail::text FROM adapter_settings, adapter_changes',
  )
  t.notOk(JSON.stringify(kept).includes(Buffer.from(secret).toString('hex')))
  t.notOk(JSON.stringify(kept).includes(secret))
})
