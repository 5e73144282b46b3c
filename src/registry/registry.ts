import {
  type Adapter,
  type AdapterHost,
  type AdapterSettings,
  type Loading,
  openAdapter,
} from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'
import {
  type AdapterVersions,
  adapterChannel,
  type SettingsRecord,
  type VersionRecord,
} from '../ledger/adapter-versions.ts'
import { Listener } from '../ledger/listener.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Logger } from '../telemetry/log.ts'
import { unpacked } from './packed.ts'
import { proofOf } from './proven.ts'
import { type Candidate, candidatesOf, fitting } from './settings-history.ts'

/** A net under the announcements: a process that missed one is never further behind than this. */
const pollMs = 1_000
/** What could not be opened may have failed for want of time or memory, which passes. */
const openAgainMs = 10_000
/** A turn of a worker is a probe and two sends, each of which may last four times the adapter's time limit. */
const longestTurn = 12
/** For adapters of which no version is active, whose accepted deliveries still go out. */
const fewWorkers = 4

export interface RegistryOptions {
  readonly versions: AdapterVersions
  /** Of the ledger's database, for a session that listens. */
  readonly url: string
  readonly seal: Seal
  /** Of the settings file, by adapter. */
  readonly settings: Readonly<Record<string, AdapterSettings>>
  readonly log: Logger
  /** What every adapter is given besides its settings and its log. */
  readonly host?: Omit<AdapterHost, 'settings' | 'log'>
  readonly pollMs?: number
}

interface Opened {
  readonly adapter: Adapter
  readonly revision: Candidate['revision']
}

/**
 * The versions that run in this process. What is active is read from an immutable list, exchanged as a whole when
 * anything changed in the ledger, so that whoever plans a message sees one state of things and waits for nothing.
 */
export class Registry {
  readonly #options: RegistryOptions
  readonly #listener: Listener
  readonly #open = new Map<string, Opened>()
  readonly #draining = new Map<NodeJS.Timeout, Adapter>()
  readonly #watchers: (() => void)[] = []
  #active: readonly Adapter[] = Object.freeze([])
  #workers: ReadonlyMap<string, number> = new Map()
  #candidates = new Map<string, readonly Candidate[]>()
  #latest: string | undefined
  /** On the clock of `performance.now()`: when what could not be opened is tried again. */
  #againAt = Number.POSITIVE_INFINITY
  #work: Promise<unknown> = Promise.resolve()
  #poll: NodeJS.Timeout | undefined
  #closed = false

  private constructor(options: RegistryOptions) {
    this.#options = options
    this.#listener = new Listener(options.url, adapterChannel, () => this.#look())
  }

  /**
   * Opens every active version that has settings, and follows the ledger from then on.
   * @throws Fault `adapter-*` when an active version cannot be opened: what is accepted without it would not be sent.
   */
  static async open(options: RegistryOptions): Promise<Registry> {
    const registry = new Registry(options)
    try {
      await registry.#alone(() => registry.#refresh(true))
    } catch (error) {
      await registry.close()
      throw error
    }
    await registry.#listener.open()
    registry.#poll = setInterval(() => registry.#look(), options.pollMs ?? pollMs)
    registry.#poll.unref()
    return registry
  }

  /** The adapters that new messages go to. The same list until something changes. */
  get active(): readonly Adapter[] {
    return this.#active
  }

  /** How many deliveries at a time each adapter wants carried out: every one that has, or had, an active version. */
  get workers(): ReadonlyMap<string, number> {
    return this.#workers
  }

  /** Calls back after each change, and once now. */
  watch(changed: () => void): void {
    this.#watchers.push(changed)
    changed()
  }

  /** The version that a delivery was accepted under, opened when it is not; undefined when it cannot be. */
  async find(id: string, version: string): Promise<Adapter | undefined> {
    const known = this.#open.get(keyOf(id, version))
    if (known !== undefined) return known.adapter
    try {
      return await this.#alone(() => this.#findInLedger(id, version))
    } catch (error) {
      this.#options.log.error({ adapter: id, version, error }, 'an adapter version cannot be opened')
      return undefined
    }
  }

