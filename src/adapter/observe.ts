import type { Reply } from './egress/reply.ts'
import { retryAfter } from './egress/retry-after.ts'
import { type Observed, unanswered, type XmlAsk, type XmlResult } from './observed.ts'
import { type Answer, type Content, readAnswer, readPlainJson } from './read-answer.ts'
import type { Reading } from './reading.ts'
import { parseXml, readXml, XmlFault } from './xml/index.ts'

/** @param now for a Retry-After given as a date (RFC 9110 §10.2.3). */
export function observe(reply: Reply, reading: Reading, now: Date): Observed {
  const run = observing(reply, reading, now)
  let step = run.next()
  while (step.done !== true) step = run.next(attempt(step.value))
  return step.value
}

/** `observe` that reads big XML off the event loop. */
export function observeAside(
  reply: Reply,
  reading: Reading,
  now: Date,
  deadlineMs: number,
): Observed | Promise<Observed> {
  const plain = reply.event === 'answer' ? readPlainJson(reply, reading) : undefined
  if (plain !== undefined && reply.event === 'answer') return observed(reply, plain, now)
  const run = observing(reply, reading, now)
  const step = run.next()
  return step.done === true ? step.value : readOn(run, step, deadlineMs)
}

type Observing = Generator<XmlAsk, Observed, XmlResult>

async function readOn(
  run: Observing,
  first: IteratorYieldResult<XmlAsk>,
  deadlineMs: number,
): Promise<Observed> {
  let step: IteratorResult<XmlAsk, Observed> = first
  while (step.done !== true) {
    const { document, reading: how } = step.value
    step = run.next(await readXml(document, how, deadlineMs).catch(faultOf))
  }
  return step.value
}

function attempt({ document, reading }: XmlAsk): XmlResult {
  try {
    return parseXml(document, reading)
  } catch (error) {
    return faultOf(error)
  }
}

function faultOf(error: unknown): XmlFault {
  if (error instanceof XmlFault) return error
  throw error
}

function* observing(reply: Reply, reading: Reading, now: Date): Observing {
  return reply.event === 'answer'
    ? observed(reply, yield* readAnswer(reply, reading), now)
    : unanswered(reply)
}

function observed(reply: Answer, content: Content, now: Date): Observed {
  const { status, headers, body } = reply
  const bytes = reply.bytes ?? body.length
  const known = { event: 'answer', status, headers, bytes, body, ...content } as const
  const retryAfterSeconds = retryAfter(headers['retry-after'], now)
  return retryAfterSeconds === undefined ? known : { ...known, retryAfterSeconds }
}
