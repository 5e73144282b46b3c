import { readdirSync, readFileSync } from 'node:fs'
import { Fault } from '../errors/fault.ts'
import type { Database } from './database.ts'

const folder = new URL('./migrations/', import.meta.url)

/** Any number nobody else uses: the advisory lock under which one process at a time migrates. */
const migrationLock = 0x4c49454e

/**
 * Brings the ledger's tables up to this version, forward only. Each file of migrations/ runs once, in one
 * transaction with its entry in `migrations`.
 *
 * @returns the names of the migrations that ran now.
 * @throws Fault `ledger-newer` when the ledger was migrated by a newer version than this one.
 */
export async function migrate(database: Database): Promise<string[]> {
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.sql'))
    .sort()
  return database.transaction(async transaction => {
    await transaction.query(`SELECT pg_advisory_xact_lock(${migrationLock})`)
    await transaction.query(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    )
    const done = new Set(
      (await transaction.query<{ name: string }>('SELECT name FROM migrations')).map(row => row.name),
    )
    const unknown = [...done].find(name => !files.includes(name))
    if (unknown !== undefined) throw new Fault('ledger-newer', { params: { migration: unknown } })
    const pending = files.filter(name => !done.has(name))
    // All at once: they wait for each other at the server.
    const steps = pending.flatMap(name => [
      transaction.query(readFileSync(new URL(name, folder), 'utf8')),
      transaction.query({ text: 'INSERT INTO migrations (name) VALUES ($1)', values: [name] }),
    ])
    await Promise.all(steps)
    return pending
  })
}
