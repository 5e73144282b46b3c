import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { uuidv7 } from 'uuidv7'
import { Fault } from '../errors/fault.ts'
import { type Database, sqlState, type Transaction } from './database.ts'
import type { Seal } from './seal.ts'
import { tidying } from './tidy.ts'

/** What is known of a content as a whole. */
export interface ContentLabel {
  readonly bytes: number
  /** SHA-256, hex. */
  readonly sha256: string
  readonly crc32: number
}

/** A content that is here, whole. */
export interface StoredContent extends ContentLabel {
  readonly id: string
  readonly clientId: string | null
  readonly agency: string
  readonly createdAt: Date
}

export interface ContentWriting {
  /** Who sends it; absent: it comes from a platform. */
  readonly clientId?: string
  readonly agency: string
  /** Bytes at the most. */
  readonly limit: number
  /** Of this client, unused, this one included: bytes at the most. */
  readonly unusedLimit?: number
}

/**
 * A piece. Small enough that hundreds of transfers hold little, large enough that a query for each costs little: 100 MB are
 * four hundred.
 */
const pieceBytes = 256 * 1024
/** So many pieces between two looks at what a client has here unused. */
const quotaEvery = 64

/**
 * Contents too big to be held: written piece by piece as they come, each piece committed, whole once the label is there.
 * They stand in the ledger and in no folder: every gateway process reads them, one backup holds all, and what refers to
 * them commits with them.
 */
export class ContentStore {
  readonly #database: Database
  readonly #seal: Seal

  constructor(database: Database, seal: Seal) {
    this.#database = database
    this.#seal = seal
  }

