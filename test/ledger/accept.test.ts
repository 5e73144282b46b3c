import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { Fault } from '../../src/errors/fault.ts'
import { Acceptor } from '../../src/ledger/accept.ts'
import type { Database } from '../../src/ledger/database.ts'
import type { Job } from '../../src/ledger/deliveries.ts'
import { Records } from '../../src/ledger/records.ts'
import type { Acceptance, Submission } from '../../src/ledger/submission.ts'
import { eventually } from '../support/eventually.ts'
import { connect, startLedger } from '../support/ledger.ts'
import { adapter, aPut, aStepOf, seal } from '../support/submissions.ts'

const ledger = await startLedger(t)
let count = 0
const aCode = () => `H99.05-260302-${String(++count).padStart(5, '0')}`

/** Acceptors of as many processes on one ledger. */
async function open(t: Test, processes = 1) {
  const url = await ledger.freshUrl()
  const queued: Job[] = []
  const databases = Array.from({ length: processes }, () => connect(url, 6))
  t.teardown(() => Promise.all(databases.map(database => database.close())))
  const acceptors = databases.map(database => new Acceptor(database, seal, jobs => void queued.push(...jobs)))
  const [database, acceptor] = [databases[0], acceptors[0]]
  if (database === undefined || acceptor === undefined) throw new RangeError('no process')
  return { database, acceptor, acceptors, queued, records: new Records(database) }
}

const fingerprint = (text: string) => createHash('sha256').update(text).digest('hex')
const keyed = (key: string, text: string): Pick<Submission, 'idempotency'> => ({
  idempotency: { key, fingerprint: fingerprint(text) },
})

t.test('an accepted dossier has a message, a lane and a queued delivery, and the queue is told', async t => {
  const { acceptor, database, queued, records } = await open(t)
  const code = aCode()
  const put = aPut(code, 'as filed')
  const acceptance = await acceptor.accept(put)
  t.match(acceptance, { unchanged: false, message: put.id, dossier: code, revision: 1, warnings: [] })
  t.equal(seal.open(put.id, (await records.body(put.id)) ?? Buffer.alloc(0)), 'as filed')
  t.match(await records.deliveriesOfDossier(code), [
    {
      id: acceptance.deliveries[0]?.id ?? '',
      adapter,
      operation: 'dossier.deliver',
      sequence: 1,
      state: 'queued',
    },
  ])
  t.match(await lane(database, code), {
    standing: 'absent',
    last_sequence: 1,
    head: acceptance.deliveries[0]?.id ?? '',
    blocked: false,
  })
  t.match(queued, [{ id: acceptance.deliveries[0]?.id ?? '', adapter, version: 0 }])
})

t.test('what comes behind the head of a lane waits without a job', async t => {
  const { acceptor, queued, records } = await open(t)
  const code = aCode()
  await acceptor.accept(aPut(code))
  const first = acceptor.accept(aStepOf(code, 'one'))
  const second = acceptor.accept(aStepOf(code, 'two'))
  t.equal((await first).step, 1)
  t.equal((await second).step, 2)
  t.equal(queued.length, 1)
  t.same(
    (await records.deliveriesOfDossier(code)).map(({ sequence, state }) => `${sequence} ${state}`),
    ['1 queued', '2 accepted', '3 accepted'],
  )
  t.match(await records.dossier(code), { revision: 3, steps: 2 })
})

t.test('many at once are all accepted, each dossier by itself', async t => {
  const { acceptor, database, queued } = await open(t)
  const codes = Array.from({ length: 300 }, aCode)
  const accepted = await Promise.all(codes.map(code => acceptor.accept(aPut(code, `body of ${code}`))))
  t.same(
    accepted.map(({ dossier }) => dossier),
    codes,
  )
  t.equal(queued.length, 300)
  const kept = await database.query<{ id: string; dossier_code: string; body: Buffer }>(
    'SELECT id, dossier_code, body FROM messages',
  )
  const wrong = kept.filter(({ id, dossier_code, body }) => seal.open(id, body) !== `body of ${dossier_code}`)
  t.same(wrong, [], 'no body was given to another message')
})

t.test(
  'one new dossier sent to two processes at once is created by one and updated by the other',
  async t => {
    const { acceptors, database, records } = await open(t, 2)
    for (let round = 0; round < 15; round++) {
      const code = aCode()
      const accepted = await Promise.all(
        acceptors.map((acceptor, place) => acceptor.accept(aPut(code, `from process ${place}`))),
      )
      t.same(accepted.map(({ revision }) => revision).sort(), [1, 2])
      t.same(
        (await records.deliveriesOfDossier(code)).map(({ sequence, state }) => `${sequence} ${state}`),
        ['1 queued', '2 accepted'],
      )
      const last = accepted.find(({ revision }) => revision === 2)
      t.match(await records.dossier(code), { revision: 2, content_message: last?.message ?? '' })
    }
    t.same(await database.query('SELECT count(*)::int AS count FROM dossiers'), [{ count: 15 }])
  },
)

