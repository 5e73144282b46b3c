import t from 'tap'
import { calm, Faults } from '../../src/sandbox/dial/faults.ts'
import { eventually } from '../support/eventually.ts'
import { type Answer, Caller, dossier, portal, step } from './support.ts'

const code = 'H99.17-230605-0001'

t.test('error5xx answers 503 with a web page and does not act', async t => {
  const running = await portal(t)
  const caller = await Caller.at(running.url)
  await caller.control('PUT', '/_sandbox/script', ['error5xx'])
  const body = JSON.stringify({ session: caller.session })
  const response = await caller.raw('/mapi/g', body)
  t.equal(response.status, 503)
  t.match(await response.text(), /<html>/)
  t.equal(running.state().faults.error5xx, 1)
  t.strictSame(running.state().refused, {}, 'the call was not even looked at')
})

t.test('dropBefore cuts the connection and does not act', async t => {
  const running = await portal(t)
  const caller = await Caller.at(running.url)
  await caller.control('PUT', '/_sandbox/script', ['dropBefore'])
  await t.rejects(caller.create(dossier()))
  t.match(running.state(), { dossiers: 0, faults: { dropBefore: 1 } })
})

t.test('dropAfter acts, then cuts the connection', async t => {
  const running = await portal(t)
  const caller = await Caller.at(running.url)
  await caller.control('PUT', '/_sandbox/script', ['dropAfter'])
  await t.rejects(caller.create(dossier()))
  t.match(running.state(), { dossiers: 1, faults: { dropAfter: 1 } })
  t.equal((await caller.create(dossier())).error_code, '-3', 'whoever sends blindly again is told so')
})

t.test('expiredSession does not act and ends that session, but no other', async t => {
  const running = await portal(t)
  const caller = await Caller.at(running.url)
  const other = await Caller.at(running.url)
  await caller.control('PUT', '/_sandbox/script', ['expiredSession'])
  t.equal((await caller.create(dossier())).error_code, 1003)
  t.equal(running.state().dossiers, 0)
  t.strictSame(running.state().refused, {}, 'the gateway made no mistake, so none is counted')
  t.equal((await caller.lookUp(code)).error_code, 1003, 'the session is really gone')
  t.equal((await other.lookUp(code)).error_code, 0)
  await caller.login()
  t.equal((await caller.create(dossier())).error_code, 0)
})

t.test('garbage is HTTP 200 that cannot be read, whether it acted or not', async t => {
  const running = await portal(t)
  const caller = await Caller.at(running.url)
  await caller.control('PUT', '/_sandbox/script', ['garbageActs', 'garbageIdles'])
  await t.rejects(caller.create(dossier('H99-230605-0001')), SyntaxError)
  await t.rejects(caller.create(dossier('H99-230605-0002')), SyntaxError)
  t.match(running.state(), { dossiers: 1, faults: { garbage: 2 } })
  t.equal((await caller.lookUp('H99-230605-0001')).result?.length, 1)
  t.strictSame((await caller.lookUp('H99-230605-0002')).result, [])
})

t.test('garbage by chance acts half of the time, as a page or cut off', async t => {
  const running = await portal(t, { seed: 7, faults: { garbage: 1 } })
  const caller = await Caller.at(running.url)
  const seen = { page: 0, cut: 0 }
  for (let n = 1; n <= 60; n++) {
    const body = { session: caller.session, madonvi: 'H99', service: 'DongBoHoSoMC', isUpdating: 'False' }
    const response = await caller.raw(
      '/mapi/g',
      JSON.stringify({ ...body, data: [dossier(`H99-230605-${n}`)] }),
    )
    const text = await response.text()
    t.equal(response.status, 200)
    t.throws(() => JSON.parse(text))
    if (text.startsWith('<')) seen.page += 1
    else seen.cut += 1
  }
  const { dossiers } = running.state()
  t.ok(dossiers > 15 && dossiers < 45, `acted ${dossiers} times of 60`)
  t.ok(seen.page > 15 && seen.cut > 15, `${seen.page} pages, ${seen.cut} cut off`)
})

