import { randomUUID } from 'node:crypto'
import t from 'tap'
import { type Answer, aDossier, aStep, isProblem, newCode, startApi } from './support.ts'

const api = await startApi(t)
const caller = await api.caller()

const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key })

t.test('the same key and body get the same answer, byte for byte, and do nothing again', async t => {
  const code = newCode()
  const key = keyed()
  const first = await caller.put(code, aDossier(), key)
  await caller.put(code, aDossier({ note: 'đã đổi' }))
  const again = await caller.put(code, aDossier(), key)
  t.equal(again.status, 202)
  t.equal(again.text, first.text)
  t.match((await caller.get(`/v1/dossiers/${code}`)).body, { revision: 2, dossier: { note: 'đã đổi' } })

  const stepKey = keyed()
  const step = await caller.step(code, aStep(), stepKey)
  const stepAgain = await caller.step(code, aStep(), stepKey)
  t.equal(stepAgain.status, 202)
  t.equal(stepAgain.text, step.text)
})

t.test('an answer of 200 is given again as 200', async t => {
  const code = newCode()
  const key = keyed()
  await caller.put(code, aDossier())
  const first = await caller.put(code, aDossier(), key)
  const again = await caller.put(code, aDossier(), key)
  t.same([first.status, again.status], [200, 200])
  t.equal(again.text, first.text)
})

t.test('the same key with another body, dossier or kind is 422', async t => {
  const code = newCode()
  const key = keyed()
  await caller.put(code, aDossier(), key)
  isProblem(t, await caller.put(code, aDossier({ note: 'khác' }), key), 'idempotency-mismatch', 422)
  isProblem(t, await caller.put(newCode(), aDossier(), key), 'idempotency-mismatch', 422)
  isProblem(t, await caller.step(code, aStep(), key), 'idempotency-mismatch', 422)
  t.match((await caller.get(`/v1/dossiers/${code}`)).body, { revision: 1, steps: 0 })
})

t.test('a key belongs to its client: another client’s same key is another key', async t => {
  const other = await api.caller()
  const key = keyed()
  t.equal((await caller.put(newCode(), aDossier(), key)).status, 202)
  t.equal((await other.put(newCode(), aDossier(), key)).status, 202)
})

t.test('a refused request leaves its key free', async t => {
  const code = newCode()
  const key = keyed()
  isProblem(t, await caller.step(code, aStep(), key), 'dossier-unknown', 404)
  await caller.put(code, aDossier())
  t.equal((await caller.step(code, aStep(), key)).status, 202)
})

t.test('many at once with one key: one is carried out, the others get its answer or 409', async t => {
  const code = newCode()
  const key = keyed()
  const answers: Answer[] = await Promise.all(
    Array.from({ length: 20 }, () => caller.put(code, aDossier(), key)),
  )
  const done = answers.filter(answer => answer.status === 202)
  const running = answers.filter(answer => answer.status === 409)
  t.equal(done.length + running.length, 20)
  t.equal(new Set(done.map(answer => answer.text)).size, 1)
  t.ok(running.length > 0, 'some met it while it was running')
  for (const answer of running.slice(0, 1)) isProblem(t, answer, 'idempotency-running', 409)
  t.match((await caller.get(`/v1/dossiers/${code}`)).body, { revision: 1 })
})

t.test('a key longer than the limit, or empty, is refused', async t => {
  isProblem(t, await caller.put(newCode(), aDossier(), keyed('k'.repeat(256))), 'request-invalid', 400)
  isProblem(t, await caller.put(newCode(), aDossier(), keyed('')), 'request-invalid', 400)
})
