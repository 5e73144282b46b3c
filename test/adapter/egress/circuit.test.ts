import fc from 'fast-check'
import t from 'tap'
import { resultOf } from '../../../src/adapter/egress/breaker.ts'
import { Circuit } from '../../../src/adapter/egress/circuit.ts'
import { anEgress, get, startPlace } from './support.ts'

const policy = {
  calls: 4,
  windowMs: 1_000,
  minimum: 4,
  share: 0.5,
  restMs: 100,
  longestRestMs: 400,
  trialMs: 50,
}

function ticketAt(circuit: Circuit, now: number): number {
  const admission = circuit.admit(now)
  if ('waitMs' in admission) throw new Error(`refused for ${admission.waitMs} ms`)
  return admission.ticket
}

function opened(): Circuit {
  const circuit = new Circuit(policy)
  for (const result of ['success', 'failure', 'success', 'failure'] as const)
    circuit.record(ticketAt(circuit, 0), result, 0)
  return circuit
}

t.test('opens at its share of failures, not before there are enough results', async t => {
  const circuit = new Circuit(policy)
  for (let n = 0; n < 3; n++) circuit.record(ticketAt(circuit, 0), 'failure', 0)
  t.equal(circuit.state, 'closed')
  circuit.record(ticketAt(circuit, 0), 'neither', 0)
  t.equal(circuit.state, 'closed')
  circuit.record(ticketAt(circuit, 0), 'failure', 0)
  t.strictSame(circuit.admit(1), { waitMs: 99 })
})

t.test('old failures count no more', async t => {
  const circuit = new Circuit(policy)
  for (let n = 0; n < 3; n++) circuit.record(ticketAt(circuit, 0), 'failure', 0)
  circuit.record(ticketAt(circuit, 1_000), 'failure', 1_000)
  t.equal(circuit.state, 'closed')
})

t.test(
  'after its rest one call tries; success closes, failure rests twice as long, up to a limit',
  async t => {
    const circuit = opened()
    let now = 100
    for (const rest of [200, 400, 400]) {
      const trial = ticketAt(circuit, now)
      t.match(circuit.admit(now), { waitMs: 50 }, 'others wait for the one that tries')
      circuit.record(trial, 'failure', now)
      t.match(circuit.admit(now), { waitMs: rest })
      now += rest
    }
    circuit.record(ticketAt(circuit, now), 'success', now)
    t.equal(circuit.state, 'closed')
    for (let n = 0; n < 4; n++) circuit.record(ticketAt(circuit, now), 'failure', now)
    t.match(circuit.admit(now), { waitMs: 100 }, 'and the first rest is short again')
  },
)

t.test('a trial that says nothing, or does not come back, lets the next call try', async t => {
  const circuit = opened()
  circuit.record(ticketAt(circuit, 100), 'neither', 100)
  const lost = ticketAt(circuit, 100)
  const next = ticketAt(circuit, 150)
  circuit.record(lost, 'success', 160)
  t.equal(circuit.state, 'open', 'late news')
  circuit.record(next, 'success', 160)
  t.equal(circuit.state, 'closed')
})

t.test('results of calls that left before it opened are late news', async t => {
  const circuit = new Circuit(policy)
  const early = ticketAt(circuit, 0)
  for (let n = 0; n < 4; n++) circuit.record(ticketAt(circuit, 0), 'failure', 0)
  circuit.record(early, 'success', 1)
  t.equal(circuit.state, 'open')
})

t.test('whatever happens, it never stays shut for longer than its longest rest and one trial', async () => {
  const step = fc.record({
    after: fc.nat(300),
    result: fc.constantFrom('success', 'failure', 'neither', undefined),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const circuit = new Circuit(policy)
      let now = 0
      for (const { after, result } of steps) {
        now += after
        const admission = circuit.admit(now)
        if ('ticket' in admission && result !== undefined)
          circuit.record(admission.ticket, result as 'success', now)
      }
      return 'ticket' in circuit.admit(now + policy.longestRestMs + policy.trialMs)
    }),
  )
})

t.test('what counts as a failure of the platform', async t => {
  const answer = (status: number, headers = {}) =>
    resultOf({ event: 'answer', status, headers, body: Buffer.alloc(0) })
  t.equal(answer(200), 'success')
  t.equal(answer(404), 'success')
  t.equal(answer(500), 'failure')
  t.equal(answer(503, { 'content-type': 'text/html' }), 'failure')
  t.equal(answer(500, { 'content-type': 'text/xml; charset=utf-8' }), 'success', 'a SOAP fault')
  t.equal(answer(500, { 'content-type': 'application/soap+xml' }), 'success')
  t.equal(answer(500, { 'x-road-error': 'server.serverproxy.access_denied' }), 'success')
  t.equal(resultOf({ event: 'timeout' }), 'failure')
  t.equal(resultOf({ event: 'lost', cause: 'UND_ERR_SOCKET' }), 'failure')
  t.equal(resultOf({ event: 'unsent', cause: 'ECONNREFUSED' }), 'failure')
  t.equal(resultOf({ event: 'unsent', cause: 'ADDRESS_REFUSED' }), 'neither')
  t.equal(resultOf({ event: 'lost', cause: 'aborted' }), 'neither')
})

t.test('a platform that fails every second call is not spared: half of the work gets done', async t => {
  const place = await startPlace(t)
  const egress = anEgress(t, [place.origin])
  place.play = (response, _, turn) => response.writeHead(turn % 2 === 0 ? 502 : 200).end()
  for (let n = 0; n < 60; n++) t.match(await get(egress, place.url), { event: 'answer' })
  t.equal(place.requests.length, 60)
})

t.test('a platform that keeps failing is spared, and tried again by one call', async t => {
  const place = await startPlace(t)
  const healthy = await startPlace(t)
  let now = 0
  const egress = anEgress(t, [place.origin, healthy.origin], { now: () => now })
  place.play = response => response.writeHead(502).end()
  for (let n = 0; n < 20; n++) t.match(await get(egress, place.url), { event: 'answer', status: 502 })
  t.match(await get(egress, place.url), { event: 'unsent', cause: 'CIRCUIT_OPEN', retryAfterSeconds: 2 })
  t.equal(place.requests.length, 20)
  t.match(await get(egress, healthy.url), { event: 'answer' }, 'another origin is not meant')
  now += 2_000
  const [trial, other] = await Promise.all([get(egress, place.url), get(egress, place.url)])
  t.match(trial, { event: 'answer', status: 502 })
  t.match(other, { event: 'unsent', cause: 'CIRCUIT_OPEN' })
  now += 4_000
  place.play = response => response.end('{}')
  t.match(await get(egress, place.url), { event: 'answer', status: 200 })
  t.match(await Promise.all([get(egress, place.url), get(egress, place.url)]), [
    { event: 'answer' },
    { event: 'answer' },
  ])
})
