import { hash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Transaction } from './database.ts'
import type { Seal } from './seal.ts'

/** What a message of a platform is known by. */
export interface ReceiptKey {
  readonly adapter: string
  readonly inbound: string
  /** Any text; kept as its hash. */
  readonly key: string
}

export type Claim =
  | { readonly fresh: true; readonly id: string }
  /** Accepted before; `reply` is what was said then. */
  | { readonly fresh: false; readonly reply: object }

/** Which messages of platforms were accepted before, and what was said to them. */
export class Receipts {
  readonly #seal: Seal

  constructor(seal: Seal) {
    this.#seal = seal
  }

  /** Makes the key ours; while another transaction holds it, waits for how that ends. */
  async claim(tx: Transaction, { adapter, inbound, key }: ReceiptKey): Promise<Claim> {
    const id = uuidv7()
    const digest = hash('sha256', key, 'buffer')
    const claimed = await tx.query({
      name: 'received-claim',
      text: `INSERT INTO received (adapter, inbound, key, id, at) VALUES ($1, $2, $3, $4, now())
             ON CONFLICT (adapter, inbound, key) DO NOTHING RETURNING id`,
      values: [adapter, inbound, digest, id],
    })
    if (claimed.length > 0) return { fresh: true, id }
    const [row] = await tx.query<{ id: string; reply: Buffer | null }>({
      name: 'received-before',
      text: 'SELECT id, reply FROM received WHERE adapter = $1 AND inbound = $2 AND key = $3',
      values: [adapter, inbound, digest],
    })
    if (row?.reply == null) return { fresh: false, reply: {} }
    return { fresh: false, reply: JSON.parse(this.#seal.open(row.id, row.reply)) as object }
  }

  async keep(tx: Transaction, id: string, reply: object): Promise<void> {
    const sealed = this.#seal.close(id, JSON.stringify(reply))
    await tx.query({
      name: 'received-keep',
      text: 'UPDATE received SET reply = $2 WHERE id = $1',
      values: [id, sealed],
    })
  }

  /** Lets go of a key whose message was refused. */
  async release(tx: Transaction, id: string): Promise<void> {
    await tx.query({ name: 'received-release', text: 'DELETE FROM received WHERE id = $1', values: [id] })
  }
}
