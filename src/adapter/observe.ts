import type { Reply } from './egress/reply.ts'
import { retryAfter } from './egress/retry-after.ts'
import { type Observed, unanswered, type XmlAsk, type XmlResult } from './observed.ts'
import { readAnswer } from './read-answer.ts'
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
export async function observeAside(
  reply: Reply,
  reading: Reading,
  now: Date,
  deadlineMs: number,
): Promise<Observed> {
  const run = observing(reply, reading, now)
  let step = run.next()
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

function* observing(reply: Reply, reading: Reading, now: Date): Generator<XmlAsk, Observed, XmlResult> {
  if (reply.event !== 'answer') return unanswered(reply)
  const retryAfterSeconds = retryAfter(reply.headers['retry-after'], now)
  return {
    event: 'answer',
    status: reply.status,
    headers: reply.headers,
    bytes: reply.bytes ?? reply.body.length,
    body: reply.body,
    ...(yield* readAnswer(reply, reading)),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}
