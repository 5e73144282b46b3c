import type { Adapter } from '../../adapter/index.ts'
import type { Access } from '../../ledger/accesses.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { CitizenCaller } from '../citizens/ask-citizens.ts'
import type { Controls } from '../citizens/stops.ts'
import type { SubjectKeys } from '../citizens/subject-keys.ts'
import type { PaperAsker, PaperOperation } from './admit.ts'

/** A question on its way; a refused one is on record with what was known of it. */
export interface PaperDraft {
  readonly id: string
  readonly at: Date
  readonly caller: CitizenCaller
  readonly operation: PaperOperation
  readonly asked: PaperAsker
  readonly fields: readonly string[]
  /** Of a fetch: the access record of the search that found it. */
  readonly search?: string
  adapter?: Adapter
}

/** The access record: the same one as of the population database, read, counted and released in the same way. */
export function accessOf(
  { id, at, caller, operation, asked, fields, search, adapter }: PaperDraft,
  verdict: string,
  parts: {
    readonly keys: SubjectKeys
    readonly seal: Seal
    readonly controls: Controls
    readonly officeHours: readonly [number, number]
  },
): Access {
  const { keys, seal, controls, officeHours } = parts
  const { officer, unit, procedure, dossier, owner, purpose, channel } = asked
  const number = owner.personalId
  const hour = (at.getUTCHours() + 7) % 24
  const late = hour < officeHours[0] || hour >= officeHours[1]
  return {
    ...{ id, at, operation, verdict, fields, dossier },
    client: caller.client.id,
    clientAddress: caller.address,
    correlationId: caller.correlationId,
    unit: unit.code,
    officer: officer?.account,
    officerKey: officer && keys.officer(officer.id),
    procedure: procedure.code,
    subject: keys.subject(number, at),
    sealed: () => seal.close(id, JSON.stringify({ officer, subject: owner, purpose, channel, search })),
    adapter,
    flags: [
      ...(late ? ['out-of-hours'] : []),
      ...(controls.isWatched(() => keys.watched(number)) ? ['watched'] : []),
      ...(verdict === 'citizen-limit' ? ['volume'] : []),
    ],
  }
}
