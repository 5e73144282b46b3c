import { readdirSync } from 'node:fs'
import {
  type Conformance,
  conform,
  digestOf,
  type Files,
  loadFolder,
  type Manifest,
  readFolder,
  readManifest,
} from '../adapter/index.ts'
import { nearest } from '../contract/nearest.ts'
import { Fault } from '../errors/fault.ts'
import type { AdapterVersions, VersionRecord } from '../ledger/adapter-versions.ts'
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
  for (const folder of folders) await enterOne(folder, known, options)
  const ids = [...new Set((await versions.all()).map(({ adapter }) => adapter))]
  const missing = Object.keys(settings).find(id => !ids.includes(id))
  if (missing === undefined) return
  const guess = nearest(missing, ids)
  const hint = guess === undefined ? `there are: ${ids.join(', ')}` : `did you mean ${guess}?`
  throw new Fault('settings-invalid', {
    params: { faults: `/adapters/${missing} names no adapter (${hint})` },
  })
}

async function enterOne(
  folder: AdapterFolder,
  known: readonly VersionRecord[],
  options: FolderOptions,
): Promise<void> {
  const { name, found } = folder
  const same = known.find(row => row.adapter === name && found?.digest.equals(row.digest) === true)
  // What is known already was checked when it was registered: its tables are compiled when it is opened.
  const stands = same ?? (await enterNew(await load(folder), known, options))
  await options.versions.change(async change => {
    if (!Object.hasOwn(options.settings, name)) return
    const { version } = stands
    const active = await change.active(name)
    const takesOver = options.developing && active !== undefined && base(active) === base(version)
    if (active === version || ((await change.everActive(name)) && !takesOver)) return
    const state = (await change.find(name, version))?.state
    if (state === 'tested') await makeActive(change, name, version, 'activate', gateway)
  })
}

interface Loaded {
  readonly files: Files
  readonly digest: Buffer
  readonly manifest: Manifest
  /** Of the build, which loaded and tested just these bytes. */
  readonly proof?: Conformance
}

/** A folder of another name than its adapter is refused here. */
async function load({ name, path, found }: AdapterFolder): Promise<Loaded> {
  const proof = found && proofOf(found.digest)
  if (found !== undefined && proof?.adapter === name)
    return { ...found, manifest: readManifest(found.files, name), proof }
  const { files, manifest } = await loadFolder(path)
  return { files, digest: digestOf(files), manifest }
}

async function enterNew(
  { files, digest, manifest, proof }: Loaded,
  known: readonly VersionRecord[],
  { versions, log, developing }: FolderOptions,
): Promise<{ version: string }> {
  const { id: name } = manifest
  const given = digest.toString('hex')
  const taken = known.find(row => row.adapter === name && row.version === manifest.version)
  if (taken !== undefined && !developing) {
    throw new Fault('adapter-folder-changed', {
      params: {
        adapter: name,
        version: manifest.version,
        given,
        known: taken.digest.toString('hex'),
      },
    })
  }
  const version = taken === undefined ? manifest.version : `${manifest.version}+${given.slice(0, 8)}`
  // It came with the program, so its suite needs no thread of its own.
  const report = proof ?? (await conform(files))
  if (!report.passed) throw notConformant(report)
  await versions.change(change =>
    enter(change, files, manifest, { who: gateway, origin: 'folder', report, version }),
  )
  log.info({ adapter: name, version, digest: given }, 'an adapter of the folder was registered')
  return { version }
}

/** A version without what was added while developing. */
function base(version: string): string {
  return version.split('+')[0] ?? version
}
