import { readdirSync } from 'node:fs'
import {
  type Conformance,
  conform,
  digestOf,
  type Files,
  loadFolder,
  type Manifest,
  prepareSettings,
  readFolder,
  readManifest,
} from '../adapter/index.ts'
import { nearest } from '../contract/nearest.ts'
import { Fault } from '../errors/fault.ts'
import type { AdapterChange, AdapterVersions, VersionRecord } from '../ledger/adapter-versions.ts'
import type { Logger } from '../telemetry/log.ts'
import { adaptersFolder } from './adapters-folder.ts'
import { proofOf } from './proven.ts'
import { enter, makeActive, notConformant } from './registrar.ts'

/** Who registers what comes with the gateway. */
const gateway = 'gateway'

/** A folder below `adapters/`, read but not checked. */
export interface AdapterFolder {
  readonly name: string
  readonly path: URL
  /** Absent: it cannot be read as an adapter, which is told when it is loaded. */
  readonly found?: { readonly files: Files; readonly digest: Buffer }
}

export interface FolderOptions {
  readonly versions: AdapterVersions
  /** Of the settings file, by adapter. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly log: Logger
  /** Only a sandbox is talked to: a changed folder is taken over under a name of its own. */
  readonly developing: boolean
  readonly folders: readonly AdapterFolder[]
}

/** Reads the adapters that come with the gateway, or those of another folder: nothing but files is needed for it. */
export function readAdapterFolders(folder: URL = adaptersFolder): Promise<AdapterFolder[]> {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())
  return Promise.all(
    entries.map(async ({ name }) => {
      const path = new URL(`${name}/`, folder)
      const files = await readFolder(path).catch(() => undefined)
      return { name, path, ...(files && { found: { files, digest: digestOf(files) } }) }
    }),
  )
}

/** Compiles what opening them takes, while the database starts. */
export function prepareAdapters(folders: readonly AdapterFolder[]): void {
  for (const { found } of folders)
    if (found !== undefined && proofOf(found.digest) !== undefined) prepareSettings(readManifest(found.files))
}

/**
 * The adapters of the folder enter the ledger by the door that uploaded ones use: with digest and suite, once per
 * version. The first version of an adapter that has settings becomes active by itself; a later one waits, as any other,
 * for somebody to activate it, so that updating the gateway never changes what the platforms get.
 *
 * A folder that changed under the same version stops the start. While developing it is registered as
 * `<version>+<first digits of its digest>` and takes the place of the version that it grew from.
 * @throws Fault `adapter-invalid`, `adapter-not-conformant`, `adapter-folder-changed`; `settings-invalid` when settings
 *   name an adapter that there is not.
 */
export async function enterFolder(options: FolderOptions): Promise<void> {
  const { versions, settings, folders } = options
  const known = await versions.all()
  // Loading and testing first: whoever else starts waits for the change.
  const entries: Entry[] = []
  for (const folder of folders) entries.push(await entryOf(folder, known, options))
  await versions.change(async change => {
    for (const entry of entries) await enterOne(change, entry, options)
  })
  for (const { name, version, newcomer } of entries) {
    if (newcomer === undefined) continue
    const digest = newcomer.digest.toString('hex')
    options.log.info({ adapter: name, version, digest }, 'an adapter of the folder was registered')
  }
  const ids = [...new Set([...known.map(({ adapter }) => adapter), ...entries.map(({ name }) => name)])]
  const missing = Object.keys(settings).find(id => !ids.includes(id))
  if (missing === undefined) return
  const guess = nearest(missing, ids)
  const hint = guess === undefined ? `there are: ${ids.join(', ')}` : `did you mean ${guess}?`
  throw new Fault('settings-invalid', {
    params: { faults: `/adapters/${missing} names no adapter (${hint})` },
  })
}

/** A folder, and the version of the ledger that it is or is to be. */
interface Entry {
  readonly name: string
  readonly version: string
  /** Of a version that the ledger does not have yet. */
  readonly newcomer?: Omit<Loaded, 'proof'> & { readonly report: Conformance }
}

interface Loaded {
  readonly files: Files
  readonly digest: Buffer
  readonly manifest: Manifest
  /** Of the build, which loaded and tested just these bytes. */
  readonly proof?: Conformance
}

async function entryOf(
  folder: AdapterFolder,
  known: readonly VersionRecord[],
  options: FolderOptions,
): Promise<Entry> {
  const { name, found } = folder
  const same = known.find(row => row.adapter === name && found?.digest.equals(row.digest) === true)
  // What is known already was checked when it was registered: its tables are compiled when it is opened.
  if (same !== undefined) return { name, version: same.version }
  const { proof, ...loaded } = await load(folder)
  const version = versionOf(loaded, known, options)
  return { name, version, newcomer: { ...loaded, report: proof ?? (await passing(loaded.files)) } }
}

async function enterOne(
  change: AdapterChange,
  { name, version, newcomer }: Entry,
  { settings, developing }: FolderOptions,
): Promise<void> {
  if (newcomer !== undefined) {
    const { files, manifest, report } = newcomer
    await enter(change, files, manifest, { who: gateway, origin: 'folder', report, version })
  }
  if (!Object.hasOwn(settings, name)) return
  const active = await change.active(name)
  const takesOver = developing && active !== undefined && base(active) === base(version)
  if (active === version || ((await change.everActive(name)) && !takesOver)) return
  const state = (await change.find(name, version))?.state
  if (state === 'tested') await makeActive(change, name, version, 'activate', gateway)
}

/** A folder of another name than its adapter is refused here. */
async function load({ name, path, found }: AdapterFolder): Promise<Loaded> {
  const proof = found && proofOf(found.digest)
  if (found !== undefined && proof?.adapter === name)
    return { ...found, manifest: readManifest(found.files), proof }
  const { files, manifest } = await loadFolder(path)
  return { files, digest: digestOf(files), manifest }
}

/** It came with the program, so its suite needs no thread of its own. */
async function passing(files: Files): Promise<Conformance> {
  const report = await conform(files)
  if (!report.passed) throw notConformant(report)
  return report
}

function versionOf(
  { manifest: { id: adapter, version }, digest }: Loaded,
  known: readonly VersionRecord[],
  { developing }: FolderOptions,
): string {
  const taken = known.find(row => row.adapter === adapter && row.version === version)
  if (taken === undefined) return version
  const given = digest.toString('hex')
  if (developing) return `${version}+${given.slice(0, 8)}`
  throw new Fault('adapter-folder-changed', {
    params: { adapter, version, given, known: taken.digest.toString('hex') },
  })
}

/** A version without what was added while developing. */
function base(version: string): string {
  return version.split('+')[0] ?? version
}
