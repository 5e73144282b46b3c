import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { faultDelayMs } from '../../src/cli/demo/run.ts'
import { attachEmbedded } from '../../src/ledger/embedded/embedded.ts'
import type { Drill } from './drill.ts'
import { Load } from './load.ts'
import type { Rig } from './rig.ts'

const pauseMs = 4_000
const fewRows = 200

/**
 * The queue forgets everything while it is full: FLUSHALL, or TRUNCATE of all its tables. In even rounds the gateway is
 * cut off besides: Redis is killed and comes back empty, or the database ends every session.
 */
export const queueLoss: Drill = {
  summary: 'the whole queue is emptied under load, several times',
  rounds: 6,
  async run(rig, { rounds, faults, say }) {
    const load = new Load(rig)
    if (faults > 0) await load.portal.disturb(faults, faultDelayMs)
    for (let round = 1; round <= rounds; round++) {
      await load.rows(fewRows)
      await sleep(Math.random() * pauseMs)
      const cutOff = round % 2 === 0
      const what = rig.redis === undefined ? await truncate(rig, cutOff) : await forget(rig.redis, cutOff)
      say(`round ${round}: ${what}; ${load.soFar}`)
    }
    return load.finish(say)
  },
}

async function forget(redis: NonNullable<Rig['redis']>, cutOff: boolean): Promise<string> {
  if (cutOff) await redis.restart()
  else await redis.flush()
  return cutOff ? 'Redis killed, empty when it came back' : 'FLUSHALL'
}

async function truncate({ data }: Rig, cutOff: boolean): Promise<string> {
  const client = new pg.Client({ connectionString: (await attachEmbedded(data)) ?? '' })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      // The list of the schema's own migrations is no queue.
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
    )
    await client.query(`TRUNCATE ${rows.map(({ name }) => `bullmq.${name}`).join(', ')}`)
    if (!cutOff) return `TRUNCATE of ${rows.length} tables`
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    )
    return `TRUNCATE of ${rows.length} tables, and ${rowCount} sessions ended`
  } finally {
    await client.end()
  }
}
