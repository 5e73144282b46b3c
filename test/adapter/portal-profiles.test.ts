import t, { type Test } from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { temporaryFolder } from '../support/folder.ts'
import { aDossier, aStep, code, create, update } from './portal.ts'

async function open(t: Test, name: string, settings: Readonly<Record<string, unknown>>) {
  const portal = await startSandbox({ data: await temporaryFolder(t), port: 0 })
  t.teardown(() => portal.close())
  const adapter = await openAdapter(new URL(`../../adapters/${name}/`, import.meta.url), {
    settings: { baseUrl: portal.url, timeoutMs: 2000, ...settings },
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
