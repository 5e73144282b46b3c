import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from './database.ts'
import type { Seal } from './seal.ts'

/** Another name that a platform has for a dossier. */
export interface Alias {
  readonly platform: string
  readonly kind: 'code' | 'slip' | 'certificate' | 'receipt'
  readonly name: string
}

/** Sums that stand beside the sealed body, so that reports need not open it. */
export interface ObligationSums {
  readonly state: string
  readonly due: number
  readonly reduced: number
  readonly paid: number
  readonly remaining: number
}

interface Row {
  readonly id: string
  readonly body: Buffer | null
}

/** What dossiers owe, and by which names others know them. */
export class Obligations {
  readonly #database: Database
  readonly #seal: Seal

  constructor(database: Database, seal: Seal) {
    this.#database = database
    this.#seal = seal
  }

  /** Undefined while nobody has said anything of it. */
  async read(dossier: string): Promise<object | undefined> {
    const [row] = await this.#database.query<Row>({
      name: 'obligation-read',
      text: 'SELECT id, body FROM obligations WHERE dossier = $1',
      values: [dossier],
    })
    return row === undefined ? undefined : this.#open(row)
  }

  /**
   * Changes what is known, alone: whoever else has something to say of this dossier waits until the transaction ends.
   *
   * @param change gives the same object where there is nothing new
   * @returns whether anything changed
   */
  async change<Body extends object>(
    tx: Transaction,
    dossier: string,
    change: (before: Body | undefined) => { body: Body; sums: ObligationSums },
  ): Promise<boolean> {
    await tx.query({
      name: 'obligation-begin',
      text: `INSERT INTO obligations (dossier, id, state, due, reduced, paid, remaining, revision, updated_at)
             VALUES ($1, $2, 'waiting', 0, 0, 0, 0, 0, now()) ON CONFLICT (dossier) DO NOTHING`,
      values: [dossier, uuidv7()],
    })
    const [row] = await tx.query<Row>({
      name: 'obligation-lock',
      text: 'SELECT id, body FROM obligations WHERE dossier = $1 FOR UPDATE',
      values: [dossier],
    })
    if (row === undefined) return false
    const before = this.#open(row) as Body | undefined
    const { body, sums } = change(before)
    const text = JSON.stringify(body)
    if (before !== undefined && text === JSON.stringify(before)) return false
    await tx.query({
      name: 'obligation-write',
      text: `UPDATE obligations SET body = $2, state = $3, due = $4, reduced = $5, paid = $6, remaining = $7,
             revision = revision + 1, updated_at = now() WHERE dossier = $1`,
      values: [
        dossier,
        this.#seal.close(row.id, text),
        ...[sums.state, sums.due, sums.reduced, sums.paid, sums.remaining],
      ],
    })
    return true
  }

  /** Idempotent. */
  async addAliases(tx: Transaction, dossier: string, aliases: readonly Alias[]): Promise<void> {
    if (aliases.length === 0) return
    await tx.query({
      name: 'aliases-add',
      text: `INSERT INTO dossier_aliases (platform, kind, name, dossier, since)
             SELECT platform, kind, name, $4, now() FROM unnest($1::text[], $2::text[], $3::text[]) AS a (platform, kind, name)
             ON CONFLICT DO NOTHING`,
      values: [
        aliases.map(({ platform }) => platform),
        aliases.map(({ kind }) => kind),
        aliases.map(({ name }) => name),
        dossier,
      ],
    })
  }

  async aliases(dossier: string): Promise<Alias[]> {
    return this.#database.query<Alias & Record<string, unknown>>({
      name: 'aliases-of',
      text: 'SELECT platform, kind, name FROM dossier_aliases WHERE dossier = $1 ORDER BY since, kind, name',
      values: [dossier],
    })
  }

  /**
   * The dossier that a platform means, in this order: by its code, by its code in another spelling, by a name that
   * stands for one dossier alone.
   */
  async find(tx: Transaction, name: string, spellings: readonly string[]): Promise<string | undefined> {
    const rows = await tx.query<{ code: string }>({
      name: 'dossier-by-any-name',
      text: `SELECT code, 0 AS rank FROM dossiers WHERE code = $1
             UNION ALL SELECT code, 1 FROM dossiers WHERE code = ANY ($2) AND code <> $1
             UNION ALL SELECT min(dossier), 2 FROM dossier_aliases WHERE name = $1 AND kind IN ('code', 'receipt')
               HAVING count(DISTINCT dossier) = 1
             ORDER BY rank LIMIT 1`,
      values: [name, spellings],
    })
    return rows[0]?.code
  }

  #open({ id, body }: Row): object | undefined {
    return body === null ? undefined : (JSON.parse(this.#seal.open(id, body)) as object)
  }
}