t.test('the same new dossier sent to two processes at once is told unchanged by one', async t => {
  const { acceptors } = await open(t, 2)
  for (let round = 0; round < 15; round++) {
    const code = aCode()
    const accepted = await Promise.all(acceptors.map(acceptor => acceptor.accept(aPut(code))))
    t.same(accepted.map(({ unchanged }) => unchanged).sort(), [false, true])
    t.equal(new Set(accepted.map(({ message }) => message)).size, 1, 'both name the message that was kept')
  }
})

t.test('processes that take in the same dossiers in opposite orders do not stop each other', async t => {
  const { acceptors, database } = await open(t, 2)
  const codes = Array.from({ length: 60 }, aCode)
  const orders = [codes, [...codes].reverse()]
  const accepted = await Promise.all(
    acceptors.flatMap((acceptor, place) =>
      (orders[place] ?? []).map(code => acceptor.accept(aPut(code, `from process ${place}`))),
    ),
  )
  t.equal(accepted.length, 120)
  t.same(await database.query('SELECT DISTINCT revision FROM dossiers'), [{ revision: 2 }])
  // And once more, now that they exist: steps, of which each process sends its own.
  const steps = await Promise.all(
    acceptors.flatMap((acceptor, place) =>
      (orders[place] ?? []).map(code => acceptor.accept(aStepOf(code, `step from process ${place}`))),
    ),
  )
  t.same(new Set(steps.map(({ step }) => step)), new Set([1, 2]))
})

t.test('one step sent twice is one step, in one process and in two', async t => {
  const { acceptors, acceptor, records } = await open(t, 2)
  const code = aCode()
  await acceptor.accept(aPut(code))
  const first = await acceptor.accept(aStepOf(code, 'Thẩm định'))
  const again = await acceptor.accept(aStepOf(code, 'Thẩm định'))
  t.match(again, { unchanged: true, message: first.message, step: 1, deliveries: [] })
  for (let round = 0; round < 10; round++) {
    const both = await Promise.all(acceptors.map(other => other.accept(aStepOf(code, `bước ${round}`))))
    t.same(both.map(({ unchanged }) => unchanged).sort(), [false, true])
    t.equal(new Set(both.map(({ step }) => step)).size, 1)
  }
  t.same(
    (await records.steps(code)).map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  )
})

t.test('what the database cannot take fails alone, not its neighbours in the batch', async t => {
  const { acceptor, records } = await open(t)
  const odd: Partial<Submission>[] = [
    { correlationId: 'with \u0000 in it' },
    { ...keyed('a key with \u0000', 'x') },
    { client: 'not a uuid' },
  ]
  const codes = Array.from({ length: 12 }, aCode)
  const results = await Promise.allSettled(
    codes.map((code, place) => acceptor.accept(aPut(code, 'x', odd[place / 4] ?? {}))),
  )
  for (const [place, result] of results.entries()) {
    const code = codes[place] ?? ''
    const kept = await records.dossier(code)
    if (place % 4 === 0) {
      t.match(result, { status: 'rejected', reason: { code: 'ledger-refused' } }, `submission ${place}`)
      t.equal(kept, undefined, 'and nothing of it is kept')
    } else {
      t.equal(result.status, 'fulfilled', `submission ${place}`)
      t.equal(kept?.revision, 1)
    }
  }
})

t.test('a call repeated with its idempotency key gets the same answer and changes nothing', async t => {
  const { acceptors, acceptor, records } = await open(t, 2)
  const code = aCode()
  const [put, again] = [aPut(code, 'x', keyed('k1', 'x')), aPut(code, 'x', keyed('k1', 'x'))]
  const first = await acceptor.accept({ ...put, client: again.client })
  t.same(await acceptor.accept(again), first)
  t.same(await acceptors[1]?.accept(aPut(code, 'x', keyed('k1', 'x'))), first, 'in another process, too')
  await acceptor.accept(aPut(code, 'y'))
  t.same(await acceptor.accept(aPut(code, 'x', keyed('k1', 'x'))), first, 'also when the dossier has gone on')
  t.match(await records.dossier(code), { revision: 2 })
})

