import { monitorEventLoopDelay } from 'node:perf_hooks'
import t from 'tap'
import { closeXmlWorkers, parseXml, readXml } from '../../../src/adapter/xml/index.ts'

t.teardown(() => closeXmlWorkers())

/** The default deadline is for calls; here a busy machine may take its time. */
const patienceMs = 120_000

const big = Buffer.from(`<r>${'<a b="1">Nguyễn</a>'.repeat(60_000)}</r>`)
const xml = (times: number) => `<r>${'<a b="1">x</a>'.repeat(times)}</r>`

/** The longest time that the event loop did not turn while `work` ran, in milliseconds. */
async function longestPause(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 5 })
  delays.enable()
  await work()
  delays.disable()
  return delays.max / 1e6
}

t.test('a big document is read beside the event loop, and comes out the same', async t => {
  await readXml(big, {}, patienceMs)
  let read: unknown
  // The shortest of three: a pause may also be another program's turn on the processor.
  const pauses: number[] = []
  for (let round = 0; round < 3; round++) {
    pauses.push(
      await longestPause(async () => {
        read = await readXml(big, {}, patienceMs)
      }),
    )
  }
  const pause = Math.min(...pauses)
  const start = performance.now()
  const inline = parseXml(big)
  const inlineMs = performance.now() - start
  t.equal(JSON.stringify(read), JSON.stringify(inline))
  t.comment(
    `longest pause ${Math.round(pause)} ms; in the loop it would have been about ${Math.round(inlineMs)} ms`,
  )
  t.ok(pause < inlineMs / 2, `${Math.round(pause)} ms of ${Math.round(inlineMs)} ms`)
})

t.test('many at once share the threads; all are answered', async t => {
  const results = await Promise.all(Array.from({ length: 8 }, () => readXml(xml(30_000), {}, patienceMs)))
  for (const result of results) t.equal((result as { r: { a: unknown[] } }).r.a.length, 30_000)
})

t.test('opaque parts come back as bytes', async t => {
  const found = (await readXml(`<r><s>${' '.repeat(400_000)}</s></r>`, { opaque: ['/r/s'] })) as {
    r: { s: Uint8Array }
  }
  t.ok(found.r.s instanceof Uint8Array)
  t.equal(found.r.s.length, 400_007)
})

t.test('a document that outstays its deadline costs its thread, and the next one is read', async t => {
  const start = performance.now()
  await t.rejects(readXml(big, {}, 5), { code: 'xml-refused', reason: 'too-slow' })
  t.ok(performance.now() - start < 1000, 'it gives up in time')
  await t.resolves(readXml(xml(30_000)))
})

t.test('what is refused there is refused with the same reason', async t => {
  const filler = ' '.repeat(400_000)
  await t.rejects(readXml(`<!DOCTYPE r><r>${filler}</r>`), { code: 'xml-refused', reason: 'doctype' })
  await t.rejects(readXml(`<r>${filler}&bomb;</r>`), { code: 'xml-refused', reason: 'reference' })
  await t.rejects(readXml(`<r>${'&#65;'.repeat(1_000_000)}</r>`), {
    code: 'xml-refused',
    reason: 'too-many-references',
  })
})

t.test('more than the queue holds is turned away at once, not kept waiting', async t => {
  const results = await Promise.allSettled(
    Array.from({ length: 90 }, () => readXml(`<r>${'x '.repeat(140_000)}</r>`, {}, 30_000)),
  )
  const busy = results.filter(({ status }) => status === 'rejected')
  t.ok(busy.length > 0 && busy.length < 40, `${busy.length} turned away`)
  for (const one of busy) t.match(one, { reason: { reason: 'busy' } })
})

t.test('after closing, threads start anew', async t => {
  await closeXmlWorkers()
  await t.resolves(readXml(xml(30_000)))
})