t.test('doubleEncoded acts and hides the true answer inside the message', async t => {
  const caller = await Caller.at((await portal(t)).url)
  await caller.create(dossier())
  await caller.control('PUT', '/_sandbox/script', ['doubleEncoded', 'doubleEncoded'])
  const looked = await caller.lookUp(code)
  t.equal(looked.error_code, 0)
  t.match(JSON.parse(looked.message), { error_code: 0, message: 'Thành công', result: [{ MaHoSo: code }] })
  const refused = await caller.create(dossier())
  t.equal(refused.error_code, '-3', 'the outer code equals the inner one')
  t.match(JSON.parse(refused.message), { error_code: '-3', message: /đã tồn tại/ })
})

t.test('a delay goes with any other fault', async t => {
  const running = await portal(t, { faults: { delay: 1, dropAfter: 1, delayMs: 60 } })
  const caller = await Caller.at(running.url)
  const start = performance.now()
  await t.rejects(caller.create(dossier()))
  t.ok(performance.now() - start >= 55)
  t.match(running.state(), { dossiers: 1, faults: { delay: 2, dropAfter: 1 } }, 'the login was slow as well')
})

t.test('a caller who gives up during a delay is served all the same', async t => {
  const running = await portal(t, { faults: { delayMs: 600 } })
  const caller = await Caller.at(running.url)
  await caller.control('PUT', '/_sandbox/script', ['delay'])
  const body = { session: caller.session, madonvi: 'H99', service: 'DongBoHoSoMC', isUpdating: 'False' }
  const patience = new AbortController()
  const impatient = fetch(`${running.url}/mapi/g`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', dstcode: 'x' },
    body: JSON.stringify({ ...body, data: [dossier()] }),
    signal: patience.signal,
  })
  await eventually(() => running.state().faults.delay === 1)
  patience.abort()
  await t.rejects(impatient, { name: 'AbortError' })
  t.equal(running.state().dossiers, 0)
  await eventually(() => running.state().dossiers === 1)
})

t.test('turning the dial lets a delayed call go', async t => {
  const running = await portal(t, { faults: { delayMs: 600_000 } })
  const caller = await Caller.at(running.url)
  await caller.control('PUT', '/_sandbox/script', ['delay'])
  const delayed = caller.create(dossier())
  await eventually(() => running.state().faults.delay === 1)
  t.equal(running.state().dossiers, 0)
  await caller.control('PUT', '/_sandbox/faults', {})
  t.equal((await delayed).error_code, 0)
  t.equal(running.state().dossiers, 1)
})

t.test('closing does not wait for a delayed call, which then does not act', async t => {
  const running = await portal(t, { faults: { delayMs: 60_000 } })
  const caller = await Caller.at(running.url)
  await caller.control('PUT', '/_sandbox/script', ['delay'])
  const pending = t.rejects(caller.create(dossier()))
  await new Promise(resolve => setTimeout(resolve, 50))
  const start = performance.now()
  await running.close()
  await pending
  t.ok(performance.now() - start < 5000)
})

t.test('a call that is to be delayed while the sandbox closes does not wait, nor act', async t => {
  const faults = new Faults(1, { ...calm, delay: 1, delayMs: 600_000 })
  t.equal(await faults.delay(faults.forBusiness(), AbortSignal.abort()), false)
})

t.test('logins suffer 503 and cut connections, nothing else', async t => {
  const rates = { dropAfter: 1, expiredSession: 1, garbage: 1, doubleEncoded: 1 }
  const running = await portal(t, { faults: rates })
  const caller = new Caller(running.url)
  t.equal((await caller.login()).error_code, 0)
  await caller.control('PUT', '/_sandbox/faults', { error5xx: 1 })
  const response = await caller.raw('/mapi/login', '{}')
  t.equal(response.status, 503)
  await response.arrayBuffer()
  await caller.control('PUT', '/_sandbox/faults', { dropBefore: 1 })
  await t.rejects(caller.login())
  t.match(running.state(), { logins: 1, faults: { error5xx: 1, dropBefore: 1, garbage: 0 } })
})