t.test('the same key with another body is refused', async t => {
  const { acceptor, records } = await open(t)
  const code = aCode()
  await acceptor.accept(aPut(code, 'x', keyed('k1', 'x')))
  await t.rejects(acceptor.accept(aPut(code, 'y', keyed('k1', 'y'))), { code: 'idempotency-mismatch' })
  t.match(await records.dossier(code), { revision: 1 })
})

t.test('the same key of another client is another key', async t => {
  const { acceptor } = await open(t)
  await acceptor.accept(aPut(aCode(), 'x', keyed('k1', 'x')))
  const other = await acceptor.accept(aPut(aCode(), 'y', { ...keyed('k1', 'y'), client: uuidv7() }))
  t.equal(other.unchanged, false)
})

t.test('one keyed call sent to two processes at once is carried out once', async t => {
  const { acceptors } = await open(t, 2)
  for (let round = 0; round < 10; round++) {
    const [code, key] = [aCode(), `k${round}`]
    const answers = await Promise.all(
      acceptors.map(acceptor => acceptor.accept(aPut(code, 'x', keyed(key, 'x')))),
    )
    t.same(answers[0], answers[1])
  }
})

t.test('an unchanged answer is remembered under its key as well', async t => {
  const { acceptor } = await open(t)
  const code = aCode()
  await acceptor.accept(aPut(code, 'x'))
  const unchanged = await acceptor.accept(aPut(code, 'x', keyed('k1', 'x')))
  t.match(unchanged, { unchanged: true, revision: 1 })
  await acceptor.accept(aPut(code, 'y'))
  t.same(await acceptor.accept(aPut(code, 'x', keyed('k1', 'x'))), unchanged)
})

t.test('a refusal keeps nothing, and its neighbours are accepted', async t => {
  const { acceptor, database } = await open(t)
  const refuse: Partial<Submission> = {
    decide: () => ({ kind: 'refuse', fault: new Fault('dossier-unknown') }),
  }
  const [refused, accepted] = await Promise.allSettled([
    acceptor.accept(aPut(aCode(), 'x', { ...refuse, ...keyed('k1', 'x') })),
    acceptor.accept(aPut(aCode(), 'x')),
  ])
  t.match(refused, { status: 'rejected', reason: { code: 'dossier-unknown' } })
  t.equal(accepted?.status, 'fulfilled')
  t.same(await database.query('SELECT count(*)::int AS count FROM messages'), [{ count: 1 }])
  t.same(await database.query('SELECT count(*)::int AS count FROM idempotency'), [{ count: 0 }])
})

t.test('recorded steps cannot be changed or removed', async t => {
  const { acceptor, database, records } = await open(t)
  const code = aCode()
  await acceptor.accept(aPut(code))
  await acceptor.accept(aStepOf(code, 'one'))
  const before = await records.steps(code)
  await database.query("UPDATE steps SET status = 'returned', number = 7")
  await database.query('DELETE FROM steps')
  t.same(await records.steps(code), before)
  t.equal(before.length, 1)
})

t.test('while the database is away nothing is acknowledged, and afterwards it goes on', async t => {
  const { acceptor, database } = await open(t)
  await acceptor.accept(aPut(aCode()))
  // Every session is ended under the acceptor's feet, again and again while it works.
  const codes = Array.from({ length: 200 }, aCode)
  const accepting = Promise.allSettled(
    codes.map(async (code, place): Promise<Acceptance> => {
      await new Promise(resolve => setTimeout(resolve, place))
      return acceptor.accept(aPut(code))
    }),
  )
  const other = connect(database.url, 1)
  for (let round = 0; round < 6; round++) {
    await new Promise(resolve => setTimeout(resolve, 35))
    await other.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'lienthong'`,
    )
  }
  const results = await accepting
  const kept = await other.query<{ code: string }>('SELECT code FROM dossiers')
  await other.close()
  const acknowledged = codes.filter((_, place) => results[place]?.status === 'fulfilled')
  t.ok(acknowledged.length > 0)
  t.same(
    acknowledged.filter(code => !kept.some(row => row.code === code)),
    [],
    'whatever was acknowledged is kept',
  )
  for (const result of results)
    if (result.status === 'rejected') t.match(result.reason, { code: 'ledger-unavailable' })
  // The last session may be ended only now: the server is told to, and does it when it comes to it.
  await eventually(() =>
    acceptor.accept(aPut(aCode())).then(
      ({ revision }) => revision === 1,
      () => false,
    ),
  )
})

async function lane(database: Database, code: string) {
  const [row] = await database.query({ text: 'SELECT * FROM lanes WHERE key = $1', values: [code] })
  return row
}
