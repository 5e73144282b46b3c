import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** First key of the advisory locks that running workers hold ("LT"). */
export const instanceLockClass = 0x4c54
/** A broken session may hold its lock for a moment longer than it takes to open the next one. */
const relockMs = 1_000
const relockPauseMs = 20
const reopenPauseMs = 200

/**
 * A worker process as the ledger sees it: a number, and a session-level advisory lock under that number, which
 * PostgreSQL itself lets go of when the process or its connection dies. So a dead worker is known at once, without
 * heartbeats and without waiting for lease deadlines.
 */
export class Instance {
  readonly #url: string
  readonly #onLost: (error: Error) => void
  #client: pg.Client | undefined
  #number = 0
  readonly #own: number[] = []
  #closing = false
  #reopening: Promise<void> | undefined

  constructor(url: string, onLost: (error: Error) => void) {
    this.#url = url
    this.#onLost = onLost
  }

  /**
   * Undefined while the session is gone and the next one does not stand yet: what is leased without the lock, a peer's
   * sweep would take back while the call is out.
   */
  get number(): number | undefined {
    return this.#client === undefined ? undefined : this.#number
  }

  /** Like `number`, but a session that is being opened anew is waited for, for as long as `ms`. */
  async standing(ms: number): Promise<number | undefined> {
    if (this.#client === undefined)
      await Promise.race([this.#reopening, sleep(ms, undefined, { ref: false })])
    return this.number
  }

  /**
   * Every number that this process has had. What is leased under one of them is in living hands, whatever has become
   * of the session: taking it back would send twice what is still being sent.
   */
  get own(): readonly number[] {
    return this.#own
  }

  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'lienthong instance',
      keepAlive: true,
    })
    let broken: Error | undefined
    const onBroken = (error: Error) => {
      broken = error
      this.#lost(client, error)
    }
    client.on('error', onBroken)
    client.on('end', () => onBroken(new Error('connection ended')))
    try {
      await client.connect()
      this.#number = (await this.#relock(client)) ?? (await this.#lockNew(client))
      if (broken !== undefined) throw broken
    } catch (error) {
      client.end().catch(() => undefined)
      throw error
    }
    this.#client = client
    // Closed while it was being opened anew.
    if (this.#closing) await client.end()
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.#client?.end()
  }

  /** The number of the session before, so that peers see no gap longer than it takes to connect. */
  async #relock(client: pg.Client): Promise<number | undefined> {
    if (this.#number === 0) return undefined
    for (const deadline = Date.now() + relockMs; Date.now() < deadline; await sleep(relockPauseMs)) {
      const { rows } = await client.query<{ locked: boolean }>(
        'SELECT pg_try_advisory_lock($1, $2) AS locked',
        [instanceLockClass, this.#number],
      )
      if (rows[0]?.locked === true) return this.#number
    }
    // A server that has not noticed yet holds it for a session that nobody has: not ours to rely on.
    return undefined
  }

  async #lockNew(client: pg.Client): Promise<number> {
    const { rows } = await client.query<{ number: number }>(
      `SELECT nextval('instance_numbers')::int AS number`,
    )
    const number = rows[0]?.number ?? 0
    await client.query('SELECT pg_advisory_lock($1, $2)', [instanceLockClass, number])
    this.#own.push(number)
    return number
  }

  /** A session that broke took its lock along: the next one takes it again. */
  #lost(client: pg.Client, error: Error): void {
    if (this.#closing || this.#client !== client) return
    this.#client = undefined
    this.#onLost(error)
    this.#reopening ??= this.#reopen().finally(() => {
      this.#reopening = undefined
    })
  }

  async #reopen(): Promise<void> {
    while (!this.#closing) {
      try {
        return await this.open()
      } catch {
        await sleep(reopenPauseMs, undefined, { ref: false })
      }
    }
  }
}
