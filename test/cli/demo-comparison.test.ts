import t from 'tap'
import { Book } from '../../src/cli/demo/book.ts'
import { compareDossier, type HeldDossier } from '../../src/cli/demo/comparison.ts'
import { owedFor } from '../../src/cli/demo/expectation.ts'
import type { Status } from '../../src/contract/types.generated.ts'
import type { LifeEvent } from '../../src/sandbox/province/life.ts'
import { aDossier, aStep } from '../support/dossiers.ts'

const put = (changes: Parameters<typeof aDossier>[0]): LifeEvent => ({
  kind: 'put',
  dossier: aDossier(changes),
})
const step = (status: Status, content: string, at = '2026-03-02T10:00:00+07:00'): LifeEvent => ({
  kind: 'step',
  step: aStep(status, content, { at }),
})
const national = () => false
const { receivedAt: _received, dueAt: _due, ...filed } = aDossier({ status: 'registered' })

/** Filed online without dates, accepted, handled, returned. */
const life: readonly LifeEvent[] = [
  { kind: 'put', dossier: filed },
  step('accepted', 'tiếp nhận', '2026-03-02T09:00:00+07:00'),
  put({ status: 'accepted' }),
  step('processing', 'thẩm định'),
  step('processing', 'trình ký', '2026-03-02T11:00:00+07:00'),
  step('completed', 'đã ký', '2026-03-03T09:00:00+07:00'),
  put({ status: 'completed', finishedAt: '2026-03-03T09:00:00+07:00' }),
]
const owed = owedFor(life, national)

const bodyAtEnd = {
  TrangThaiHoSo: '9',
  TrichYeuHoSo: aDossier().summary,
  NgayNopHoSo: vietnamTime(aDossier().filedAt),
  NgayTiepNhan: vietnamTime(aDossier().receivedAt),
  NgayHenTra: vietnamTime(aDossier().dueAt),
  NgayKetThucXuLy: '20260303090000',
}

function vietnamTime(instant = ''): string {
  return instant.replace(/\+07:00$/, '').replace(/\D/g, '')
}

type Arrival =
  | { kind: 'version'; status: string; sha256: string; isUpdating?: string }
  | { kind: 'progress'; status: string; ThoiDiemXuLy: string; NoiDungXuLy: string }
const version = (status: string, sha256: string, isUpdating = 'True'): Arrival => ({
  kind: 'version',
  status,
  sha256,
  isUpdating,
})
const progress = (status: string, ThoiDiemXuLy: string, NoiDungXuLy: string): Arrival => ({
  kind: 'progress',
  status,
  ThoiDiemXuLy,
  NoiDungXuLy,
})

/** What the portal holds when all is well, in order of arrival. */
const whole: readonly Arrival[] = [
  version('1', 'a', 'False'),
  progress('2', '20260302090000', 'tiếp nhận'),
  version('2', 'b'),
  version('4', 'c'),
  progress('4', '20260302100000', 'thẩm định'),
  progress('4', '20260302110000', 'trình ký'),
  version('9', 'd'),
  progress('9', '20260303090000', 'đã ký'),
  version('9', 'e'),
]

function held(arrivals: readonly Arrival[], body: Record<string, unknown> = bodyAtEnd): HeldDossier {
  const numbered = arrivals.map((row, index) => ({ arrival: index + 1, ...row }))
  return {
    code: 'H99-1',
    versions: numbered.flatMap(row =>
      row.kind === 'version' ? [{ ...row, isUpdating: row.isUpdating ?? 'True' }] : [],
    ),
    progress: numbered.flatMap(row => (row.kind === 'progress' ? [row] : [])),
    body,
  }
}

/** The comparison's verdict, only what is not zero. */
function verdict(arrivals: readonly Arrival[] | undefined, body?: Record<string, unknown>) {
  const { deliveries, delivered, ...faults } = compareDossier(
    owed,
    arrivals && held(arrivals, body ?? bodyAtEnd),
  )
  const found = Object.entries(faults).filter(([, count]) => count !== 0)
  return { deliveries, delivered, ...Object.fromEntries(found) }
}

const all = { deliveries: 9, delivered: 9 }
const without = (place: number) => whole.filter((_, index) => index !== place)

t.test('each put is a row, each step one, and a step that changes a dated dossier two', async t => {
  t.same(
    owed.rows.map(word => (word.startsWith('D') ? word : 'S')),
    ['D1', 'S', 'D2', 'D4', 'S', 'S', 'D9', 'S', 'D9'],
  )
})