t.test('the same seed strikes the same calls, and logins in between change nothing', async t => {
  const run = async (logins: boolean) => {
    const running = await portal(t, { seed: 42, faults: { error5xx: 0.3, doubleEncoded: 0.3 } })
    const caller = new Caller(running.url)
    const statuses: number[] = []
    for (let n = 0; n < 40; n++) {
      if (logins) await (await caller.raw('/mapi/login', '{}')).arrayBuffer()
      const response = await caller.raw('/mapi/g', '{}')
      statuses.push(response.status)
      await response.arrayBuffer()
    }
    return statuses
  }
  const plain = await run(false)
  t.strictSame(await run(true), plain)
  t.ok(plain.includes(503) && plain.includes(200))
})

t.test('turning one rate does not move the calls that another fault strikes', async t => {
  const struck = async (faults: { error5xx: number; doubleEncoded?: number }) => {
    const caller = new Caller((await portal(t, { seed: 3, faults })).url)
    const statuses: number[] = []
    for (let n = 0; n < 30; n++) {
      const response = await caller.raw('/mapi/g', '{}')
      statuses.push(response.status)
      await response.arrayBuffer()
    }
    return statuses
  }
  t.strictSame(await struck({ error5xx: 0.4, doubleEncoded: 0.5 }), await struck({ error5xx: 0.4 }))
})

t.test('the dial is read, set as a whole, and turned off', async t => {
  const caller = new Caller((await portal(t, { faults: { delay: 0.5 } })).url)
  t.match(await caller.get('/_sandbox/faults'), { delay: 0.5, dropAfter: 0, delayMs: 200 })
  const set = await caller.control('PUT', '/_sandbox/faults', { dropAfter: 0.25, delayMs: 20 })
  t.match(await set.json(), { delay: 0, dropAfter: 0.25, delayMs: 20 }, 'what is not named is off')
  await caller.control('PUT', '/_sandbox/script', ['none', 'garbage'])
  t.strictSame(await caller.get('/_sandbox/script'), ['none', 'garbage'])
  await caller.control('DELETE', '/_sandbox/faults')
  t.match(await caller.get('/_sandbox/faults'), { dropAfter: 0, delayMs: 200 })
  t.strictSame(await caller.get('/_sandbox/script'), [])
})

t.test(
  'what the dial does not have is refused with the list of what it has, and nothing changes',
  async t => {
    const caller = new Caller((await portal(t, { faults: { delay: 0.5 } })).url)
    for (const bad of [
      { explode: 0.1 },
      { delay: 1.1 },
      { delay: '0.1' },
      { delayMs: -1 },
      { garbage: null },
      ['delay'],
    ]) {
      const answer = await caller.control('PUT', '/_sandbox/faults', bad)
      t.equal(answer.status, 400)
      t.match(await answer.json(), { error: /valid: delay, error5xx/, valid: [] })
    }
    for (const bad of [['explode'], 'garbage', [1]]) {
      const answer = await caller.control('PUT', '/_sandbox/script', bad)
      t.equal(answer.status, 400)
      t.match(await answer.json(), { error: /dropAfter/ })
    }
    t.match(await caller.get('/_sandbox/faults'), { delay: 0.5 })
  },
)

t.test('the script comes before chance and lasts as long as it is', async t => {
  const running = await portal(t, { faults: { error5xx: 1 } })
  const caller = new Caller(running.url)
  await caller.control('PUT', '/_sandbox/script', ['none', 'doubleEncoded'])
  const answers: (Answer | number)[] = []
  for (let n = 0; n < 3; n++) {
    const response = await caller.raw('/mapi/g', JSON.stringify(step()))
    answers.push(response.status === 200 ? ((await response.json()) as Answer) : response.status)
    if (response.status !== 200) await response.arrayBuffer()
  }
  t.match(answers, [{ error_code: 1002 }, { error_code: 1002, message: /^\{"error_code":1002/ }, 503])
})
