import t, { type Test } from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { portal2026 } from '../../src/sandbox/portal-2026/portal-2026.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { temporaryFolder } from '../support/folder.ts'
import { aDossier, aStep, code, create, update } from './portal.ts'

async function open(t: Test, name: string, settings: Readonly<Record<string, unknown>>, base = '') {
  const portal = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [portal2026])
  t.teardown(() => portal.close())
  const adapter = await openAdapter(new URL(`../../adapters/${name}/`, import.meta.url), {
    settings: { baseUrl: portal.url + base, timeoutMs: 2000, ...settings },
    allowedNetworks: ['127.0.0.1/32'],
  })
  t.teardown(() => adapter.close())
  return { portal, adapter }
}

const lastBody = async (portal: Sandbox) => {
  const view = await fetch(`${portal.url}/_sandbox/dossiers/${code}`)
  return ((await view.json()) as { body: Record<string, unknown> }).body
}

t.test('P2: one address to create, one to update, one for progress answered in plain text', async t => {
  const { portal, adapter } = await open(t, 'national-portal-lgsp', {
    createPath: '/lgsp/them-moi',
    updatePath: '/lgsp/cap-nhat',
    stepPath: '/lgsp/tien-trinh',
  })
  const put = (context: typeof create | typeof update) =>
    adapter.deliver('dossier.deliver', aDossier(), context)
  t.match((await put(update)).outcome, { kind: 'retry', rule: 'dossier-missing', standing: 'absent' })
  t.match((await put(create)).outcome, { kind: 'delivered', rule: 'accepted', standing: 'present' })
  t.match((await put(create)).outcome, { kind: 'retry', rule: 'dossier-exists', flip: true })
  t.match((await put(update)).outcome, { kind: 'delivered' })
  const step = await adapter.deliver('step.deliver', aStep(), update)
  t.match(step.outcome, { kind: 'delivered', rule: 'told-taken' })
  t.match(portal.state(), { dossiers: 1, versions: 2, progress: 1 })
  const lost = await adapter.deliver('step.deliver', aStep({ dossier: 'H99.17-230605-0009' }), update)
  t.match(lost.outcome, { kind: 'retry', rule: 'dossier-missing', standing: 'absent' })
  t.equal(adapter.whenUnsure('step.deliver'), 'hold', 'it cannot be asked, and a step may count twice')
})

t.test('P3: the address says whether to update, sixteen fields go out, the rest is told as lost', async t => {
  const { portal, adapter } = await open(t, 'national-portal-query', { agencyCode: '000.00.01.H99' })
  const first = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(first.outcome, { kind: 'delivered', standing: 'present' })
  t.match(
    first.losses.map(({ canonical }) => canonical),
    ['/channel', '/applicant/email'],
  )
  const again = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(again.outcome, { kind: 'retry', rule: 'dossier-exists' })
  const changed = await adapter.deliver('dossier.deliver', aDossier({ status: 'processing' }), update)
  t.match(changed.outcome, { kind: 'delivered' })
  t.equal((await lastBody(portal)).TrangThaiHoSo, '4')
  t.equal(Object.keys(await lastBody(portal)).includes('KenhThucHien'), false)
  t.equal(adapter.operationFor('step'), undefined)
})

t.test(
  'P4: number and files are asked for, then the id that the portal gave goes with every call',
  async t => {
    const settings = {
      clientId: 'sandbox',
      clientSecret: 'sandbox',
      tokenPath: '/GetToken',
      createPath: '/NoiHoSo',
      statusPath: '/CapNhatTrangThai',
      stepPath: '/CapNhatTienTrinh',
    }
    const { portal, adapter } = await open(t, 'national-portal-2026', settings, '/portal-2026')
    const context = { standing: 'unsure', correlationId: 'test' } as const
    const number = await adapter.ask('dossier-number.ask', { agency: 'H99.17' }, context)
    const code = String(number.answer?.code)
    t.match(code, /^H99\.17-\d{8}-0000001$/)
    const pdf = { name: 'Đơn "đề nghị".pdf', type: 'application/pdf', content: 'JVBERi0xLjQKLS0NCg==' }
    const { answer: uploaded } = await adapter.ask('file.upload', pdf, context)
    t.match(uploaded, { id: /./, hash: /^[0-9a-f]{64}$/ })
    const dossier = (changes: object = {}) =>
      aDossier({ code, documents: [{ name: 'Đơn.pdf', uploaded: [uploaded] }], ...changes })

    const strange = dossier({ documents: [{ name: 'Đơn.pdf', uploaded: [{ id: 'x', hash: 'y' }] }] })
    t.match((await adapter.deliver('dossier.deliver', strange, create)).outcome, { rule: 'bad-request' })
    const first = await adapter.deliver('dossier.deliver', dossier(), create)
    t.match(first.outcome, { kind: 'delivered', rule: 'created', standing: 'present', recordId: /./ })
    const known = { ...update, recordId: first.outcome.recordId }
    const changed = await adapter.deliver('dossier.deliver', dossier({ status: 'processing' }), known)
    t.match(changed.outcome, { kind: 'delivered', rule: 'accepted' })
    t.match((await adapter.deliver('step.deliver', aStep({ dossier: code }), known)).outcome, {
      kind: 'delivered',
    })
    const unknown = await adapter.deliver('step.deliver', aStep({ dossier: code }), update)
    t.match(unknown.outcome, { kind: 'refused', rule: 'bad-request' }, 'without the id there is no step')
    const again = await adapter.deliver('dossier.deliver', dossier(), create)
    t.match(again.outcome, { rule: 'dossier-exists', standing: 'present', flip: true })
    const state = await (await fetch(`${portal.url}/_sandbox/portal-2026`)).json()
    t.match(state, { files: 1, dossiers: { [code]: { statuses: [4], steps: 1 } } })
  },
)
