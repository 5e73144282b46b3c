import { faultDelayMs } from '../../src/cli/demo/run.ts'
import type { Drill } from './drill.ts'
import { Load } from './load.ts'

const usualRate = 0.1
const rowsPerRound = 1_000

/** Every fault of the portal's dial at 10 %: answers late, wrong, torn, twice wrapped, or none. */
export const portalFaults: Drill = {
  summary: 'the portal fails in every way it can, one call in ten for each way',
  rounds: 3,
  async run(rig, { rounds, faults, say }) {
    const load = new Load(rig)
    await load.portal.disturb(faults > 0 ? faults : usualRate, faultDelayMs)
    for (let round = 1; round <= rounds; round++) {
      await load.rows(rowsPerRound)
      say(`round ${round}: ${load.soFar}`)
    }
    return load.finish(say)
  },
}
