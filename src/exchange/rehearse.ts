import { openTranslator, shapeOf, type Translator } from '../adapter/index.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { Fault } from '../errors/fault.ts'
import type { AdapterVersions } from '../ledger/adapter-versions.ts'
import type { RecentDelivery, Records } from '../ledger/records.ts'
import type { Seal } from '../ledger/seal.ts'
import { unpacked } from '../registry/packed.ts'
import { canonicalOf } from './canonical-of.ts'

/**
 * What one native path looks like under both versions, counted; positions in lists are left out of paths. Below `request`
 * stands the whole request, where the manifests make it differently.
 */
export interface Difference {
  readonly path: string
  /** Form under the active version → form under the candidate, with how many messages. Never a value. */
  readonly shapes: Readonly<Record<string, number>>
}

export interface Rehearsal {
  readonly adapter: string
  readonly candidate: string
  readonly active: string
  /** Messages tried; those whose procedure is no longer mapped are left out. */
  readonly messages: number
  readonly identical: number
  /** Messages of an operation that the candidate does not have. */
  readonly withoutOperation: number
  readonly differences: readonly Difference[]
  /** Messages that a version would refuse, by canonical pointer. */
  readonly violations: Readonly<Record<'active' | 'candidate', Readonly<Record<string, number>>>>
  /** What a version would lose, by canonical pointer and codec. */
  readonly losses: Readonly<Record<'active' | 'candidate', Readonly<Record<string, number>>>>
}

/** After so long others get their turn: encoding a thousand messages in a row would hold every request. */
const atATimeMs = 10

export interface RehearseParts {
  readonly versions: AdapterVersions
  readonly records: Records
  readonly catalog: Catalog
  readonly seal: Seal
}

/** Tries a version on recorded traffic: opened from the seal, in memory only, and told in counts and shapes. */
export class Rehearse {
  readonly #parts: RehearseParts

  constructor(parts: RehearseParts) {
    this.#parts = parts
  }

  /**
   * Encodes the last messages accepted for the adapter with the active version and with another.
   * @throws Fault `adapter-version-unknown`, `adapter-nothing-before` when no version is active
   */
  async run(adapter: string, candidate: string, last: number): Promise<Rehearsal> {
    const { versions, records } = this.#parts
    const active = (await versions.all()).find(row => row.adapter === adapter && row.state === 'active')
    if (active === undefined) throw new Fault('adapter-nothing-before', { params: { adapter } })
    const [one, other] = await Promise.all([
      this.#translator(adapter, active.version),
      this.#translator(adapter, candidate),
    ])
    const tally = new Tally()
    const recent = await records.recent(adapter, last)
    let since = performance.now()
    for (const delivery of recent) {
      if (performance.now() - since > atATimeMs) {
        await new Promise(setImmediate)
        since = performance.now()
      }
      this.#compare(delivery, one, other, tally)
    }
    return { adapter, candidate, active: active.version, ...tally.result() }
  }

  #compare(delivery: RecentDelivery, active: Translator, candidate: Translator, tally: Tally): void {
    const canonical = canonicalOf(delivery, this.#parts)
    const before = canonical && active.encode(delivery.operation, canonical)
    if (canonical === undefined || before === undefined) return
    const after = candidate.encode(delivery.operation, canonical)
    const { operation } = delivery
    const envelopes =
      after === undefined || active.recipe(operation) === candidate.recipe(operation)
        ? undefined
        : ([
            active.request(operation, canonical, before.native),
            candidate.request(operation, canonical, after.native),
          ] as const)
    tally.add(before, after, envelopes)
  }

  async #translator(adapter: string, version: string): Promise<Translator> {
    const { versions } = this.#parts
    const record = await versions.find(adapter, version)
    const bundle = await versions.bundle(adapter, version)
    if (record === undefined || bundle === undefined)
      throw new Fault('adapter-version-unknown', { params: { adapter, version } })
    return openTranslator(unpacked(adapter, version, record.digest, bundle))
  }
}

type Encoded = NonNullable<ReturnType<Translator['encode']>>
type Counts = Map<string, number>

class Tally {
  #messages = 0
  #identical = 0
  #withoutOperation = 0
  readonly #differences = new Map<string, Counts>()
  readonly #violations = { active: new Map() as Counts, candidate: new Map() as Counts }
  readonly #losses = { active: new Map() as Counts, candidate: new Map() as Counts }

  /** @param envelopes the whole requests, where the manifests make them differently */
  add(before: Encoded, after: Encoded | undefined, envelopes: readonly [unknown, unknown] | undefined): void {
    this.#messages++
    this.#note('active', before)
    if (after === undefined) {
      this.#withoutOperation++
      return
    }
    this.#note('candidate', after)
    const changes = new Map([
      ...differing(before.native, after.native),
      ...(envelopes === undefined ? [] : differing(...envelopes, 'request')),
    ])
    if (changes.size === 0) this.#identical++
    for (const [path, shapes] of changes) {
      const counts = this.#differences.get(path) ?? new Map()
      this.#differences.set(path, counts)
      count(counts, shapes)
    }
  }

  result() {
    const told = (counts: { active: Counts; candidate: Counts }) => ({
      active: Object.fromEntries(counts.active),
      candidate: Object.fromEntries(counts.candidate),
    })
    return {
      messages: this.#messages,
      identical: this.#identical,
      withoutOperation: this.#withoutOperation,
      differences: [...this.#differences].map(([path, shapes]) => ({
        path,
        shapes: Object.fromEntries(shapes),
      })),
      violations: told(this.#violations),
      losses: told(this.#losses),
    }
  }

  #note(side: 'active' | 'candidate', { violations, losses }: Encoded): void {
    for (const { pointer } of violations) count(this.#violations[side], withoutPositions(pointer))
    for (const { canonical, codec } of losses)
      count(this.#losses[side], `${withoutPositions(canonical)} ${codec}`)
  }
}

function count(counts: Counts, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Native paths at which two messages differ, each once, with the forms on both sides. */
function differing(before: unknown, after: unknown, at = ''): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (one: unknown, other: unknown, path: string) => {
    if (one === other) return
    if (isTree(one) && isTree(other) && Array.isArray(one) === Array.isArray(other)) {
      if (Array.isArray(one) && one.length !== (other as unknown as unknown[]).length)
        found.set(path, `${shapeOf(one).en} → ${shapeOf(other).en}`)
      for (const name of new Set([...Object.keys(one), ...Object.keys(other)]))
        walk(
          one[name],
          other[name],
          Array.isArray(one) ? `${path}[]` : path === '' ? name : `${path}.${name}`,
        )
      return
    }
    const shapes = `${shapeOf(one).en} → ${shapeOf(other).en}`
    found.set(path, shapes === found.get(path) || !found.has(path) ? shapes : 'several forms')
  }
  walk(before, after, at)
  return found
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

const withoutPositions = (pointer: string) => pointer.replace(/\/\d+(?=\/|$)/g, '/*')