t.test('refusal and withdrawal need no dates', async t => {
  const rows = owedFor([{ kind: 'put', dossier: filed }, step('refused', 'thiếu giấy tờ')], national).rows
  t.same(
    rows.map(word => word.slice(0, 2).replace(/^S.*/, 'S')),
    ['D1', 'D3', 'S'],
  )
})

t.test('of local procedures and child dossiers the portal is told nothing', async t => {
  t.same(owedFor(life, () => true).rows, [])
  const child = [put({ originDossier: 'H99.05-260302-00001' }), step('processing', 'x')]
  t.same(owedFor(child, national).rows, [])
})

t.test('what arrived whole and in order has no fault', async t => {
  t.same(verdict(whole), all)
})

t.test('every single row that is missing is seen', async t => {
  for (const place of whole.keys())
    t.match(verdict(without(place)), { delivered: 8, lost: 1 }, `row ${place}`)
  t.same(verdict(undefined), { deliveries: 9, delivered: 0, lost: 9 })
})

t.test('every pair of neighbours that changed places is seen', async t => {
  for (let place = 0; place < whole.length - 1; place++) {
    const swapped = [...whole]
    swapped.splice(place, 2, ...whole.slice(place, place + 2).reverse())
    t.match(verdict(swapped), { delivered: 9, outOfOrder: Number }, `rows ${place} and ${place + 1}`)
  }
})

t.test('every progress row that came twice is seen, near or late', async t => {
  for (const [place, row] of whole.entries()) {
    if (row.kind !== 'progress') continue
    t.match(verdict(whole.toSpliced(place, 0, row)), { delivered: 9, portalDuplicates: 1 }, `row ${place}`)
    t.match(verdict([...whole, row]), { portalDuplicates: 1 }, `row ${place}, late`)
  }
})

t.test('a second creation is a duplicate', async t => {
  t.match(verdict(whole.toSpliced(1, 0, version('1', 'a', 'False'))), { portalDuplicates: 1 })
})

t.test('a version sent again at once is none', async t => {
  t.same(verdict(whole.toSpliced(3, 0, version('2', 'b'))), all)
})

t.test('a version that comes back after something newer is out of order', async t => {
  t.match(verdict([...whole, version('4', 'c')]), { outOfOrder: 1 })
  t.match(verdict(whole.toSpliced(5, 0, version('2', 'b'))), { outOfOrder: 1 })
})

t.test('a last version that is not the last one put is out of order', async t => {
  const { NgayKetThucXuLy: _, ...older } = bodyAtEnd
  t.match(verdict(whole, older), { outOfOrder: 1 })
})

t.test('rows that nobody sent are told', async t => {
  t.match(verdict([...whole, progress('10', '20260304090000', 'trả')]), { delivered: 9, unexpected: 1 })
  const nothing = owedFor(life, () => true)
  t.match(compareDossier(nothing, held(whole)), { deliveries: 0, unexpected: 9 })
})

t.test('a book adds up its dossiers and passes over those of others', async t => {
  const book = new Book()
  book.enter('H99-1', owed)
  book.enter('H99-2', owed)
  book.enter('H99-2', owed)
  async function* portal() {
    yield { ...held(whole), code: 'H98-9' }
    yield held(whole)
  }
  t.equal(book.rows, 18)
  t.match(await book.compare(portal()), { deliveries: 18, delivered: 9, lost: 9, differing: ['H99-2'] })
})

t.test('a version told once more is no disorder, an older one is', async t => {
  const [first, ...rest] = whole
  t.match(compareDossier(owed, held([...whole, version('9', 'e')])), { outOfOrder: 0, portalDuplicates: 0 })
  const afterStep = [first, version('1', 'x'), progress('2', '20260302090000', 'tiếp nhận')] as Arrival[]
  t.match(
    compareDossier(owed, held([first as Arrival, rest[0] as Arrival, version('1', 'a'), ...rest.slice(1)])),
    { outOfOrder: 0, portalDuplicates: 0, lost: 0 },
    'also when a step came between',
  )
  t.ok(compareDossier(owed, held([...afterStep, ...rest.slice(1)])).outOfOrder > 0, 'another content is')
  t.ok(compareDossier(owed, held([...whole, version('2', 'b')])).outOfOrder > 0)
})
