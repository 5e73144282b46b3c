import t from 'tap'
import { portalFiles } from '../registry/versions.ts'
import { Agency } from '../support/agency.ts'
import { aCode, aDossier, aStep } from '../support/dossiers.ts'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'
import { startTestPortal } from '../support/portal.ts'

const ledger = await startLedger(t)
const [first, second] = await Promise.all([startTestPortal(t), startTestPortal(t)])
const gateway = await startGateway(t, { databaseUrl: await ledger.freshUrl(), portalUrl: first.url })
const agency = new Agency(gateway)
const { desk, records } = gateway

const id = 'kho-tinh'
const files = portalFiles(
  ['adapter.json', '"id": "national-portal"', `"id": "${id}"`],
  ['adapter.json', '"decisive": true', '"decisive": false'],
  ['adapter.json', '"decisive": true', '"decisive": false'],
  ['maps/dossier.csv', 'TrichYeuHoSo,required max(1000)', 'TrichYeuHoSo,"required max(60, refuse)"'],
)
await desk.registrar.register(files, { who: 'an' })
const settings = {
  baseUrl: second.url,
  username: 'sandbox',
  password: 'sandbox',
  agencyCode: 'H99',
  dstcode: 'TEST',
}
await desk.settings.set(id, settings, { who: 'an', version: '1.0.0' })
await desk.registrar.activate(id, '1.0.0', 'an')

const statesAt = async (code: string, adapter: string) =>
  (await records.deliveriesOfDossier(code)).filter(row => row.adapter === adapter).map(({ state }) => state)

t.test('the second platform refuses its own delivery only; the mended dossier goes on', async t => {
  const code = aCode()
  const long = await agency.put(code, aDossier({ summary: 'Cấp giấy phép lái xe '.repeat(5).trim() }))
  t.match(long.body, { warnings: [{ code: 'platform-refuses', adapter: id }] })
  await agency.step(code, aStep('processing', 'đang giải quyết'))
  await eventually(async () =>
    (await statesAt(code, 'national-portal')).every(state => state === 'delivered'),
  )
  await eventually(async () => (await statesAt(code, id))[0] === 'refused')
  t.same((await statesAt(code, id)).slice(1), ['held', 'held'], 'it never hears of a step before its dossier')
  const [refused] = (await records.deliveriesOfDossier(code)).filter(row => row.adapter === id)
  t.match(refused?.outcome, { rule: 'not-encodable', owner: 'client' })
  const mended = await agency.put(code, aDossier({ summary: 'Cấp giấy phép', status: 'processing' }))
  t.same(mended.body.warnings, [])
  await agency.settled(code)
  t.same(await statesAt(code, id), ['cancelled', 'cancelled', 'delivered', 'delivered'])
})
