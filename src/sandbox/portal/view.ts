import { hash } from 'node:crypto'
import type { Members } from '../members.ts'
import { bodyTextOf, readEntry, textOf } from './entry.ts'
import type { Place, Store } from './store.ts'

export interface VersionView {
  readonly arrival: number
  /** "False" for the create, "True" for each update, as it came. */
  readonly isUpdating: string
  readonly status: string
  /** Of the compact JSON of the element of `data`, members in the order in which they came. */
  readonly sha256: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
}

export interface ProgressView {
  readonly arrival: number
  readonly status: string
  readonly ThoiDiemXuLy: string
  readonly NoiDungXuLy: string
  readonly sha256: string
  readonly receivedAt: string
}

export interface DossierView {
  readonly code: string
  readonly versions: readonly VersionView[]
  readonly progress: readonly ProgressView[]
}

/** A dossier as it arrived, read back from the journal; undefined when the code is unknown. */
export function viewDossier(store: Store, code: string): DossierView | undefined {
  const kept = store.kept(code)
  if (kept === undefined) return undefined
  return {
    code,
    versions: kept.versions.map(place => viewVersion(store, place)),
    progress: kept.progress.map(place => viewProgress(store, place)),
  }
}

function viewVersion(store: Store, place: Place): VersionView {
  const line = store.line(place)
  const entry = readEntry(line)
  return {
    arrival: entry.arrival,
    isUpdating: entry.kind === 'dossier' ? entry.isUpdating : '',
    status: textOf(entry.body, 'TrangThaiHoSo'),
    sha256: hash('sha256', bodyTextOf(line)),
    receivedAt: new Date(entry.at).toISOString(),
  }
}

function viewProgress(store: Store, place: Place): ProgressView {
  const line = store.line(place)
  const { arrival, at, body } = readEntry(line)
  return {
    arrival,
    status: textOf(body, 'TrangThai'),
    ThoiDiemXuLy: textOf(body, 'ThoiDiemXuLy'),
    NoiDungXuLy: textOf(body, 'NoiDungXuLy'),
    sha256: hash('sha256', bodyTextOf(line)),
    receivedAt: new Date(at).toISOString(),
  }
}

/** The dossier as the latest create or update left it. */
export function lastBody(store: Store, code: string): Members | undefined {
  const place = store.kept(code)?.versions.at(-1)
  return place === undefined ? undefined : store.entry(place).body
}

/** All progress rows with all their fields, in order of arrival. */
export function progressBodies(store: Store, code: string): Members[] {
  return (store.kept(code)?.progress ?? []).map(place => store.entry(place).body)
}
