import pg from 'pg'

const reopenMs = 1_000
const connectMs = 10_000

/**
 * Hears what PostgreSQL announces on one channel. Announcements are a shortcut, not a promise: a session that breaks
 * misses some, and a pooler in front of the server may swallow all, so whoever listens looks by itself as well.
 */
export class Listener {
  readonly #url: string
  readonly #channel: string
  readonly #onHeard: () => void
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #closing = false

  constructor(url: string, channel: string, onHeard: () => void) {
    this.#url = url
    this.#channel = channel
    this.#onHeard = onHeard
  }

  /** Never rejects: a server that is away is tried again until it is back. */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'lienthong listener',
      keepAlive: true,
      // The gateway waits for the first attempt before it serves.
      connectionTimeoutMillis: connectMs,
    })
    client.on('notification', () => this.#onHeard())
    client.on('error', () => this.#lost(client))
    client.on('end', () => this.#lost(client))
    this.#client = client
    try {
      await client.connect()
      await client.query(`LISTEN ${client.escapeIdentifier(this.#channel)}`)
      // What was announced while nobody listened.
      this.#onHeard()
    } catch {
      this.#lost(client)
    }
  }

  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#timer)
    await this.#client?.end().catch(() => undefined)
  }

  #lost(client: pg.Client): void {
    if (this.#closing || this.#client !== client) return
    this.#client = undefined
    client.end().catch(() => undefined)
    this.#timer = setTimeout(() => void this.open(), reopenMs)
    this.#timer.unref()
  }
}
