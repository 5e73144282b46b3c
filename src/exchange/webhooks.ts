import { randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import {
  type AdapterSettings,
  at,
  type Files,
  loadFiles,
  readFolder,
  settingsViolations,
} from '../adapter/index.ts'
import { agencyPath } from '../catalog/agency-code.ts'
import { Fault } from '../errors/fault.ts'
import type { AdapterStops } from '../ledger/adapter-stops.ts'
import type { AdapterVersions, VersionRecord } from '../ledger/adapter-versions.ts'
import type { Outbox } from '../ledger/outbox.ts'
import { adaptersFolder } from '../registry/adapters-folder.ts'
import type { AdapterDesk } from '../registry/desk.ts'
import type { CanonicalEvent } from './event.ts'

/** A webhook is an adapter of its own, made from the template's folder under another id. */
const template = 'agency-webhook'
const prefix = 'webhook-'
const operation = 'event.deliver'
const secretBytes = 32

export interface NewWebhook {
  /** Short and stable: part of the adapter's id. */
  readonly name: string
  readonly url: string
  /** The system hears of these agencies and what is below them. */
  readonly agencies: readonly string[]
  /** Absent: of everything. */
  readonly types?: readonly string[]
}

export interface Webhook {
  readonly name: string
  readonly adapter: string
  readonly state: VersionRecord['state']
  readonly url?: string
  readonly agencies?: readonly string[]
  readonly types?: readonly string[]
  /** It answered 410 Gone: it is not called until an admin enables it; what happens meanwhile waits. */
  readonly stoppedAt?: string
  readonly createdAt: string
  readonly createdBy: string
}

export interface WebhooksParts {
  readonly desk: AdapterDesk
  readonly versions: AdapterVersions
  /** For the trial event. */
  readonly outbox: Pick<Outbox, 'post'>
  readonly stops: AdapterStops
}

/** Use cases of an admin who tells agency systems' addresses: made, listed, given new secrets, tried, taken away. */
export class Webhooks {
  readonly #desk: AdapterDesk
  readonly #versions: AdapterVersions
  readonly #outbox: Pick<Outbox, 'post'>
  readonly #stops: AdapterStops

  constructor({ desk, versions, outbox, stops }: WebhooksParts) {
    this.#desk = desk
    this.#versions = versions
    this.#outbox = outbox
    this.#stops = stops
  }

  /**
   * Makes one, which hears of everything from now on. With dual control another admin confirms its settings and activates
   * it first: its state tells.
   *
   * @returns with the secret, which is shown this once
   * @throws Fault `webhook-taken`, `body-invalid`, `adapter-settings-unfit`
   */
  async create(
    { name, url, agencies, types }: NewWebhook,
    who: string,
  ): Promise<Webhook & { secret: string }> {
    requireAgencies(agencies)
    const adapter = prefix + name
    if ((await this.#current(name))?.state === 'active')
      throw new Fault('webhook-taken', { params: { webhook: name } })
    const { registrar, settings } = this.#desk
    const secret = newSecret()
    const wanted = { url, secrets: [secret], agencies, ...(types && { types }) }
    const files = await filesFor(adapter)
    requireFit(files, wanted)
    await this.#stops.forget(adapter)
    const { version } = await registrar.register(files, { who })
    if (version.state === 'retired') await registrar.test(adapter, version.version, who)
    await settings.set(adapter, wanted, { who })
    if (!registrar.dualControl) await registrar.activate(adapter, version.version, who)
    return { ...(await this.#require(name)), secret }
  }

  async list(): Promise<Webhook[]> {
    const rows = (await this.#versions.all()).filter(
      ({ adapter, state }) => adapter.startsWith(prefix) && state !== 'retired',
    )
    return Promise.all(rows.map(row => this.#view(row)))
  }

  /**
   * Calls it again after it answered 410 Gone: what it refused and what has waited is sent.
   * @returns false when it was not stopped
   * @throws Fault `webhook-unknown`
   */
  async enable(name: string): Promise<boolean> {
    const { adapter } = await this.#require(name)
    return this.#stops.resume(adapter)
  }

  /**
   * Gives it a new secret. The one before signs along until it is dropped, so that the receiver changes over without losing anything.
   *
   * @returns with the new secret, which is shown this once
   * @throws Fault `webhook-unknown`
   */
  async rotate(
    name: string,
    { who, dropOld = false }: { readonly who: string; readonly dropOld?: boolean },
  ): Promise<Webhook & { secret: string }> {
    const { adapter } = await this.#require(name)
    const [candidate] = await this.#desk.registrar.candidates(adapter)
    const before = at(candidate?.values, '/secrets')
    const kept = dropOld || !Array.isArray(before) ? [] : before.slice(0, 1)
    const secret = newSecret()
    await this.#desk.settings.set(adapter, { ...candidate?.values, secrets: [secret, ...kept] }, { who })
    return { ...(await this.#require(name)), secret }
  }

  /** Takes it out of service; what was accepted for it still goes out. @throws Fault `webhook-unknown` */
  async remove(name: string, who: string): Promise<void> {
    const row = await this.#current(name)
    if (row === undefined) throw unknown(name)
    await this.#desk.registrar.retire(row.adapter, row.version, who)
  }

  /** Sends it an event of its own, `webhook.ping`. @returns the delivery's id @throws Fault `webhook-unknown` */
  async test(name: string, correlationId: string): Promise<string> {
    const row = await this.#current(name)
    if (row?.state !== 'active') throw unknown(name)
    const id = uuidv7()
    const body: CanonicalEvent = {
      id,
      type: 'webhook.ping',
      at: new Date().toISOString(),
      subject: id,
      adapter: 'gateway',
      data: {},
    }
    const { adapter, version } = row
    const deliveries = [{ adapter, version, operation, laneKey: id }]
    const [posted] = await this.#outbox.post([
      { kind: 'event', subject: id, agency: '', body, correlationId, deliveries },
    ])
    return posted?.deliveries[0]?.id ?? ''
  }

  async #require(name: string): Promise<Webhook> {
    const row = await this.#current(name)
    if (row === undefined) throw unknown(name)
    return this.#view(row)
  }

  /** The version that runs, else the newest that could. */
  async #current(name: string): Promise<VersionRecord | undefined> {
    const rows = (await this.#versions.all()).filter(
      ({ adapter, state }) => adapter === prefix + name && state !== 'retired',
    )
    return rows.find(({ state }) => state === 'active') ?? rows.at(-1)
  }

  async #view({ adapter, state, registered_at, registered_by }: VersionRecord): Promise<Webhook> {
    const [candidate] = await this.#desk.registrar.candidates(adapter)
    const stop = (await this.#stops.all()).find(one => one.adapter === adapter)
    const { url, agencies, types } = (candidate?.values ?? {}) as Partial<NewWebhook>
    return {
      name: adapter.slice(prefix.length),
      adapter,
      state,
      ...(url === undefined ? {} : { url }),
      ...(agencies === undefined ? {} : { agencies }),
      ...(types === undefined ? {} : { types }),
      ...(stop === undefined ? {} : { stoppedAt: stop.stopped_at.toISOString() }),
      createdAt: registered_at.toISOString(),
      createdBy: registered_by,
    }
  }
}

async function filesFor(adapter: string): Promise<Files> {
  const files = new Map(await readFolder(new URL(`${template}/`, adaptersFolder).pathname))
  const manifest = JSON.parse(files.get('adapter.json') ?? '') as Record<string, unknown>
  return files.set('adapter.json', JSON.stringify({ ...manifest, id: adapter }, null, 2))
}

/** Before anything is registered: what is refused leaves nothing behind. */
function requireFit(files: Files, wanted: AdapterSettings): void {
  const violations = settingsViolations(loadFiles(files).manifest, wanted)
  if (violations.length > 0)
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
}

function requireAgencies(agencies: readonly string[]): void {
  const message = { vi: 'không phải mã định danh cơ quan', en: 'is not an agency code' }
  const violations = agencies.flatMap((code, index) =>
    agencyPath(code) === undefined ? [{ pointer: `/agencies/${index}`, message }] : [],
  )
  if (violations.length > 0)
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
}

const newSecret = () => `whsec_${randomBytes(secretBytes).toString('base64')}`

function unknown(name: string): Fault {
  return new Fault('webhook-unknown', { params: { webhook: name } })
}
