import { setTimeout } from 'node:timers/promises'
import { Worker } from 'bullmq'
import type { JobData } from './engine.ts'

/** How long a worker waits after the engine has answered with an error, before it asks for a job again. */
const errorPauseMs = 1_000

/**
 * BullMQ's worker asks again at once when the engine answers with an error (a table gone, a disk full). Where the
 * answer costs nothing, because the connection failed for good, it would take the whole process for that.
 */
export class PatientWorker extends Worker<JobData> {
  protected override async moveToActive(...args: Parameters<Worker<JobData>['moveToActive']>) {
    try {
      return await super.moveToActive(...args)
    } catch (error) {
      await setTimeout(errorPauseMs)
      throw error
    }
  }

  /** Lets go of what close() holds as long as it waits for an answer, where none will come. */
  async abandon(): Promise<void> {
    await this.lockManager.close()
  }
}
