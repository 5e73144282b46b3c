import { type AdapterSettings, type Manifest, settingsViolations } from '../adapter/index.ts'
import type { Violation } from '../errors/fault.ts'
import type { SettingsRecord } from '../ledger/adapter-versions.ts'
import type { Seal } from '../ledger/seal.ts'

/** Settings that an adapter may run with. */
export interface Candidate {
  /** Of the ledger's row, or `file`: the settings file and the environment of this process. */
  readonly revision: number | 'file'
  readonly values: AdapterSettings
}

/**
 * What an adapter may run with, the newest first: what admins have set, down to where they went back to the file, and
 * then the file.
 * @param records of this adapter, newest first
 * @throws Fault `seal-broken`
 */
export function candidatesOf(
  adapter: string,
  records: readonly SettingsRecord[],
  seal: Seal,
  file: AdapterSettings | undefined,
): Candidate[] {
  const end = records.findIndex(({ sealed }) => sealed === null)
  const own = (end === -1 ? records : records.slice(0, end)).flatMap(({ revision, sealed }): Candidate[] =>
    sealed === null
      ? []
      : [{ revision, values: JSON.parse(seal.open(sealName(adapter), sealed)) as AdapterSettings }],
  )
  return file === undefined ? own : [...own, { revision: 'file', values: file }]
}

/** Binds sealed settings to their adapter. */
export const sealName = (adapter: string) => `adapter-settings ${adapter}`

/** The newest settings that a version's schema takes, or what is wrong with the newest there are. */
export function fitting(
  manifest: Manifest,
  candidates: readonly Candidate[],
): Candidate | { readonly violations: readonly Violation[] } {
  let newest: readonly Violation[] | undefined
  for (const candidate of candidates) {
    const violations = settingsViolations(manifest, candidate.values)
    if (violations.length === 0) return candidate
    newest ??= violations
  }
  return { violations: newest ?? [] }
}
