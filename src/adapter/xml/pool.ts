import type { Worker } from 'node:worker_threads'
import { startThread } from '../../thread.ts'
import { XmlFault, type XmlReason } from './fault.ts'
import { parseXml, type XmlReading } from './parse.ts'
import type { XmlObject } from './to-object.ts'

// Measured on two cores: 250 kB of small elements hold the loop for 40 to 50 ms, which other calls would notice.
const inlineBytes = 128 * 1024
const threads = 2
// A queue that would take longer than a call's patience to work off helps nobody.
const longestQueue = 64
// A document of 16 MB within the limits becomes at most some 150 MB of objects.
const heapMb = 512
const defaultDeadlineMs = 10_000

const program = new URL('./worker', import.meta.url)

interface Job {
  readonly document: Uint8Array | string
  readonly reading: XmlReading
  settle(result: { object: XmlObject } | { reason: XmlReason }): void
  done: boolean
}

const queue: Job[] = []
const idle: Worker[] = []
const busy = new Map<Worker, Job>()

/**
 * parseXml that does not hold the event loop: big documents are read by a thread with a bounded heap and a deadline,
 * small ones at once. A document that outstays the deadline costs its thread, not the process.
 * @throws XmlFault, also too-slow, out-of-memory and busy
 */
export async function readXml(
  document: Uint8Array | string,
  reading: XmlReading = {},
  deadlineMs = defaultDeadlineMs,
): Promise<XmlObject> {
  if (document.length <= inlineBytes) return parseXml(document, reading)
  const result = await new Promise<{ object: XmlObject } | { reason: XmlReason }>(resolve => {
    const timer = setTimeout(() => giveUp(job), deadlineMs)
    const job: Job = {
      document,
      reading,
      done: false,
      settle(outcome) {
        if (job.done) return
        job.done = true
        clearTimeout(timer)
        resolve(outcome)
      },
    }
    if (queue.length >= longestQueue) return job.settle({ reason: 'busy' })
    queue.push(job)
    next()
  })
  if ('reason' in result) throw new XmlFault(result.reason)
  return result.object
}

/** Ends the threads; later documents start new ones. */
export async function closeXmlWorkers(): Promise<void> {
  await Promise.all([...idle.splice(0), ...busy.keys()].map(worker => worker.terminate()))
}

function next(): void {
  if (queue.length === 0 || (idle.length === 0 && busy.size >= threads)) return
  const job = queue.shift()
  if (job === undefined) return
  if (job.done) {
    next()
    return
  }
  const worker = idle.pop() ?? start()
  busy.set(worker, job)
  worker.ref()
  worker.postMessage({ document: job.document, reading: job.reading })
}

function giveUp(job: Job): void {
  job.settle({ reason: 'too-slow' })
  for (const [worker, its] of busy) if (its === job) void worker.terminate()
}

function start(): Worker {
  const worker = startThread(program, { resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 4 } })
  let reason: XmlReason = 'busy'
  worker.on('message', (result: { object: XmlObject } | { reason: XmlReason }) => {
    busy.get(worker)?.settle(result)
    busy.delete(worker)
    // An idle thread must not keep the process alive.
    worker.unref()
    idle.push(worker)
    next()
  })
  worker.on('error', error => {
    if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') reason = 'out-of-memory'
  })
  worker.on('exit', () => {
    busy.get(worker)?.settle({ reason })
    busy.delete(worker)
    const index = idle.indexOf(worker)
    if (index !== -1) idle.splice(index, 1)
    next()
  })
  return worker
}
