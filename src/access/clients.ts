import { uuidv7 } from 'uuidv7'
import { Fault } from '../errors/fault.ts'
import type { Database, Query } from '../ledger/database.ts'
import { hashKey, newKey } from './key.ts'

/** What a key may be allowed to do. */
export const operations = [
  'dossiers:write',
  'dossiers:read',
  'messages:read',
  'exchanges:ask',
  'land:write',
  'payments:write',
  'payments:read',
  'payments:refund',
  'post:write',
  'post:read',
  'documents:write',
  'documents:read',
  'citizens:verify',
  'citizens:lookup',
  'notifications:write',
  'notifications:read',
  'papers:read',
  'ratings:write',
  'questions:write',
  'questions:read',
] as const
/** What a new key may do unless told: asking about people, and giving money back, is granted by name. */
export const ordinaryOperations = operations.filter(
  operation => !/^(citizens|papers):/.test(operation) && operation !== 'payments:refund',
)
export type Operation = (typeof operations)[number]

/** An agency system as the gateway knows it. */
export interface Client {
  readonly id: string
  readonly name: string
  /** Root of the agency subtree it speaks for. */
  readonly agency: string
  readonly operations: readonly Operation[]
  /** Codes of abolished agencies whose place this subtree has taken: their dossiers are its own now. */
  readonly heirTo?: readonly string[]
}

export interface ClientRecord extends Client {
  readonly keyHint: string
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** How long a key may still work in another process after it was revoked. */
const cacheMs = 2_000
/** Unknown keys are remembered too, so that hammering costs no query each; the caps bound what they can take up. */
const cacheEntries = 10_000
/** Longer than any key of ours. */
const longestKey = 100

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Cache = Map<string, { readonly client: Client | undefined; readonly until: number }>

/** The systems that may call: their keys are stored hashed and shown once. */
export class Clients {
  readonly #database: Database
  readonly #heirTo: (agency: string) => readonly string[]
  /** By the key itself: to hash it again for every request is a cost that shows. It is in memory with the request anyway. */
  readonly #byKey: Cache = new Map()
  readonly #byId: Cache = new Map()

  /** @param heirTo which abolished agencies a subtree has taken the place of */
  constructor(database: Database, heirTo: (agency: string) => readonly string[] = () => []) {
    this.#database = database
    this.#heirTo = heirTo
  }

  /** @returns the client and its key; the key cannot be had again. */
  async create(input: { name: string; agency: string; operations: readonly Operation[] }) {
    const { key, hash, hint } = newKey('lt')
    const client: Client = { id: uuidv7(), ...input }
    await this.#database.query({
      text: 'INSERT INTO clients (id, name, agency, operations, key_hash, key_hint) VALUES ($1, $2, $3, $4, $5, $6)',
      values: [client.id, client.name, client.agency, client.operations, hash, hint],
    })
    this.#forget()
    return { client, key }
  }

  async list(): Promise<ClientRecord[]> {
    return this.#database.query<ClientRecord>(
      `SELECT id, name, agency, operations, key_hint AS "keyHint", created_at AS "createdAt", revoked_at AS "revokedAt"
       FROM clients ORDER BY id`,
    )
  }

  /** @throws Fault `client-unknown` when there is no such client or its key is revoked already. */
  async revoke(id: string): Promise<void> {
    const rows = await this.#database.query({
      text: 'UPDATE clients SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id',
      values: [id],
    })
    this.#forget()
    if (rows.length === 0) throw new Fault('client-unknown')
  }

  /** The client that a key belongs to; undefined when the key is unknown or revoked. A promise when it has to be looked up. */
  byKey(key: string): Promise<Client | undefined> | Client | undefined {
    if (key.length > longestKey) return undefined
    return this.#find(this.#byKey, key, () => ({
      name: 'client-by-key',
      text: 'SELECT id, name, agency, operations FROM clients WHERE key_hash = $1 AND revoked_at IS NULL',
      values: [hashKey(key)],
    }))
  }

  /** The client of an id, for a system that proves itself in its own way; undefined when there is none, or it is revoked. */
  byId(id: string): Promise<Client | undefined> | Client | undefined {
    if (!uuid.test(id)) return undefined
    return this.#find(this.#byId, id, () => ({
      name: 'client-by-id',
      text: 'SELECT id, name, agency, operations FROM clients WHERE id = $1 AND revoked_at IS NULL',
      values: [id],
    }))
  }

  #find(cache: Cache, index: string, query: () => Query): Promise<Client | undefined> | Client | undefined {
    const known = cache.get(index)
    if (known !== undefined && known.until > Date.now()) return known.client
    return this.#lookUp(cache, index, query())
  }

  async #lookUp(cache: Cache, index: string, query: Query): Promise<Client | undefined> {
    const now = Date.now()
    const [row] = await this.#database.query<Client>(query)
    const heirTo = row === undefined ? [] : this.#heirTo(row.agency)
    const client = row && heirTo.length > 0 ? { ...row, heirTo } : row
    if (cache.size >= cacheEntries) cache.clear()
    cache.set(index, { client, until: now + cacheMs })
    return client
  }

  #forget(): void {
    this.#byKey.clear()
    this.#byId.clear()
  }
}
