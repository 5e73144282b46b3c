import { cpSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import type { Files } from '../../src/adapter/index.ts'
import { AdapterVersions } from '../../src/ledger/adapter-versions.ts'
import { openSeal } from '../../src/ledger/seal.ts'
import { adaptersFolder } from '../../src/registry/adapters-folder.ts'
import { AdapterDesk } from '../../src/registry/desk.ts'
import { enterFolder, readAdapterFolders } from '../../src/registry/folder.ts'
import { Registrar } from '../../src/registry/registrar.ts'
import { runSuite } from '../../src/registry/suite.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startLedger } from '../support/ledger.ts'
import { silentLog } from '../support/log.ts'
import { portalFiles, portalVersion } from './versions.ts'

const ledger = await startLedger(t)
const id = 'national-portal'
/** One adapter only: the suites of all the others would run for each test, and prove nothing here. */
const folder = pathToFileURL(`${await temporaryFolder(t)}/`)
cpSync(new URL(`${id}/`, adaptersFolder), new URL(`${id}/`, folder), { recursive: true })
const settings = {
  [id]: { baseUrl: 'http://127.0.0.1:9', username: 'u', password: 'mat-khau-kin', agencyCode: 'H99' },
}

async function open(t: Test, options: { dualControl?: boolean; settings?: object } = {}) {
  const database = await ledger.fresh(t)
  const versions = new AdapterVersions(database)
  const own = (options.settings ?? settings) as typeof settings
  const seal = openSeal({ sealKey: Buffer.alloc(32, 7).toString('base64'), data: '/nowhere' })
  const registrar = new Registrar({
    versions,
    seal,
    settings: own,
    dualControl: options.dualControl ?? false,
    allowedNetworks: [],
    changed: async () => undefined,
  })
  const register = (files: Files, who = 'an') => registrar.register(files, { who })
  /** Of the portal; the folder holds more. */
  const all = async () => (await versions.all()).filter(({ adapter }) => adapter === id)
  const states = async () => Object.fromEntries((await all()).map(({ version, state }) => [version, state]))
  const enter = async (developing = false) => {
    const folders = await readAdapterFolders(folder)
    return enterFolder({ versions, settings: own, log: silentLog, developing, folders })
  }
  const desk = new AdapterDesk({ versions, registrar, seal })
  return { database, versions, registrar, desk, register, all, states, enter }
}

t.test(
  'what comes with the gateway enters once, with its digest, and runs where it has settings',
  async t => {
    const { versions, states, enter } = await open(t)
    await enter()
    await enter()
    t.same(await states(), { '1.0.0': 'active' })
    const changes = await versions.changes(id)
    t.same(
      changes.map(({ action, who }) => `${action} ${who}`),
      ['activate gateway', 'test gateway', 'register gateway'],
    )
    const without = await open(t, { settings: {} })
    await without.enter()
    t.same(await without.states(), { '1.0.0': 'tested' })
  },
)

t.test('a version goes from draft to tested to active to retired, each step with who and when', async t => {
  const { versions, registrar, states, enter } = await open(t)
  await enter()
  const files = portalVersion('1.1.0')
  await registrar.register(files, { who: 'an', draft: true })
  t.equal((await states())['1.1.0'], 'draft')
  await t.rejects(registrar.activate(id, '1.1.0', 'binh'), { code: 'adapter-state' })
  t.equal((await registrar.test(id, '1.1.0', 'an')).passed, true)
  t.match(await registrar.activate(id, '1.1.0', 'binh'), { state: 'active' })
  t.same(await states(), { '1.0.0': 'tested', '1.1.0': 'active' })
  t.match(await registrar.activate(id, '1.1.0', 'binh'), { state: 'active' }, 'again changes nothing')
  await registrar.retire(id, '1.0.0', 'chi')
  t.same(await states(), { '1.0.0': 'retired', '1.1.0': 'active' })
  await t.rejects(registrar.activate(id, '1.0.0', 'chi'), { code: 'adapter-state' })
  await t.rejects(registrar.retire(id, '1.0.0', 'chi'), { code: 'adapter-state' })
  await t.rejects(registrar.rollback(id, 'chi'), { code: 'adapter-nothing-before' }, 'not to a retired one')
  const changes = await versions.changes(id)
  t.same(
    changes.slice(0, 4).map(({ action, version, who, replaced }) => [action, version, who, replaced]),
    [
      ['retire', '1.0.0', 'chi', null],
      ['activate', '1.1.0', 'binh', '1.0.0'],
      ['test', '1.1.0', 'an', null],
      ['register', '1.1.0', 'an', null],
    ],
  )
  t.ok(changes.every(({ at }) => Math.abs(at.getTime() - Date.now()) < 60_000))
})

t.test('what was done stays written down, whoever tries to change it', async t => {
  const { database, versions, enter } = await open(t)
  await enter()
  const before = await versions.changes(id)
  await database.query(`UPDATE adapter_changes SET who = 'nobody'`)
  await database.query('DELETE FROM adapter_changes')
  t.same(await versions.changes(id), before)
})

t.test('rollback goes to what was active before, and further when done again', async t => {
  const { registrar, register, states, enter } = await open(t)
  await enter()
  for (const version of ['1.1.0', '1.2.0']) {
    await register(portalVersion(version))
    await registrar.activate(id, version, 'an')
  }
  t.match(await registrar.rollback(id, 'an'), { version: '1.1.0', state: 'active' })
  t.match(await registrar.rollback(id, 'an'), { version: '1.0.0' })
  await t.rejects(registrar.rollback(id, 'an'), { code: 'adapter-nothing-before' })
  t.same(await states(), { '1.0.0': 'active', '1.1.0': 'tested', '1.2.0': 'tested' })
})

t.test('a version never changes: other content is refused, the same is taken for what it is', async t => {
  const { all, register, enter } = await open(t)
  await enter()
  await register(portalVersion('1.1.0'))
  await register(portalVersion('1.1.0'))
  t.equal((await all()).length, 2)
  const other = portalVersion('1.1.0', ['README.md', '#', '# (mới)'])
  await t.rejects(register(other), {
    code: 'adapter-version-taken',
    params: { known: /^[0-9a-f]{64}$/, given: /^[0-9a-f]{64}$/ },
  })
  await t.rejects(register(portalFiles(['README.md', '#', '# (mới)'])), { code: 'adapter-version-taken' })
})

t.test('two who register and activate at once end with one active version', async t => {
  const { registrar, register, states, enter } = await open(t)
  await enter()
  const versions = ['1.1.0', '1.2.0', '1.3.0']
  await Promise.all(versions.map(version => register(portalVersion(version))))
  await Promise.all(versions.map(version => registrar.activate(id, version, 'an')))
  t.equal(Object.values(await states()).filter(state => state === 'active').length, 1)
})

t.test('what fails the suite is not registered, and the report says why', async t => {
  const { register, states } = await open(t)
  const broken = portalVersion('1.1.0', ['tables/status.csv', 'processing,4', 'processing,9'])
  await t.rejects(register(broken), {
    code: 'adapter-not-conformant',
    violations: [{ pointer: /^\/fixture\// }],
  })
  t.same(await states(), {})
})

t.test('with dual control another admin than the registrar activates', async t => {
  const { registrar, register, enter } = await open(t, { dualControl: true })
  await enter()
  await register(portalVersion('1.1.0'), 'an')
  await t.rejects(registrar.activate(id, '1.1.0', 'an'), { code: 'adapter-second-admin' })
  t.match(await registrar.activate(id, '1.1.0', 'binh'), { state: 'active' })
  t.match(await registrar.rollback(id, 'an'), { version: '1.0.0' }, 'going back needs nobody else')
})

t.test('a version that no settings fit is not activated', async t => {
  const { registrar, register, enter } = await open(t)
  await enter()
  const wants = '"required": ["baseUrl", "username", "password", "agencyCode"]'
  const more = wants.replace(']', ', "dstcode"]')
  const asks = portalVersion(
    '1.1.0',
    ['adapter.json', wants, more],
    ['adapter.json', '"default": ""', '"minLength": 1'],
  )
  await register(asks)
  await t.rejects(registrar.activate(id, '1.1.0', 'an'), {
    code: 'adapter-settings-unfit',
    params: { reason: /\/dstcode/ },
  })
})

t.test('settings that fit the schema and yet open nothing are not taken', async t => {
  const { desk, versions, enter } = await open(t)
  await enter()
  const { values } = await desk.settings.show(id)
  // With a port that there is not, no process would start again.
  const unfit = desk.settings.set(id, { ...values, baseUrl: 'https://h99.example:99999' }, { who: 'an' })
  await t.rejects(unfit, { code: 'adapter-settings-unfit', params: { version: '1.0.0' } })
  t.same(await versions.settings(id), [])
  await desk.settings.set(id, { ...values, baseUrl: 'https://h99.example:8443' }, { who: 'an' })
  t.equal((await versions.settings(id)).length, 1)
})

t.test('two admins who set secrets at the same time both keep theirs', async t => {
  const { desk, registrar } = await open(t)
  const one = '"password": { "title": "Mật khẩu", "type": "string", "minLength": 1, "writeOnly": true },'
  const two = `${one} "password2": { "type": "string", "writeOnly": true },`
  await registrar.register(portalVersion('1.1.0', ['adapter.json', one, two]), { who: 'an', draft: true })
  const { values } = await desk.settings.show(id)
  const set = (more: object) => desk.settings.set(id, { ...values, ...more }, { who: 'an' })
  await Promise.all([set({ password: 'của An' }), set({ password2: 'của Bình' })])
  const [now] = await registrar.candidates(id)
  t.match(now?.values, { password: 'của An', password2: 'của Bình' })
})

t.test('going back to a file with which the active version could not run is refused', async t => {
  const { desk, versions, enter, registrar } = await open(t, { settings: {} })
  await enter()
  await desk.settings.set(id, settings[id], { who: 'an' })
  await desk.settings.clear(id, 'an')
  await desk.settings.set(id, settings[id], { who: 'an' })
  await registrar.activate(id, '1.0.0', 'binh')
  const refused = { code: 'adapter-settings-unfit', params: { version: '1.0.0' } }
  await t.rejects(desk.settings.clear(id, 'an'), refused)
  t.equal((await versions.settings(id))[0]?.revision, 3)
})

t.test('with dual control settings wait for another person, at whichever door he comes in', async t => {
  const { desk, registrar, versions, enter } = await open(t, { dualControl: true })
  await enter()
  const { values } = await desk.settings.show(id)
  const proposed = await desk.settings.set(id, { ...values, concurrency: 3 }, { who: 'shell:root/an' })
  t.match(proposed, {
    source: 'file',
    proposal: { by: 'shell:root/an', values: { concurrency: 3 }, secrets: ['/password'] },
  })
  const number = proposed.proposal?.number ?? ''
  for (const same of ['an', 'shell:an', 'shell:root/an'])
    await t.rejects(desk.settings.confirm(id, number, same), { code: 'adapter-second-admin' })
  t.same(await versions.settings(id), [])
  await t.rejects(desk.settings.confirm(id, '999', 'binh'), { code: 'settings-proposal-unknown' })
  t.match(await desk.settings.confirm(id, number, 'binh'), { source: 'ledger', values: { concurrency: 3 } })
  t.match((await registrar.candidates(id))[0]?.values, { concurrency: 3, password: settings[id].password })
  await t.rejects(
    desk.settings.confirm(id, number, 'binh'),
    { code: 'settings-proposal-unknown' },
    'once only',
  )
  const back = await desk.settings.clear(id, 'binh')
  t.match(back, { source: 'ledger', proposal: { back: 'file' } }, 'going back is a change like any other')
  t.match(await desk.settings.confirm(id, back.proposal?.number ?? '', 'an'), { source: 'file' })
  t.notMatch(JSON.stringify(await desk.show(id)), /sealed/)
})

t.test('a folder that changed under the same version stops the start, except while developing', async t => {
  const { registrar, all, enter, states } = await open(t)
  // As if the folder had been another when it was registered.
  await registrar.register(portalFiles(['README.md', '#', '# (cũ)']), { who: 'gateway' })
  await registrar.activate(id, '1.0.0', 'gateway')
  await t.rejects(enter(), { code: 'adapter-folder-changed', message: /sha256/ })
  t.same(await states(), { '1.0.0': 'active' })
  await enter(true)
  const [, developed] = await all()
  t.match(developed, { version: /^1\.0\.0\+[0-9a-f]{8}$/, state: 'active' })
})

t.test('settings that name no adapter say which one was meant', async t => {
  const { enter } = await open(t, { settings: { 'nationl-portal': {} } })
  await t.rejects(enter(), { code: 'settings-invalid', message: /did you mean national-portal/ })
})

t.test('a bundle changed inside the ledger is not run', async t => {
  const { database, registrar, enter } = await open(t)
  await enter()
  await database.query(`UPDATE adapter_versions SET digest = decode(repeat('00', 32), 'hex')`)
  await t.rejects(registrar.files(id, '1.0.0'), { code: 'adapter-bundle-broken' })
  await database.query(`UPDATE adapter_versions SET bundle = 'x'`)
  await t.rejects(registrar.files(id, '1.0.0'), { code: 'adapter-bundle-broken' })
})

t.test('a suite that never ends is ended, and the process goes on meanwhile', async t => {
  const endless = portalVersion('1.1.0', [
    'schemas/step.json',
    '"NoiDungXuLy": {',
    '"NoiDungXuLy": { "pattern": "^(((.+)+)+)+0$",',
  ])
  let ticks = 0
  const clock = setInterval(() => ticks++, 10)
  const report = await runSuite(endless, 'whole', { longestMs: 4_000 })
  clearInterval(clock)
  t.match(report, { passed: false, findings: [{ faults: [/longer than 4000 ms/] }] })
  t.ok(ticks > 50)
})
