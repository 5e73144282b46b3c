import {
  AdapterFault,
  type AdapterSettings,
  type Conformance,
  checks,
  type Files,
  loadFiles,
  type Manifest,
  openAdapter,
  type SuiteOptions,
  settingsViolations,
} from '../adapter/index.ts'
import { Fault, type Violation } from '../errors/fault.ts'
import type { AdapterChange, AdapterVersions, VersionRecord } from '../ledger/adapter-versions.ts'
import type { Seal } from '../ledger/seal.ts'
import { packed, unpacked } from './packed.ts'
import { requireSecond } from './second-admin.ts'
import { type Candidate, candidatesOf, fitting } from './settings-history.ts'
import { runSuite } from './suite.ts'
import { requireState } from './version-state.ts'

export interface RegistrarOptions {
  readonly versions: AdapterVersions
  readonly seal: Seal
  /** Of the settings file, by adapter. */
  readonly settings: Readonly<Record<string, AdapterSettings>>
  readonly dualControl: boolean
  /** Where a sandbox may be besides public addresses; see AdapterHost. */
  readonly allowedNetworks: readonly string[]
  /** Called after each change, before its result is given back. */
  readonly changed: () => Promise<void>
}

/** Use cases of whoever decides which adapter versions there are and which one runs. Each is recorded with who and when. */
export class Registrar {
  readonly #options: RegistrarOptions
  readonly #versions: AdapterVersions

  constructor(options: RegistrarOptions) {
    this.#options = options
    this.#versions = options.versions
  }

  /** Whether what one admin has prepared needs another to come into force. */
  get dualControl(): boolean {
    return this.#options.dualControl
  }

  /**
   * Takes a bundle into the ledger once it has passed the whole suite; as a draft once its manifest and tables are
   * right. The same bundle again changes nothing, but makes a draft that now passes a tested version.
   * @throws Fault `adapter-not-conformant`, `adapter-version-taken`
   */
  async register(
    files: Files,
    { who, draft = false }: { readonly who: string; readonly draft?: boolean },
  ): Promise<{ version: VersionRecord; report: Conformance }> {
    const report = await runSuite(files, draft ? 'tables' : 'whole')
    if (!report.passed) throw notConformant(report)
    const { manifest } = loadFiles(files)
    await this.#versions.change(change => enter(change, files, manifest, { who, origin: 'upload', report }))
    await this.#options.changed()
    return { version: await this.#find(manifest.id, manifest.version), report }
  }

  /** Runs the whole suite over a registered version; passing makes a draft or a retired one tested, failing a tested one a draft. */
  async test(
    adapter: string,
    version: string,
    who: string,
    { sandbox }: SuiteOptions = {},
  ): Promise<Conformance> {
    const { allowedNetworks } = this.#options
    const options = sandbox === undefined ? {} : { sandbox: { ...sandbox, allowedNetworks } }
    const report = await runSuite(await this.files(adapter, version), 'whole', options)
    await this.#versions.change(async change => {
      const { state } = await findIn(change, adapter, version)
      await change.keepReport(adapter, version, report)
      await change.note(adapter, { version, action: 'test', who, detail: { passed: report.passed } })
      if (report.passed && state !== 'active') await change.move(adapter, version, 'tested')
      if (!report.passed && state === 'tested') await change.move(adapter, version, 'draft')
    })
    await this.#options.changed()
    return report
  }

  /**
   * New messages go to this version from now on, in every process within two seconds; what was accepted before keeps its
   * own. Activating the active version changes nothing.
   * @throws Fault `adapter-state`, `adapter-second-admin`, `adapter-settings-unfit`
   */
  async activate(adapter: string, version: string, who: string): Promise<VersionRecord> {
    const record = await this.#find(adapter, version)
    if (record.state === 'active') return record
    requireState(record, 'activate')
    if (this.#options.dualControl) requireSecond(adapter, version, record.registered_by, who)
    await this.requireRunnable(adapter, version)
    await this.#versions.change(async change => {
      const now = await findIn(change, adapter, version)
      if (now.state === 'active') return
      requireState(now, 'activate')
      await makeActive(change, adapter, version, 'activate', who)
    })
    await this.#options.changed()
    return this.#find(adapter, version)
  }

  /**
   * Back to the version that was active before the one that is. Done twice it goes back further, not forth again.
   * @throws Fault `adapter-nothing-before`, `adapter-settings-unfit`
   */
  async rollback(adapter: string, who: string): Promise<VersionRecord> {
    const target = await this.#versions.change(change => previous(change, adapter))
    await this.requireRunnable(adapter, target)
    await this.#versions.change(async change => {
      // Somebody else may have been quicker.
      if ((await previous(change, adapter)) !== target) throw nothingBefore(adapter)
      await makeActive(change, adapter, target, 'rollback', who)
    })
    await this.#options.changed()
    return this.#find(adapter, target)
  }

  /** Takes a version out of service; what was accepted under it still goes out. @throws Fault `adapter-state` */
  async retire(adapter: string, version: string, who: string): Promise<VersionRecord> {
    await this.#versions.change(async change => {
      requireState(await findIn(change, adapter, version), 'retire')
      await change.move(adapter, version, 'retired')
      await change.note(adapter, { version, action: 'retire', who })
    })
    await this.#options.changed()
    return this.#find(adapter, version)
  }

  /** @throws Fault `adapter-version-unknown`, `adapter-bundle-broken` */
  async files(adapter: string, version: string): Promise<Files> {
    const { digest } = await this.#find(adapter, version)
    const bundle = await this.#versions.bundle(adapter, version)
    return unpacked(adapter, version, digest, bundle ?? Buffer.alloc(0))
  }

  /** What the adapter may run with in this process, newest first. */
  async candidates(adapter: string): Promise<Candidate[]> {
    const { seal, settings } = this.#options
    const file = Object.hasOwn(settings, adapter) ? settings[adapter] : undefined
    return candidatesOf(adapter, await this.#versions.settings(adapter), seal, file)
  }

  async #find(adapter: string, version: string): Promise<VersionRecord> {
    const record = await this.#versions.find(adapter, version)
    if (record === undefined) throw new Fault('adapter-version-unknown', { params: { adapter, version } })
    return record
  }

  /** A version that could not be opened would be active in name only. @throws Fault `adapter-settings-unfit` */
  async requireRunnable(adapter: string, version: string, candidates?: readonly Candidate[]): Promise<void> {
    const files = await this.files(adapter, version)
    const choice = fitting(loadFiles(files).manifest, candidates ?? (await this.candidates(adapter)))
    if ('violations' in choice) {
      const { violations } = choice
      const reason = violations.map(({ pointer, message }) => `${pointer} ${message.en}`).join('; ')
      throw new Fault('adapter-settings-unfit', {
        params: { adapter, version, reason: reason || 'there are none' },
        violations,
      })
    }
    await opens(files, adapter, version, choice.values)
  }

  /**
   * Settings that a version's schema takes may still not do: an address that is none, a certificate that is not PEM.
   * With them no process would start again.
   * @throws Fault `adapter-settings-unfit`
   */
  async requireOpens(adapter: string, version: string, settings: AdapterSettings): Promise<void> {
    const files = await this.files(adapter, version)
    if (settingsViolations(loadFiles(files).manifest, settings).length > 0) return
    await opens(files, adapter, version, settings)
  }
}

