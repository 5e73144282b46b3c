import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { anEgress, get, startPlace } from './support.ts'

t.test('calls are spaced so that no second holds more than the rate', async t => {
  const place = await startPlace(t)
  const arrivals: number[] = []
  place.play = response => {
    arrivals.push(performance.now())
    response.end('{}')
  }
  const egress = anEgress(t, [place.origin], { ratePerSecond: 20, concurrency: 20 })
  // From the moment of asking: on a busy machine the first call may arrive late, none can arrive too early.
  const begun = performance.now()
  const replies = await Promise.all(Array.from({ length: 8 }, () => get(egress, place.url)))
  t.ok(replies.every(({ event }) => event === 'answer'))
  const lasted = (arrivals.at(-1) ?? 0) - begun
  t.ok(lasted >= 340, `8 calls within ${lasted} ms`)
})

t.test('a call whose turn is too far off does not leave, and says when to come back', async t => {
  const place = await startPlace(t)
  const egress = anEgress(t, [place.origin], { ratePerSecond: 0.4, timeoutMs: 400 })
  t.match(await get(egress, place.url), { event: 'answer' })
  t.match(await get(egress, place.url), { event: 'unsent', cause: 'RATE_LIMITED', retryAfterSeconds: 3 })
  t.equal(place.requests.length, 1)
})

t.test('a caller that stops waiting for its turn has sent nothing', async t => {
  const place = await startPlace(t)
  const egress = anEgress(t, [place.origin], { ratePerSecond: 5 })
  await get(egress, place.url)
  const { url } = place
  const reply = await egress.send({ method: 'GET', url, headers: {}, signal: AbortSignal.timeout(20) })
  t.match(reply, { event: 'unsent', cause: 'aborted' })
  await wait(250)
  t.equal(place.requests.length, 1)
})

t.test('a platform that asks for a pause gets it, from every call to it', async t => {
  const place = await startPlace(t)
  let now = 0
  const egress = anEgress(t, [place.origin], { now: () => now })
  for (const status of [429, 503]) {
    place.play = response => response.writeHead(status, { 'retry-after': '7' }).end()
    const sent = place.requests.length
    t.match(await get(egress, place.url), { event: 'answer', status })
    now += 3_500
    t.match(await get(egress, place.url), { event: 'unsent', cause: 'PAUSED', retryAfterSeconds: 4 })
    t.equal(place.requests.length, sent + 1)
    now += 3_500
    place.play = response => response.end('{}')
    t.match(await get(egress, place.url), { event: 'answer', status: 200 })
  }
})

t.test(
  'a Retry-After of hours is asked about again after ten minutes; a senseless one is no pause',
  async t => {
    const place = await startPlace(t)
    let now = 0
    const egress = anEgress(t, [place.origin], { now: () => now })
    place.play = response => response.writeHead(429, { 'retry-after': '86400' }).end()
    await get(egress, place.url)
    t.match(await get(egress, place.url), { event: 'unsent', retryAfterSeconds: 600 })
    now += 600_000
    for (const senseless of ['soon', '-5', '0', '1e400']) {
      place.play = response => response.writeHead(429, { 'retry-after': senseless }).end()
      t.match(await get(egress, place.url), { event: 'answer', status: 429 }, senseless)
    }
  },
)

t.test('each phase has its own patience', async t => {
  const place = await startPlace(t)
  const egress = anEgress(t, [place.origin], { headersMs: 200, idleMs: 200, timeoutMs: 5_000 })
  const timed = async () => {
    const start = performance.now()
    return { ...(await get(egress, place.url)), ms: performance.now() - start }
  }
  place.play = () => {}
  const silent = await timed()
  t.match(silent, { event: 'timeout', status: undefined })
  t.ok(silent.ms < 3_000, `headers: ${silent.ms} ms`)
  place.play = response => response.writeHead(200).write('{')
  const stalled = await timed()
  t.match(stalled, { event: 'timeout', status: 200 })
  t.ok(stalled.ms < 3_000, `idle: ${stalled.ms} ms`)
})

t.test('a slow drip is cut at the end of the whole, an endless answer at its size', async t => {
  const place = await startPlace(t)
  const egress = anEgress(t, [place.origin], { idleMs: 200, timeoutMs: 500 })
  place.play = async response => {
    response.writeHead(200)
    while (!response.destroyed) {
      response.write(' ')
      await wait(20)
    }
  }
  t.match(await get(egress, place.url), { event: 'timeout', status: 200 })
  place.play = response => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384)));
    }
    response.on('drain', more)
    more()
  }
  t.match(await get(egress, place.url), { event: 'too-large', status: 200 })
})

t.test('a handshake that never ends is cut at connectMs, and nothing has left', async t => {
  const mute = createServer(socket => socket.resume())
  await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve))
  const sockets = new Set<{ destroy(): void }>()
  mute.on('connection', socket => sockets.add(socket))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    mute.close()
  })
  const address = mute.address()
  const origin = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const egress = anEgress(t, [origin], { connectMs: 200, timeoutMs: 5_000 })
  const start = performance.now()
  t.match(await get(egress, origin), { event: 'unsent', cause: 'UND_ERR_CONNECT_TIMEOUT' })
  t.ok(performance.now() - start < 3_000)
})
