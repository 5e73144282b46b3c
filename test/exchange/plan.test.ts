import t from 'tap'
import { type Adapter, openAdapter } from '../../src/adapter/index.ts'
import { openCatalog } from '../../src/catalog/catalog.ts'
import { Planner } from '../../src/exchange/plan.ts'
import { tellWarning } from '../../src/exchange/warnings.ts'
import { portalFiles } from '../registry/versions.ts'
import { aCode, aDossier, aStep } from '../support/dossiers.ts'

const settings = {
  baseUrl: 'https://cong.example',
  username: 'sandbox',
  password: 'sandbox',
  agencyCode: 'H99',
  dstcode: 'TEST',
}
/** The portal's twin: it takes what the portal takes, and another summary is none to it. */
const twin = async (id: string, ...changes: readonly (readonly [string, string, string])[]) => {
  const files = portalFiles(['adapter.json', '"id": "national-portal"', `"id": "${id}"`], ...changes)
  const adapter = await openAdapter(files, { settings })
  t.teardown(() => adapter.close())
  return adapter
}
const strict = [
  'maps/dossier.csv',
  'TrichYeuHoSo,required max(1000)',
  'TrichYeuHoSo,"required max(3, refuse)"',
] as const
const strictStep = [
  'maps/step.csv',
  'content,NoiDungXuLy,required',
  'content,NoiDungXuLy,"required max(3, refuse)"',
] as const
const optional = ['adapter.json', '"decisive": true', '"decisive": false'] as const
const easy = await twin('de-tinh', optional, optional)
const hard = await twin('kho-tinh', optional, optional, strict, strictStep)
const portal = await twin('cong-quoc-gia', strict)

const plan = (...adapters: Adapter[]) =>
  new Planner(() => adapters, openCatalog()).dossier(aCode(), aDossier())
const planStep = (...adapters: Adapter[]) =>
  new Planner(() => adapters, openCatalog()).step(aCode(), aStep('processing', 'dài hơn ba chữ'))

t.test('a platform that cannot take a dossier does not keep it from another', async t => {
  t.same(plan(easy, hard), { withheld: null, refusing: ['kho-tinh'] })
  t.same(plan(hard, easy), { withheld: null, refusing: ['kho-tinh'] })
  t.same(planStep(easy, hard).refusing, ['kho-tinh'])
  t.same(plan(easy).refusing, [])
})

t.test('a decisive one does, whoever else would take it', async t => {
  const refused = { code: 'platform-would-refuse', params: { adapter: 'cong-quoc-gia' } }
  t.throws(() => plan(easy, portal), refused)
  t.throws(() => plan(hard, portal), refused)
  t.same(planStep(easy, portal).refusing, [], 'it takes steps')
})

t.test('what nobody would get is refused at the door', async t => {
  t.throws(() => plan(hard), { code: 'platform-would-refuse', violations: [{ pointer: '/summary' }] })
  t.throws(() => planStep(hard), { code: 'platform-would-refuse' })
  t.same(plan().refusing, [], 'without platforms there is nobody to refuse')
})

t.test('the warning names the platform', async t => {
  t.match(tellWarning('platform-refuses:kho-tinh', 'en'), {
    code: 'platform-refuses',
    adapter: 'kho-tinh',
    message: /“kho-tinh” cannot take/,
  })
})

t.test(
  'an adapter that serves some agencies gets their dossiers and no others, and is not asked about others',
  async t => {
    const local: Adapter = { ...hard, agencies: ['H99.06'] }
    const planner = new Planner(() => [easy, local], openCatalog())
    const reached = (agency: string) => planner.deliveries(agency, 'dossier').map(({ adapter }) => adapter)
    t.same(reached('H99.05'), ['de-tinh'])
    t.same(reached('H99.06.01'), ['de-tinh', 'kho-tinh'])
    t.same(plan(easy, local).refusing, [], 'the dossier is of H99.05')
    t.same(planStep(easy, local).refusing, [], 'of a step that is not known yet')
  },
)
