import type { Test } from 'tap'
import { connect, type TestLedger } from './ledger.ts'
import { redisMissing, startRedis, type TestRedis } from './redis.ts'

/** Where the queue of a test lives, by name; a fresh place for every test. */
export interface EngineUnderTest {
  readonly name: 'postgresql' | 'redis'
  readonly redis?: TestRedis
  /** Empties the queue's memory, as an operator's FLUSHALL or a lost server would. */
  forget(databaseUrl: string): Promise<void>
}

/**
 * Runs the same behaviour on both engines. Without a redis-server the second half is skipped, and says what to install.
 */
export function onBothEngines(
  t: Test,
  ledger: TestLedger,
  behave: (t: Test, engine: EngineUnderTest, ledger: TestLedger) => Promise<void>,
): void {
  t.test('on PostgreSQL', t => behave(t, postgresql, ledger))
  t.test('on Redis', { skip: redisMissing ?? false }, async t => {
    const redis = await startRedis(t)
    await behave(
      t,
      { name: 'redis', redis, forget: async () => void (await redis.command('FLUSHALL')) },
      ledger,
    )
  })
}

export const postgresql: EngineUnderTest = {
  name: 'postgresql',
  async forget(databaseUrl) {
    const database = connect(databaseUrl, 1)
    const tables = await database.query<{ name: string }>(
      `SELECT format('bullmq.%I', tablename) AS name FROM pg_tables
       WHERE schemaname = 'bullmq'`,
    )
    const names = tables.map(table => table.name).join(', ')
    // In a transaction, which is tried again where it and a worker stand in each other's way.
    await database.transaction(transaction => transaction.query(`TRUNCATE ${names}`))
    await database.close()
  },
}
