import { toNfc } from '../contract/nfc.ts'
import type { Evidence } from './manifest.ts'
import { type Observed, valueAt } from './observed.ts'
import type { Outcome } from './outcome.ts'
import type { Settings } from './settings.ts'
import { fillSettings } from './template.ts'

export type Found = 'present' | 'absent' | 'unsure'

/** What the answer to a probe proves about the delivery whose encoded message is given. Pure. */
export type Judge = (observed: Observed, encoded: Readonly<Record<string, unknown>>) => Found

/** Compiles how a manifest reads the answer to a probe; pointers and member names may be settings. */
export function compileEvidence(evidence: Evidence | undefined, settings: Settings): Judge {
  const list = evidence?.list === undefined ? undefined : String(fillSettings(evidence.list, settings))
  const match = fillSettings(evidence?.match, settings)
  const parent = evidence?.parent === undefined ? undefined : String(fillSettings(evidence.parent, settings))
  return (observed, encoded) => {
    if (parent !== undefined) {
      const records = valueAt(observed, parent)
      if (Array.isArray(records) && records.length === 0) return 'absent'
    }
    const rows = list === undefined ? undefined : rowsOf(valueAt(observed, list))
    if (rows === undefined) return 'unsure'
    return Array.isArray(match)
      ? findRow(rows, match.map(String), encoded)
      : rows.length > 0
        ? 'present'
        : 'absent'
  }
}

/** What a probe has found. A rule that knows the platform's words for "there is none" outranks the shape of the answer. */
export function conclude(
  outcome: Outcome,
  observed: Observed | undefined,
  encoded: Readonly<Record<string, unknown>>,
  read: Judge,
): Found {
  if (outcome.kind !== 'delivered' || observed === undefined) return 'unsure'
  return outcome.standing ?? read(observed, encoded)
}

/** Many look-ups answer with the one record itself. An object without members shows nothing. */
function rowsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? [value] : undefined
}

function findRow(
  rows: readonly unknown[],
  members: readonly string[],
  encoded: Readonly<Record<string, unknown>>,
): Found {
  let comparable = true
  for (const row of rows) {
    const values = members.map(member => plain((row as Record<string, unknown> | null)?.[member]))
    if (values.every((value, index) => value !== undefined && value === plain(encoded[members[index] ?? ''])))
      return 'present'
    // A row that lacks a member could still be ours.
    if (values.includes(undefined)) comparable = false
  }
  return comparable ? 'absent' : 'unsure'
}

function plain(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? toNfc(String(value).trim()) : undefined
}
