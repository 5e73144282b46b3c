import pg from 'pg'

/** First key of the advisory locks that running workers hold ("LT"). */
export const instanceLockClass = 0x4c54

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
  #closing = false

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

  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'lienthong instance',
      keepAlive: true,
    })
    client.on('error', error => this.#lost(client, error))
    client.on('end', () => this.#lost(client, new Error('connection ended')))
    await client.connect()
    const { rows } = await client.query<{ number: number }>(
      `SELECT nextval('instance_numbers')::int AS number`,
    )
    this.#number = rows[0]?.number ?? 0
    await client.query('SELECT pg_advisory_lock($1, $2)', [instanceLockClass, this.#number])
    this.#client = client
    // Closed while it was being opened anew.
    if (this.#closing) await client.end()
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.#client?.end()
  }

  /** A session that broke took its lock along: from now on this process leases under a new number. */
  #lost(client: pg.Client, error: Error): void {
    if (this.#closing || this.#client !== client) return
    this.#client = undefined
    this.#onLost(error)
    const reopen = () => {
      if (!this.#closing) this.open().catch(() => setTimeout(reopen, 1000).unref())
    }
    reopen()
  }
}
