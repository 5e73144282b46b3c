import t, { type Test } from 'tap'
import { Fault } from '../../src/errors/fault.ts'
import { Acceptor, flights } from '../../src/ledger/accept.ts'
import { Records } from '../../src/ledger/records.ts'
import { openSeal } from '../../src/ledger/seal.ts'
import { Writer } from '../../src/ledger/writer.ts'
import { temporaryFolder } from '../support/folder.ts'
import { connect, startLedger } from '../support/ledger.ts'
import { aPut, aStepOf } from '../support/submissions.ts'

const ledger = await startLedger(t)
let count = 0
const aCode = () => `H99.05-260303-${String(++count).padStart(5, '0')}`

/** An acceptor whose batches are written in a thread, as a gateway's are. */
async function open(t: Test) {
  const url = await ledger.freshUrl()
  const data = await temporaryFolder(t)
  const database = connect(url, 4)
  const seal = openSeal({ data })
  const writer = new Writer({ url, data, connections: flights })
  t.teardown(async () => {
    await writer.close()
    await database.close()
  })
  const acceptor = new Acceptor(
    database,
    seal,
    () => undefined,
    order => writer.write(order),
  )
  return { acceptor, writer, seal, records: new Records(database) }
}

t.test('what the thread has written is sealed for its message and nobody else', async t => {
  const { acceptor, seal, records } = await open(t)
  const puts = Array.from({ length: 150 }, (_, place) => aPut(aCode(), `Hồ sơ thứ ${place}`))
  const accepted = await Promise.all(puts.map(put => acceptor.accept(put)))
  t.ok(accepted.every(({ revision }) => revision === 1))
  for (const [place, put] of puts.entries())
    t.equal(seal.open(put.id, (await records.body(put.id)) ?? Buffer.alloc(0)), `Hồ sơ thứ ${place}`)
})

t.test('steps behind their dossier keep their order, and one sent twice is recognised', async t => {
  const { acceptor } = await open(t)
  const code = aCode()
  const all = [aPut(code), aStepOf(code, 'one'), aStepOf(code, 'two'), aStepOf(code, 'one')]
  const [, one, two, again] = await Promise.all(all.map(submission => acceptor.accept(submission)))
  t.match(one, { revision: 2, step: 1, unchanged: false })
  t.match(two, { revision: 3, step: 2, unchanged: false })
  t.match(again, { step: 1, unchanged: true })
})

t.test('what the server cannot take is refused alone, with its own fault', async t => {
  const { acceptor } = await open(t)
  const [good, bad, fine] = [aPut(aCode()), aPut('H99.05-\0'), aPut(aCode())]
  const results = await Promise.allSettled([good, bad, fine].map(put => acceptor.accept(put)))
  t.same(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  const [, refused] = results
  t.match(refused, { reason: { code: 'ledger-refused', params: { reason: '22021' } } })
})

t.test('a server that is away is told as such', async t => {
  const data = await temporaryFolder(t)
  openSeal({ data })
  const writer = new Writer({ url: 'postgres://nobody@127.0.0.1:1/none', data, connections: 1 })
  t.teardown(() => writer.close())
  await t.rejects(writer.write(emptyOrder()), {
    code: 'ledger-unavailable',
    params: { reason: 'ECONNREFUSED' },
  })
})

t.test('a thread that ends takes nobody along: its batches fail, the next goes to a new one', async t => {
  const writer = new Writer({ url: 'postgres://127.0.0.1:1/none', data: '/nowhere', connections: 1 })
  for (let round = 0; round < 2; round++) {
    const [one, other] = await Promise.allSettled([writer.write(emptyOrder()), writer.write(emptyOrder())])
    for (const result of [one, other]) {
      t.equal(result?.status, 'rejected')
      if (result?.status === 'rejected') {
        t.ok(result.reason instanceof Fault)
        t.match(result.reason, { code: 'ledger-unavailable' })
      }
    }
  }
  await writer.close()
})

const emptyOrder = () => ({
  now: new Date().toISOString(),
  bodies: [],
  ids: [],
  columns: Array.from({ length: 30 }, () => '{}'),
})
