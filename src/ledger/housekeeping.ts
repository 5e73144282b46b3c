import type { Database } from './database.ts'

const everyMs = 3_600_000
/** How long the answer to an Idempotency-Key is remembered. */
const idempotencyDays = 7

/** Removes what has served its time: old idempotency answers, sessions that have expired. Returns how to stop it. */
export function keepHouse(database: Database, onError: (error: unknown) => void): () => void {
  const clean = async () => {
    await database.query(
      `DELETE FROM idempotency WHERE created_at < now() - interval '${idempotencyDays} days'`,
    )
    await database.query('DELETE FROM admin_sessions WHERE expires_at < now()')
  }
  const timer = setInterval(() => clean().catch(onError), everyMs)
  return () => clearInterval(timer)
}
