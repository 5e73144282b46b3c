import { hash } from 'node:crypto'
import type { Dossier, Status, Step } from '../../contract/types.generated.ts'
import type { LifeEvent } from '../../sandbox/province/life.ts'

/**
 * What the portal owes to a dossier: one word per row it must hold, in the order in which they must arrive, and a
 * digest of the dossier as it must stand at the end. Words are short, so that a whole month fits in little memory.
 */
export interface Owed {
  /** `D4`: the dossier in native status 4. `S…`: a progress row, by its digest. */
  readonly rows: readonly string[]
  /** Of the last `D` row; undefined when there is none. */
  readonly final: string | undefined
}

/** Native statuses (reference 3.1), written out again: what is compared with the gateway must not come from it. */
const nativeStatus: Readonly<Record<Status, string>> = {
  registered: '1',
  accepted: '2',
  refused: '3',
  processing: '4',
  supplement: '5',
  payment: '6',
  withdrawn: '7',
  stopped: '8',
  completed: '9',
  returned: '10',
}
/** Statuses of a dossier that was never received: the portal takes them without dates. */
const undated: ReadonlySet<Status> = new Set(['registered', 'refused', 'withdrawn'])

/**
 * What must be at the portal for the events of one dossier that were acknowledged. A put is one row. A step is one row,
 * and before it the dossier in its new status when the step changed that, unless the dossier as last put lacks the
 * dates which the new status requires. Pure.
 *
 * @param isLocal the procedure exists in the province only, so the portal is told nothing
 */
export function owedFor(events: readonly LifeEvent[], isLocal: (dossier: Dossier) => boolean): Owed {
  const rows: string[] = []
  let last: Dossier | undefined
  let final: string | undefined
  const addDossier = (dossier: Dossier) => {
    rows.push(dossierWord(nativeStatus[dossier.status]))
    final = finalDigest(nativeFinal(dossier))
  }
  for (const event of events) {
    if (event.kind === 'put') {
      last = event.dossier
      if (!withheld(last, isLocal)) addDossier(last)
      continue
    }
    if (last === undefined) continue
    const { step } = event
    const changed = step.status !== last.status
    const dated =
      last.receivedAt !== undefined && (last.dueAt !== undefined || last.procedure.immediate === true)
    last = { ...last, status: step.status }
    if (withheld(last, isLocal)) continue
    if (changed && (dated || undated.has(step.status))) addDossier(last)
    rows.push(nativeStepWord(step))
  }
  return { rows, final }
}

function withheld(dossier: Dossier, isLocal: (dossier: Dossier) => boolean): boolean {
  return dossier.originDossier !== undefined || isLocal(dossier)
}

export function dossierWord(status: string): string {
  return `D${status}`
}

/** A progress row by what tells it from the others of its dossier. */
export function stepWord(row: { status: string; at: string; content: string }): string {
  return `S${hash('sha1', `${row.status}\n${row.at}\n${row.content}`, 'base64url').slice(0, 10)}`
}

function nativeStepWord({ status, at, content }: Step): string {
  return stepWord({ status: nativeStatus[status], at: nativeTime(at), content })
}

/** The members of a native dossier by which the last version put is told from all earlier ones. */
export const finalMembers = [
  'TrangThaiHoSo',
  'TrichYeuHoSo',
  'NgayNopHoSo',
  'NgayTiepNhan',
  'NgayHenTra',
  'NgayKetThucXuLy',
  'NgayTra',
  'NgayTuChoi',
  'ThongTinTra',
  'GhiChu',
] as const

export function finalDigest(body: Readonly<Record<string, unknown>>): string {
  // The gateway may leave out what is absent or send it as an empty text.
  const values = finalMembers.map(member => body[member] ?? '')
  return hash('sha1', JSON.stringify(values), 'base64url').slice(0, 10)
}

function nativeFinal(dossier: Dossier): Record<(typeof finalMembers)[number], string> {
  const time = (at: string | undefined) => (at === undefined ? '' : nativeTime(at))
  return {
    TrangThaiHoSo: nativeStatus[dossier.status],
    TrichYeuHoSo: dossier.summary,
    NgayNopHoSo: time(dossier.filedAt),
    NgayTiepNhan: time(dossier.receivedAt),
    NgayHenTra: time(dossier.dueAt),
    NgayKetThucXuLy: time(dossier.finishedAt),
    NgayTra: time(dossier.returnedAt),
    NgayTuChoi: time(dossier.refusedAt),
    ThongTinTra: dossier.returnInfo ?? '',
    GhiChu: dossier.note ?? '',
  }
}

/** The portal's clock is Vietnam's: `yyyyMMddHHmmss` at +07:00. */
function nativeTime(instant: string): string {
  return new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)
}