  /**
   * Resolves when it is here and committed. What breaks off leaves nothing behind, or what `clear` finds.
   *
   * @throws Fault `body-too-large`, `attachment-quota`, and what reading `source` throws
   */
  async write(source: AsyncIterable<Uint8Array>, writing: ContentWriting): Promise<StoredContent> {
    const { clientId = null, agency, limit } = writing
    const [id, createdAt] = [uuidv7(), new Date()]
    await this.#checkQuota(writing)
    await this.#database.query({
      name: 'content-begin',
      text: 'INSERT INTO contents (id, client_id, agency, bytes, created_at) VALUES ($1, $2, $3, 0, $4)',
      values: [id, clientId, agency, createdAt],
    })
    try {
      const sha256 = createHash('sha256')
      let [bytes, crc, number] = [0, 0, 0]
      const tidy = tidying()
      for await (const piece of inPieces(source)) {
        bytes += piece.length
        if (bytes > limit) throw new Fault('body-too-large', { params: { limit } })
        sha256.update(piece)
        crc = crc32(piece, crc)
        await this.#add(id, number++, piece)
        tidy(piece.length)
        if (number % quotaEvery === 0) await this.#checkQuota(writing)
      }
      const label: ContentLabel = { bytes, sha256: sha256.digest('hex'), crc32: crc }
      await this.#database.query({
        name: 'content-end',
        text: 'UPDATE contents SET label = $2 WHERE id = $1',
        values: [id, this.#seal.close(labelOf(id), JSON.stringify(label))],
      })
      return { id, clientId, agency, createdAt, ...label }
    } catch (error) {
      await this.remove(id).catch(() => undefined)
      throw error
    }
  }

  /** @returns undefined when there is none, or it has not arrived whole. @throws Fault `seal-broken` */
  async find(id: string): Promise<StoredContent | undefined> {
    const [row] = await this.#database.query<Row>({
      name: 'content-find',
      text: `SELECT id, client_id AS "clientId", agency, label, created_at AS "createdAt" FROM contents
             WHERE id = $1 AND label IS NOT NULL`,
      values: [id],
    })
    if (row === undefined) return undefined
    const { label, ...rest } = row
    return { ...rest, ...(JSON.parse(this.#seal.open(labelOf(id), label)) as ContentLabel) }
  }

  /**
   * Its bytes from `from` to before `to`, a piece at a time: the next is fetched when it is asked for.
   *
   * @throws Fault `seal-broken` where one is missing, changed or in another's place
   */
  async *read(id: string, from: number, to: number): AsyncGenerator<Buffer> {
    const tidy = tidying()
    for (let number = Math.floor(from / pieceBytes); number * pieceBytes < to; number++) {
      const start = number * pieceBytes
      const [row] = await this.#database.query<{ body: Buffer }>({
        name: 'content-piece',
        text: 'SELECT body FROM content_pieces WHERE content = $1 AND number = $2',
        values: [id, number],
      })
      if (row === undefined) throw new Fault('seal-broken', { params: { message: id } })
      const piece = this.#seal.openBytes(pieceOf(id, number), row.body)
      // A whole piece is long enough; one that is too short was the last of another length.
      if (piece.length < Math.min(to - start, pieceBytes))
        throw new Fault('seal-broken', { params: { message: id } })
      tidy(piece.length)
      yield piece.subarray(Math.max(from - start, 0), Math.min(to - start, pieceBytes))
    }
  }

  /** Keeps contents for as long as what uses them. @throws Fault `attachment-unknown` for one that has gone */
  async use(tx: Transaction, ids: readonly string[], usedBy: string, kind: 'message' | 'document') {
    for (const id of new Set(ids)) {
      const found = await tx.query({
        name: 'content-hold',
        text: 'SELECT 1 FROM contents WHERE id = $1 AND label IS NOT NULL FOR KEY SHARE',
        values: [id],
      })
      if (found.length === 0) throw new Fault('attachment-unknown', { params: { attachment: id } })
      await tx.query({
        name: 'content-use',
        text: 'INSERT INTO content_uses (content, used_by, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        values: [id, usedBy, kind],
      })
    }
  }

  /** Takes one away that nothing uses; one in use stays. */
  async remove(id: string): Promise<boolean> {
    try {
      const rows = await this.#database.query({
        name: 'content-remove',
        text: `DELETE FROM contents c WHERE id = $1
               AND NOT EXISTS (SELECT 1 FROM content_uses u WHERE u.content = c.id) RETURNING id`,
        values: [id],
      })
      return rows.length > 0
    } catch (error) {
      // Somebody began to use it just now.
      if (sqlState(error) === foreignKey) return false
      throw error
    }
  }

  /**
   * Lets go of what sent messages carried, `keepDays` after the last of their deliveries ended, and clears away what
   * nothing has used for `unusedHours`, half-arrived ones too.
   *
   * @returns how many went
   */
  async clear({ keepDays, unusedHours }: { readonly keepDays: number; readonly unusedHours: number }) {
    await this.#database.query({
      name: 'content-release',
      text: `DELETE FROM content_uses u WHERE kind = 'message' AND NOT EXISTS (
               SELECT 1 FROM deliveries d WHERE d.message_id = u.used_by
               AND (d.state NOT IN ('delivered', 'cancelled') OR d.finished_at > now() - make_interval(days => $1)))`,
      values: [keepDays],
    })
    const rows = await this.#database.query<{ id: string }>({
      name: 'content-unused',
      text: `SELECT id FROM contents c WHERE created_at < now() - make_interval(hours => $1)
             AND NOT EXISTS (SELECT 1 FROM content_uses u WHERE u.content = c.id) LIMIT 1000`,
      values: [unusedHours],
    })
    let gone = 0
    for (const { id } of rows) if (await this.remove(id)) gone += 1
    return gone
  }

  /** One statement: the piece, and what it adds to the client's share. */
  async #add(id: string, number: number, piece: Buffer): Promise<void> {
    await this.#database.query({
      name: 'content-add',
      text: `WITH longer AS (UPDATE contents SET bytes = bytes + $4 WHERE id = $1)
             INSERT INTO content_pieces (content, number, body) VALUES ($1, $2, $3)`,
      values: [id, number, this.#seal.close(pieceOf(id, number), piece), piece.length],
    })
  }

  async #checkQuota({ clientId, unusedLimit }: ContentWriting): Promise<void> {
    if (clientId === undefined || unusedLimit === undefined) return
    const [row] = await this.#database.query<{ bytes: string }>({
      name: 'content-quota',
      text: `SELECT coalesce(sum(bytes), 0) AS bytes FROM contents c WHERE client_id = $1
             AND NOT EXISTS (SELECT 1 FROM content_uses u WHERE u.content = c.id)`,
      values: [clientId],
    })
    if (Number(row?.bytes) >= unusedLimit)
      throw new Fault('attachment-quota', { params: { limit: unusedLimit } })
  }
}

interface Row extends Omit<StoredContent, keyof ContentLabel> {
  readonly label: Buffer
}

/** SQLSTATE foreign_key_violation. */
const foreignKey = '23503'
const labelOf = (id: string) => `content ${id}`
const pieceOf = (id: string, number: number) => `content ${id} ${number}`

/** The same bytes in pieces of one size; only the last may be shorter. */
async function* inPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let [piece, filled] = [Buffer.allocUnsafeSlow(pieceBytes), 0]
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(bytes.length - at, pieceBytes - filled)
      piece.set(bytes.subarray(at, at + taken), filled)
      filled += taken
      at += taken
      if (filled < pieceBytes) continue
      yield piece
      // Whoever took it has sealed it by now: the room is used again.
      filled = 0
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}
