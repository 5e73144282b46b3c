import { randomBytes } from 'node:crypto'
import t from 'tap'
import { Obligations } from '../../src/ledger/obligations.ts'
import { Seal } from '../../src/ledger/seal.ts'
import { TaxWatches } from '../../src/ledger/tax-watches.ts'
import { startLedger } from '../support/ledger.ts'

const ledger = await startLedger(t)
const seal = new Seal(randomBytes(32))
const sums = { state: 'owed', due: 2_400_000, reduced: 0, paid: 0, remaining: 2_400_000 }

t.test('changes of one dossier happen one after another, and none is lost', async t => {
  const database = await ledger.fresh(t)
  const obligations = new Obligations(database, seal)
  const add = (name: string) =>
    database.transaction(tx =>
      obligations.change<{ names: string[] }>(tx, 'H99.14-260115-0042', before => ({
        body: { names: [...(before?.names ?? []), name] },
        sums,
      })),
    )
  t.equal(await obligations.read('H99.14-260115-0042'), undefined)
  await Promise.all(Array.from({ length: 8 }, (_, index) => add(`n${index}`)))
  const { names } = (await obligations.read('H99.14-260115-0042')) as { names: string[] }
  t.strictSame(names.sort(), ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'])
  const [row] = await database.query('SELECT state, due, revision, body FROM obligations')
  t.match(row, { state: 'owed', due: '2400000', revision: 8 })
  t.notMatch(String(row?.body), 'n0', 'sealed')
})

t.test('what changes nothing is not written', async t => {
  const database = await ledger.fresh(t)
  const obligations = new Obligations(database, seal)
  const same = () =>
    database.transaction(tx => obligations.change(tx, 'H99.14-260115-0042', () => ({ body: { a: 1 }, sums })))
  t.equal(await same(), true)
  t.equal(await same(), false)
})

t.test('a dossier is found by code, by its other spelling, by a name that is its alone', async t => {
  const database = await ledger.fresh(t)
  const obligations = new Obligations(database, seal)
  await database.query(
    `INSERT INTO dossiers SELECT c, 'H99.14', 'H99/14/', 'x', 'counter', 'accepted', NULL, true, 1, 0, gen_random_uuid(), '', now(), now()
     FROM unnest(ARRAY['H99.14-260115-0042', 'H99.14-260115-0043']) AS c`,
  )
  const find = (name: string, ...spellings: string[]) =>
    database.transaction(tx => obligations.find(tx, name, spellings))
  t.equal(await find('H99.14-260115-0042'), 'H99.14-260115-0042')
  t.equal(await find('000.00.14.H99-260115-0042', 'H99.14-260115-0042'), 'H99.14-260115-0042')
  t.equal(await find('BN-1'), undefined)
  const alias = { platform: 'vbdlis', kind: 'receipt', name: 'BN-1' } as const
  const add = (dossier: string) => database.transaction(tx => obligations.addAliases(tx, dossier, [alias]))
  await add('H99.14-260115-0042')
  await add('H99.14-260115-0042')
  t.equal(await find('BN-1'), 'H99.14-260115-0042')
  t.strictSame(await obligations.aliases('H99.14-260115-0042'), [alias])
  await add('H99.14-260115-0043')
  t.equal(await find('BN-1'), undefined, 'two dossiers of one name: neither')
})

t.test('a watch that is due is taken by one process, and comes again later', async t => {
  const database = await ledger.fresh(t)
  const watches = new TaxWatches(database)
  await database.query(
    `INSERT INTO dossiers VALUES ('H99.14-260115-0042', 'H99.14', 'H99/14/', 'x', 'counter', 'accepted', NULL, true, 1, 0, gen_random_uuid(), '', now(), now())`,
  )
  const start = new Date('2026-01-16T08:00:00+07:00')
  const later = new Date(start.getTime() + 60_000)
  await database.transaction(tx => watches.begin(tx, 'H99.14-260115-0042', start))
  const taken = await Promise.all([1, 2].map(() => watches.take(start, 10, () => later)))
  t.match(taken.flat(), [{ dossier: 'H99.14-260115-0042', agency: 'H99.14', asked: 0 }])
  t.equal(taken.flat().length, 1)
  t.strictSame(await watches.take(start, 10, () => later), [])
  t.match(await watches.take(later, 10, () => later), [{ asked: 1 }])
  await database.transaction(tx => watches.end(tx, 'H99.14-260115-0042', 'settled'))
  t.strictSame(await watches.take(later, 10, () => later), [])
  t.equal((await watches.nextQuestion()) + 1, await watches.nextQuestion())
})
