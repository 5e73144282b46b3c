import { setTimeout as sleep } from 'node:timers/promises'

const everyMs = 1_000
/** What failed may have failed for want of the ledger, which passes. */
const againMs = 10_000

/**
 * Takes turn after turn until it is told to end. Every worker process may do so: what two of them read alike is planned
 * once, and what waits is taken by one.
 *
 * @returns ends it; resolves when the turn in hand is over
 */
export function repeat(
  turn: () => Promise<void>,
  log: { warn(context: object, message: string): void },
): () => Promise<void> {
  const ending = new AbortController()
  const { signal } = ending
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
  const done = (async () => {
    while (!signal.aborted) {
      const rest = await turn().then(
        () => everyMs,
        (error: unknown) => {
          log.warn({ error }, 'messages to citizens: this turn failed; trying again')
          return againMs
        },
      )
      await pause(rest)
    }
  })()
  return () => {
    ending.abort()
    return done
  }
}
