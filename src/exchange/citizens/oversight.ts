import { uuidv7 } from 'uuidv7'
import { agencyPath } from '../../catalog/agency-code.ts'
import { Fault } from '../../errors/fault.ts'
import type { AccessControls, Stop, StopKind } from '../../ledger/access-controls.ts'
import type { AccessFilter, AccessRecord, AccessRecords } from '../../ledger/access-records.ts'
import type { Seal } from '../../ledger/seal.ts'
import { type AccessAlert, type AccessCount, accessAlerts, countAccesses } from '../../report/accesses.ts'
import type { Controls } from './stops.ts'
import type { SubjectKeys } from './subject-keys.ts'

/** Rows that one report reads at the most; a longer time is reported in parts. */
const mostReported = 100_000

export interface OversightParts {
  readonly records: AccessRecords
  readonly controls: AccessControls
  readonly keys: SubjectKeys
  readonly seal: Seal
  /** Of this process, which need not wait until it looks again. */
  readonly standing?: Controls
}

/** Use cases of those who oversee who asks about whom. None of them shows a citizen's data. */
export class Oversight {
  readonly #parts: OversightParts

  constructor(parts: OversightParts) {
    this.#parts = parts
  }

  list(filter: AccessFilter): Promise<AccessRecord[]> {
    return this.#parts.records.list(filter)
  }

  async report(since: Date, before: Date): Promise<{ counts: AccessCount[]; alerts: AccessAlert[] }> {
    const samples = await this.#parts.records.list({ since, before, limit: mostReported })
    return { counts: countAccesses(samples), alerts: accessAlerts(samples) }
  }

  stops(): Promise<Stop[]> {
    return this.#parts.controls.stops()
  }

  /** In force here at once, in every process within seconds. @throws Fault `body-invalid` */
  async stop(kind: StopKind, value: string, reason: string, by: string): Promise<string> {
    if (kind === 'unit' && agencyPath(value) === undefined) {
      const message = { vi: 'không phải mã định danh cơ quan', en: 'is not an agency code' }
      throw new Fault('body-invalid', { params: { count: 1 }, violations: [{ pointer: '/value', message }] })
    }
    const id = await this.#parts.controls.stop({ kind, value, reason, setBy: by })
    await this.#parts.standing?.refresh()
    return id
  }

  /** @throws Fault `access-stop-unknown` */
  async lift(id: string, by: string): Promise<void> {
    await this.#parts.controls.lift(id, by)
    await this.#parts.standing?.refresh()
  }

  async watch(number: string, reason: string, by: string): Promise<void> {
    const { controls, keys, standing } = this.#parts
    await controls.watch(keys.watched(number), reason, by)
    await standing?.refresh()
  }

  /** Somebody wants to know who has looked them up: asked for by one admin, released by another. */
  async requestExtract(number: string, reason: string, by: string): Promise<string> {
    const id = uuidv7()
    const { controls, seal } = this.#parts
    await controls.requestExtract(id, seal.close(id, number), reason, by)
    return id
  }

  /** @throws Fault `access-extract-unknown`, `access-extract-own` */
  async approveExtract(id: string, by: string): Promise<AccessRecord[]> {
    const { controls, records, keys, seal } = this.#parts
    const { sealed } = await controls.approveExtract(id, by)
    const number = seal.open(id, sealed)
    const months = await records.months()
    return records.about(months.map(month => ({ month, key: keys.inMonth(number, month) })))
  }
}