async function opens(
  files: Files,
  adapter: string,
  version: string,
  settings: AdapterSettings,
): Promise<void> {
  try {
    await (await openAdapter(files, { settings })).close()
  } catch (cause) {
    if (!(cause instanceof AdapterFault)) throw cause
    throw new Fault('adapter-settings-unfit', { params: { adapter, version, reason: cause.reason }, cause })
  }
}

/** @throws Fault `adapter-version-taken` */
export async function enter(
  change: AdapterChange,
  files: Files,
  { id: adapter, operations, version: own }: Manifest,
  how: {
    readonly who: string
    readonly origin: VersionRecord['origin']
    readonly report: Conformance
    /** Another than the manifest says. */
    readonly version?: string
  },
): Promise<void> {
  const { who, origin, report, version = own } = how
  const { digest, bundle } = packed(files)
  const known = await change.find(adapter, version)
  if (known !== undefined && !known.digest.equals(digest)) {
    throw new Fault('adapter-version-taken', {
      params: { adapter, version, known: known.digest.toString('hex'), given: digest.toString('hex') },
    })
  }
  if (known === undefined) {
    const names = Object.keys(operations)
    await change.insert({ adapter, version, digest, bundle, operations: names, origin, registered_by: who })
    await change.note(adapter, {
      version,
      action: 'register',
      who,
      detail: { digest: digest.toString('hex') },
    })
  }
  if (known !== undefined && known.state !== 'draft') return
  await change.keepReport(adapter, version, report)
  if (report.extent !== 'whole') return
  await change.move(adapter, version, 'tested')
  await change.note(adapter, { version, action: 'test', who, detail: { passed: true } })
}

/** One version goes and the other comes in one transaction: no process ever sees none or two. */
export async function makeActive(
  change: AdapterChange,
  adapter: string,
  version: string,
  action: 'activate' | 'rollback',
  who: string,
): Promise<void> {
  const replaced = await change.active(adapter)
  if (replaced !== undefined) await change.move(adapter, replaced, 'tested')
  await change.move(adapter, version, 'active')
  await change.note(adapter, { version, action, who, ...(replaced !== undefined && { replaced }) })
}

async function findIn(change: AdapterChange, adapter: string, version: string): Promise<VersionRecord> {
  const record = await change.find(adapter, version)
  if (record === undefined) throw new Fault('adapter-version-unknown', { params: { adapter, version } })
  return record
}

/** @throws Fault `adapter-nothing-before` */
async function previous(change: AdapterChange, adapter: string): Promise<string> {
  const current = await change.active(adapter)
  const before = current === undefined ? undefined : await change.before(adapter, current)
  const record = before === undefined ? undefined : await change.find(adapter, before)
  if (record === undefined || record.state !== 'tested') throw nothingBefore(adapter)
  return record.version
}

function nothingBefore(adapter: string): Fault {
  return new Fault('adapter-nothing-before', { params: { adapter } })
}

/** The report as a problem: one violation for each fault, with the check and what it was about as its place. */
export function notConformant({ findings }: Conformance): Fault {
  const violations = findings.flatMap(({ check, subject, faults }) =>
    faults.map((fault): Violation => {
      const { vi, en } = checks[check]
      return {
        pointer: `/${check}${subject === undefined ? '' : `/${subject}`}`,
        message: { vi: `${vi}: ${fault}`, en: `${en}: ${fault}` },
      }
    }),
  )
  return new Fault('adapter-not-conformant', { params: { count: violations.length }, violations })
}
