import { setTimeout as sleep } from 'node:timers/promises'
import { faultDelayMs } from '../../src/cli/demo/run.ts'
import type { Drill } from './drill.ts'
import { Load } from './load.ts'
import { killAll, processesOf, untilGone } from './processes.ts'

/** A blow comes at some moment of this long after the start, so that some hit the start itself. */
const longestMs = 6_000
/** Every so often the blow comes while the gateway still starts. */
const startingShare = 0.2
const startMs = 1_000

/**
 * `kill -9` again and again at random moments. In odd rounds the gateway's process group alone dies: database and
 * sandbox live on or end by themselves. In even rounds everything dies at once, and Redis forgets what it knew.
 */
export const kill: Drill = {
  summary: 'kill -9 at random moments under load, restarting each time',
  rounds: 20,
  async run(rig, { rounds, faults, say }) {
    const { gateway, redis, data } = rig
    const load = new Load(rig)
    await disturb()
    for (let round = 1; round <= rounds; round++) {
      const everything = round % 2 === 0
      const early = Math.random() < startingShare
      if (!early) await sleep(Math.random() * longestMs)
      await strike(everything)
      if (early) {
        // Once more, in the middle of getting up.
        const start = gateway.start().catch(() => undefined)
        await sleep(Math.random() * startMs)
        await strike(everything)
        await start
      }
      const began = performance.now()
      await gateway.start()
      await disturb()
      const ms = Math.round(performance.now() - began)
      const what = `${everything ? 'everything' : 'the gateway'}${early ? ', and again while it started' : ''}`
      say(`round ${round}: killed ${what}; up again after ${ms} ms; ${load.soFar}`)
    }
    return load.finish(say)

    /** A sandbox that was killed comes back with its dial at zero. */
    async function disturb(): Promise<void> {
      if (faults > 0) await load.portal.disturb(faults, faultDelayMs)
    }

    async function strike(everything: boolean): Promise<void> {
      const others = everything ? processesOf(data) : []
      gateway.killGroup()
      killAll(others)
      if (everything) await redis?.restart()
      await Promise.all([gateway.ended(), untilGone(others)])
    }
  },
}