  /** Takes over what has changed in the ledger; whoever changes something here calls it before answering. */
  refresh(): Promise<void> {
    return this.#alone(() => this.#refresh(false))
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#poll)
    await this.#listener.close()
    await this.#work
    for (const timer of this.#draining.keys()) clearTimeout(timer)
    const adapters = [...this.#draining.values(), ...[...this.#open.values()].map(({ adapter }) => adapter)]
    await Promise.all(adapters.map(adapter => adapter.close()))
  }

  #look(): void {
    if (this.#closed) return
    this.refresh().catch((error: unknown) =>
      this.#options.log.warn({ error }, 'the adapters could not be looked up; trying again'),
    )
  }

  /** Opening and closing happen one after the other. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work)
    this.#work = done.catch(() => undefined)
    return done
  }

  async #refresh(first: boolean): Promise<void> {
    if (this.#closed) return
    const { versions, log } = this.#options
    const latest = await versions.latest()
    if (latest === this.#latest && performance.now() < this.#againAt) return
    const told = latest === this.#latest
    const [rows, settings] = await Promise.all([versions.all(), versions.settings()])
    this.#readSettings(rows, settings)
    const active: Adapter[] = []
    let failed = false
    for (const row of rows.filter(({ state }) => state === 'active')) {
      const before = this.#active.find(({ id }) => id === row.adapter)
      try {
        const opened = await this.#openWith(row)
        if (opened !== undefined) active.push(opened.adapter)
      } catch (error) {
        // Of a ledger that is away for a moment: all of it is tried again.
        if (first || (error instanceof Fault && error.code === 'ledger-unavailable')) throw error
        failed = true
        if (!told)
          log.error(
            { adapter: row.adapter, version: row.version, error },
            'cannot be opened; what ran goes on',
          )
        if (before !== undefined) active.push(before)
      }
    }
    this.#dropStale(active)
    this.#active = Object.freeze(active)
    this.#workers = this.#countWorkers(rows)
    this.#latest = latest
    this.#againAt = failed ? performance.now() + openAgainMs : Number.POSITIVE_INFINITY
    if (told && failed) return
    const running = active.map(({ id, version }) => `${id} ${version}`)
    log.info({ adapters: running }, 'active adapters')
    for (const changed of this.#watchers) changed()
  }

  #readSettings(rows: readonly VersionRecord[], settings: readonly SettingsRecord[]): void {
    const { seal, settings: file } = this.#options
    const ids = new Set(rows.map(({ adapter }) => adapter))
    this.#candidates = new Map(
      [...ids].map(id => [
        id,
        candidatesOf(
          id,
          settings.filter(({ adapter }) => adapter === id),
          seal,
          Object.hasOwn(file, id) ? file[id] : undefined,
        ),
      ]),
    )
  }

  /** A worker for each adapter under which something may have been accepted. */
  #countWorkers(rows: readonly VersionRecord[]): ReadonlyMap<string, number> {
    const used = rows.filter(
      ({ adapter, state }) => state !== 'draft' && (this.#candidates.get(adapter)?.length ?? 0) > 0,
    )
    const ids = [...new Set(used.map(({ adapter }) => adapter))]
    return new Map(
      ids.flatMap(adapter => {
        const running = this.#active.find(({ id }) => id === adapter)
        // A worker holds connections; an adapter that is only asked, or only calls in, has no work for one. What one
        // version was made to deliver, a later one may not know: then the sweep would find what nobody takes.
        const idle =
          running !== undefined &&
          !delivers(running) &&
          used.filter(one => one.adapter === adapter).length === 1
        return idle ? [] : [[adapter, running?.limits.concurrency ?? fewWorkers]]
      }),
    )
  }

  async #findInLedger(id: string, version: string): Promise<Adapter | undefined> {
    const row = await this.#options.versions.find(id, version)
    return row === undefined ? undefined : (await this.#openWith(row))?.adapter
  }

  /** The version with the newest settings that fit it; undefined while its adapter has none at all. */
  async #openWith(row: VersionRecord): Promise<Opened | undefined> {
    const { adapter: id, version } = row
    const key = keyOf(id, version)
    const candidates = this.#candidates.get(id) ?? []
    const before = this.#open.get(key)
    if (candidates.length === 0) return undefined
    if (before !== undefined && revisionFor(before.adapter, candidates) === before.revision) return before
    const { versions, log, host } = this.#options
    const bundle = await versions.bundle(id, version)
    if (bundle === undefined) return undefined
    const files = unpacked(id, version, row.digest, bundle)
    const known = proofOf(row.digest) !== undefined
    const opened = await openFitting(
      files,
      candidates,
      { ...host, log: log.child({ adapter: id }) },
      { known },
    )
    // A folder that changed while developing is known under a name of its own (folder.ts).
    const entry: Opened = { adapter: { ...opened.adapter, version }, revision: opened.revision }
    this.#open.set(key, entry)
    if (before !== undefined) this.#drain(before.adapter)
    return entry
  }

  /** Versions that do not get new messages and whose settings are no longer the newest are opened anew when needed. */
  #dropStale(active: readonly Adapter[]): void {
    for (const [key, { adapter, revision }] of this.#open) {
      if (active.includes(adapter)) continue
      if (revisionFor(adapter, this.#candidates.get(adapter.id) ?? []) === revision) continue
      this.#open.delete(key)
      this.#drain(adapter)
    }
  }

  /** Closed only when every turn that may have begun with it is over: a call after that would come back unsent. */
  #drain(adapter: Adapter): void {
    const timer = setTimeout(() => {
      this.#draining.delete(timer)
      void adapter.close()
    }, adapter.limits.timeoutMs * longestTurn)
    timer.unref()
    this.#draining.set(timer, adapter)
  }
}

function keyOf(id: string, version: string): string {
  return `${id} ${version}`
}

function revisionFor({ manifest }: Adapter, candidates: readonly Candidate[]) {
  const choice = fitting(manifest, candidates)
  return 'revision' in choice ? choice.revision : undefined
}

/** @throws Fault `adapter-settings-invalid` about the newest settings when none fit. */
async function openFitting(
  files: Parameters<typeof openAdapter>[0],
  candidates: readonly Candidate[],
  host: Omit<AdapterHost, 'settings'>,
  loading: Loading,
): Promise<Opened> {
  let first: unknown
  for (const { revision, values } of candidates) {
    try {
      return { adapter: await openAdapter(files, { ...host, settings: values }, loading), revision }
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'adapter-settings-invalid') throw error
      first ??= error
    }
  }
  throw first
}

function delivers({ operations }: Adapter): boolean {
  return [...operations.values()].some(({ direction }) => direction === 'deliver')
}
