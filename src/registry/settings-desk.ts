import { type AdapterSettings, loadFiles, type Manifest, settingsViolations } from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'
import type { AdapterVersions, ProposalRecord } from '../ledger/adapter-versions.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Registrar } from './registrar.ts'
import type { Registry } from './registry.ts'
import { requireSecond } from './second-admin.ts'
import { keepingSecrets, withoutSecrets } from './secrets.ts'
import { sealName } from './settings-history.ts'

/** Two admins who change the same settings at once: the later one begins again from what the earlier one wrote. */
const rounds = 5

interface Wanted {
  /** null: back to the settings file. */
  readonly values: AdapterSettings | null
  /** The revision that they were made from. */
  readonly base: number
  readonly names: readonly string[]
  readonly for?: string
}

/**
 * The settings that admins give adapters. Holds no secret longer than a call lasts. With dual control each change is a
 * proposal first, kept sealed, which another admin puts in force.
 */
export class SettingsDesk {
  readonly #versions: AdapterVersions
  readonly #registrar: Registrar
  readonly #registry: Registry | undefined
  readonly #seal: Seal

  constructor(options: {
    readonly versions: AdapterVersions
    readonly registrar: Registrar
    readonly registry?: Registry
    readonly seal: Seal
  }) {
    this.#versions = options.versions
    this.#registrar = options.registrar
    this.#registry = options.registry
    this.#seal = options.seal
  }

  /** The settings in force and those proposed, without secrets, and the schema that they follow. @throws Fault `adapter-unknown` */
  async show(adapter: string, version?: string) {
    const { manifest, version: of } = await this.#manifest(adapter, version)
    const [candidate] = await this.#registrar.candidates(adapter)
    const { values, secrets } = withoutSecrets(manifest.settings, candidate?.values ?? {})
    const records = await this.#versions.settings(adapter)
    const record = records.find(({ revision }) => revision === candidate?.revision)
    const proposal = await this.#versions.proposal(adapter)
    return {
      adapter,
      version: of,
      source: candidate === undefined ? 'none' : candidate.revision === 'file' ? 'file' : 'ledger',
      ...(record && { revision: record.revision, at: record.at.toISOString(), by: record.who }),
      values,
      /** Pointers to secrets that are set. */
      secrets,
      ...(proposal && { proposal: this.#proposalView(adapter, manifest, proposal) }),
      schema: manifest.settings,
    }
  }

  /**
   * Puts new settings in the place of the old ones; secrets that are left out stay as they are. In force in every process
   * within two seconds, for the versions that take them; with dual control, once another admin has confirmed them.
   * @param version whose schema they follow; absent: the active one, else the newest
   * @throws Fault `adapter-unknown`, `adapter-version-unknown`, `body-invalid` naming places, never values, and
   *   `adapter-settings-unfit` when that version, or the active one, takes them and yet does not open with them
   */
  async set(
    adapter: string,
    given: AdapterSettings,
    { who, version }: { readonly who: string; readonly version?: string },
  ) {
    const { manifest, version: of } = await this.#manifest(adapter, version)
    await this.#write(adapter, who, async base => {
      const [current] = await this.#registrar.candidates(adapter)
      const values = keepingSecrets(manifest.settings, given, current?.values ?? {})
      const violations = settingsViolations(manifest, values)
      if (violations.length > 0)
        throw new Fault('body-invalid', { params: { count: violations.length }, violations })
      await this.#requireOpens(adapter, values, of)
      return { values, base, names: Object.keys(given), for: of }
    })
    return this.show(adapter, version)
  }

