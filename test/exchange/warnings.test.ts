import t from 'tap'
import type { Dossier } from '../../src/contract/types.generated.ts'
import { dossierWarnings, warningTexts } from '../../src/exchange/warnings.ts'
import { aDossier } from '../support/dossiers.ts'

const code = 'H99.05-260302-00001'
const warnings = (changes: Partial<Dossier> = {}, of = code) => dossierWarnings(of, aDossier(changes), null)
const paper = { name: 'Giấy phép', code: 'KQ.G04.1', url: 'https://tep.h99.example/kq.pdf' }
const round = { id: 'BS-1', content: 'bổ sung', requestedAt: '2026-03-02T08:00:00+07:00' }

t.test('an ordinary dossier costs nothing', async t => {
  t.same(warnings(), [])
})

t.test('a code of another shape is warned of, and both ways of writing an agency are known', async t => {
  for (const good of [code, '000.00.17.H99-260302-0001', 'H99.17.05-20260302-1234567'])
    t.same(warnings({}, good), [], good)
  for (const odd of ['HS-2026-1', 'H99.05-260302-001', 'H99.05_260302_00001', 'H99.05-26032-0001'])
    t.same(warnings({}, odd), ['code-shape'], odd)
})

t.test('why a dossier is sent nowhere is said', async t => {
  t.same(dossierWarnings(code, aDossier(), 'local-procedure'), ['local-procedure'])
  t.same(dossierWarnings(code, aDossier(), 'child-dossier'), ['child-dossier'])
})

t.test('a finished dossier without its date of finishing is warned of', async t => {
  const done = { results: [paper] }
  t.same(warnings({ status: 'completed', ...done }), ['finish-date-missing'])
  t.same(warnings({ status: 'returned', finishedAt: '2026-03-03T08:00:00+07:00', ...done }), [])
  t.same(warnings({ status: 'stopped' }), [], 'a stopped one is not finished')
})

t.test('an online dossier that ends without a coded, downloadable result is warned of', async t => {
  const finished = { status: 'completed', finishedAt: '2026-03-03T08:00:00+07:00' } as const
  t.same(warnings({ ...finished, results: [] }), ['result-missing'])
  t.same(warnings({ ...finished, results: [{ name: 'Giấy phép', code: 'KQ.G04.1' }] }), ['result-missing'])
  t.same(warnings({ ...finished, results: [{ name: 'Giấy phép' }, paper] }), [])
  t.same(warnings({ ...finished, channel: 'counter' }), [], 'at the counter it is handed over')
})

t.test('a second supplement round is warned of', async t => {
  t.same(warnings({ supplements: [round] }), [])
  t.same(warnings({ supplements: [round, { ...round, id: 'BS-2' }] }), ['supplement-repeated'])
})

t.test('several things are all said', async t => {
  t.same(
    dossierWarnings('x', aDossier({ status: 'completed', supplements: [round, round] }), 'child-dossier'),
    ['code-shape', 'child-dossier', 'finish-date-missing', 'result-missing', 'supplement-repeated'],
  )
})

t.test('every warning is said in both languages', async t => {
  for (const [name, { vi, en }] of Object.entries(warningTexts)) t.ok(vi.length > 20 && en.length > 20, name)
})
