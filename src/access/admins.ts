import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Fault } from '../errors/fault.ts'
import type { Database } from '../ledger/database.ts'
import { hashKey, newKey } from './key.ts'

const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  length: number,
  options: object,
) => Promise<Buffer>

/** OWASP password storage cheat sheet: scrypt N=2^17, r=8, p=1 (128 MiB for a moment). */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 }
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

  /** @returns false when an admin of that name exists already. */
  async create(name: string, password: string): Promise<boolean> {
    const rows = await this.#database.query({
      text: 'INSERT INTO admins (name, password_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING name',
      values: [name, await hashPassword(password)],
    })
    return rows.length > 0
  }

  async any(): Promise<boolean> {
    return (await this.#database.query('SELECT FROM admins LIMIT 1')).length > 0
  }

  /** @throws Fault `login-refused`, or `login-throttled` after repeated failures. */
  async login(name: string, password: string): Promise<{ token: string; expiresAt: Date }> {
    // Counted before the password is looked at, so that guesses sent at once get no more tries than guesses in a row.
    this.#countAttempt(name)
    const [admin] = await this.#database.query<{ password_hash: string }>({
      text: 'SELECT password_hash FROM admins WHERE name = $1',
      values: [name],
    })
    // An unknown name costs as much time as a wrong password.
    const right = await verifyPassword(password, admin?.password_hash ?? (await decoy))
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

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password.normalize('NFC'), salt, 32, cost)
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64')}$${hash.toString('base64')}`
}

const decoy = hashPassword(randomBytes(16).toString('hex'))

async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = stored.split('$')
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem }
  const expected = Buffer.from(hash, 'base64')
  const given = await derive(password.normalize('NFC'), Buffer.from(salt, 'base64'), expected.length, options)
  return timingSafeEqual(given, expected)
}