  /**
   * Back to what the settings file says.
   * @throws Fault `adapter-unknown`, `adapter-settings-unfit` when the active version could not run with that
   */
  async clear(adapter: string, who: string) {
    await this.#manifest(adapter, undefined)
    await this.#write(adapter, who, async base => {
      await this.#requireFile(adapter)
      return { values: null, base, names: [] }
    })
    return this.show(adapter)
  }

  /**
   * Puts proposed settings in force.
   * @param number of the proposal, so that nobody confirms another than was looked at
   * @throws Fault `settings-proposal-unknown`, `adapter-second-admin`, `adapter-settings-unfit`
   */
  async confirm(adapter: string, number: string, who: string) {
    const proposal = await this.#versions.proposal(adapter)
    if (proposal?.number !== number) throw unknownProposal(adapter, number)
    requireSecond(adapter, `settings ${number}`, proposal.who, who)
    const { sealed, base, for: of } = proposal.detail
    const values = this.#open(adapter, sealed)
    if (values === null) await this.#requireFile(adapter)
    else await this.#requireOpens(adapter, values, of)
    await this.#versions.change(async change => {
      const now = await change.proposal(adapter)
      if (now?.number !== number || (await change.settingsRevision(adapter)) !== base)
        throw unknownProposal(adapter, number)
      const revision = await change.addSettings(adapter, bytesOf(sealed), who)
      const detail = { revision, proposal: number, proposedBy: proposal.who }
      await change.note(adapter, { action: 'settings', who, detail })
    })
    await this.#registry?.refresh()
    return this.show(adapter)
  }

  /** Nothing is written that was made from settings which are no longer the newest: a secret would be lost. */
  async #write(adapter: string, who: string, make: (base: number) => Promise<Wanted>): Promise<void> {
    for (let round = 1; ; round++) {
      const base = (await this.#versions.settings(adapter))[0]?.revision ?? 0
      const { values, ...detail } = await make(base)
      const sealed = values && this.#seal.close(sealName(adapter), JSON.stringify(values))
      const written = await this.#versions.change(async change => {
        if ((await change.settingsRevision(adapter)) !== base) return false
        if (this.#registrar.dualControl) {
          const proposed = { ...detail, sealed: sealed?.toString('base64') ?? null }
          await change.note(adapter, { action: 'settings-proposed', who, detail: proposed })
        } else {
          const revision = await change.addSettings(adapter, sealed, who)
          const { base: _base, ...told } = detail
          await change.note(adapter, { action: 'settings', who, detail: { ...told, revision } })
        }
        return true
      })
      if (written) break
      if (round === rounds)
        throw new Fault('ledger-unavailable', {
          params: { reason: 'these settings are being changed all the time' },
        })
    }
    await this.#registry?.refresh()
  }

  #open(adapter: string, sealed: string | null): AdapterSettings | null {
    if (sealed === null) return null
    return JSON.parse(this.#seal.open(sealName(adapter), Buffer.from(sealed, 'base64'))) as AdapterSettings
  }

  #proposalView(adapter: string, manifest: Manifest, { number, who, at, detail }: ProposalRecord) {
    const values = this.#open(adapter, detail.sealed)
    return {
      number,
      by: who,
      at: at.toISOString(),
      ...(values === null ? { back: 'file' } : withoutSecrets(manifest.settings, values)),
    }
  }

  async #requireOpens(adapter: string, settings: AdapterSettings, version?: string): Promise<void> {
    for (const one of new Set([version, await this.#active(adapter)]))
      if (one !== undefined) await this.#registrar.requireOpens(adapter, one, settings)
  }

  async #requireFile(adapter: string): Promise<void> {
    const active = await this.#active(adapter)
    if (active === undefined) return
    const file = (await this.#registrar.candidates(adapter)).filter(({ revision }) => revision === 'file')
    await this.#registrar.requireRunnable(adapter, active, file)
  }

  async #active(adapter: string): Promise<string | undefined> {
    const rows = await this.#versions.all()
    return rows.find(row => row.adapter === adapter && row.state === 'active')?.version
  }

  async #manifest(adapter: string, version?: string): Promise<{ manifest: Manifest; version: string }> {
    const rows = (await this.#versions.all()).filter(row => row.adapter === adapter)
    const record =
      version === undefined
        ? (rows.find(({ state }) => state === 'active') ?? rows.at(-1))
        : rows.find(row => row.version === version)
    if (record === undefined && version !== undefined)
      throw new Fault('adapter-version-unknown', { params: { adapter, version } })
    if (record === undefined) throw new Fault('adapter-unknown', { params: { adapter } })
    const files = await this.#registrar.files(adapter, record.version)
    return { manifest: loadFiles(files).manifest, version: record.version }
  }
}

const bytesOf = (sealed: string | null) => (sealed === null ? null : Buffer.from(sealed, 'base64'))

function unknownProposal(adapter: string, number: string): Fault {
  return new Fault('settings-proposal-unknown', { params: { adapter, number } })
}
