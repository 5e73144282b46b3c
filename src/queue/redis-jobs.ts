import { readFileSync } from 'node:fs'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { JobData, NewJob } from './engine.ts'

const script = readFileSync(new URL('./lua/add-jobs.lua', import.meta.url), 'utf8')

/** The keys of a queue that the script touches, in its order. */
const keys = ['wait', 'delayed', 'active', 'meta', 'marker'] as const

type Adding = Redis & { addJobs(...keysAndArguments: string[]): Promise<number> }

/**
 * Adds jobs to BullMQ's keys in Redis with one script of ours, where BullMQ's own bulk runs its script and writes two
 * events for every job: a quarter of accepting a dossier. The script rests on the keys of the very version in
 * package.json; test/queue/engine.test.ts shows whether another one still takes it.
 */
export class RedisJobs {
  readonly #connection: Adding

  constructor(connection: Redis) {
    connection.defineCommand('addJobs', { lua: script, numberOfKeys: keys.length })
    this.#connection = connection as Adding
  }

  async add(queue: Queue<JobData>, jobs: readonly NewJob[]): Promise<void> {
    const prefix = queue.toKey('')
    const rows = jobs.map(({ id, delivery, delayMs }) => [id, delivery, delayMs])
    await this.#connection.addJobs(
      ...keys.map(name => queue.toKey(name)),
      prefix,
      String(Date.now()),
      JSON.stringify(rows),
    )
  }
}
