import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until the answer is something, or the time is over.
 *
 * @param look gives what was waited for; undefined or false means "not yet", and so does a throw
 * @throws the last error, or one that names what was waited for
 */
export async function eventually<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 10_000,
  what = look.toString(),
): Promise<T> {
  const until = performance.now() + ms
  for (;;) {
    let failure: unknown
    try {
      const found = await look()
      if (found !== undefined && found !== false) return found
    } catch (error) {
      failure = error
    }
    if (performance.now() > until) throw failure ?? new Error(`not within ${ms} ms: ${what}`)
    await sleep(10)
  }
}
