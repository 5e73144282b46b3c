import { Fault } from '../errors/fault.ts'
import type { Database } from '../ledger/database.ts'
import { hashKey, newKey } from './key.ts'
import { hashPassword, verifyPassword } from './password.ts'

const sessionMs = 8 * 3600_000
/** Failed logins for one name within the window before it must wait. */
const mostFailures = 5
const failureWindowMs = 60_000
/** Names remembered at once; whoever guesses names must not fill the memory. */
const mostNames = 10_000

/** Admins log in by name and password and hold a session token, of which only the hash is kept. */
export class Admins {
  readonly #database: Database
  readonly #failures = new Map<string, { count: number; since: number }>()

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * @param hash of the password, where somebody has begun it already
   * @returns false when an admin of that name exists already.
   */
  async create(name: string, password: string, hash = hashPassword(password)): Promise<boolean> {
    const rows = await this.#database.query({
      text: 'INSERT INTO admins (name, password_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING name',
      values: [name, await hash],
    })
    return rows.length > 0
  }

  async any(): Promise<boolean> {
    return (await this.#database.query('SELECT FROM admins LIMIT 1')).length > 0
  }

  /** @throws Fault `login-refused`, `login-throttled` after repeated failures, `login-busy`. */
  async login(name: string, password: string): Promise<{ token: string; expiresAt: Date }> {
    // Counted before the password is looked at, so that guesses sent at once get no more tries than guesses in a row.
    this.#countAttempt(name)
    const [admin] = await this.#database.query<{ password_hash: string }>({
      text: 'SELECT password_hash FROM admins WHERE name = $1',
      values: [name],
    })
    const right = await verifyPassword(password, admin?.password_hash)
    if (admin === undefined || !right) throw new Fault('login-refused')
    this.#failures.delete(name)
    const { key: token, hash } = newKey('lta')
    const expiresAt = new Date(Date.now() + sessionMs)
    await this.#database.query('DELETE FROM admin_sessions WHERE expires_at < now()')
    await this.#database.query({
      text: 'INSERT INTO admin_sessions (token_hash, admin, expires_at) VALUES ($1, $2, $3)',
      values: [hash, name, expiresAt],
    })
    return { token, expiresAt }
  }

  /** The admin of a live session, or undefined. */
  async bySession(token: string): Promise<string | undefined> {
    const [session] = await this.#database.query<{ admin: string }>({
      text: 'SELECT admin FROM admin_sessions WHERE token_hash = $1 AND expires_at > now()',
      values: [hashKey(token)],
    })
    return session?.admin
  }

  async logout(token: string): Promise<void> {
    await this.#database.query({
      text: 'DELETE FROM admin_sessions WHERE token_hash = $1',
      values: [hashKey(token)],
    })
  }

  /** @throws Fault `login-throttled` */
  #countAttempt(name: string): void {
    const known = this.#failures.get(name)
    const left = known === undefined ? 0 : known.since + failureWindowMs - Date.now()
    const { count, since } = known !== undefined && left > 0 ? known : { count: 0, since: Date.now() }
    if (count >= mostFailures) {
      const seconds = Math.ceil(left / 1000)
      throw new Fault('login-throttled', { params: { seconds }, retryAfterSeconds: seconds })
    }
    if (this.#failures.size > mostNames) this.#failures.clear()
    this.#failures.set(name, { count: count + 1, since })
  }
}
