import type { Members } from '../members.ts'
import { catalogues, list, procedure } from './catalogues.ts'
import { checkEach, compile } from './checks.ts'
import { type Answer, done, Refusal } from './codes.ts'
import { type Received, textOf } from './entry.ts'
import { allowOnly, requireText } from './envelope.ts'
import {
  answerFields,
  dossierFields,
  questionFields,
  ratingFields,
  reducedDossierFields,
  stepFields,
} from './fields.ts'
import type { Questions } from './questions.ts'
import type { Ratings } from './ratings.ts'
import type { Store } from './store.ts'
import { lastBody, progressBodies } from './view.ts'

/** How much `TraCuuHoSo` tells: `bare` leaves out the progress rows. */
export type Lookup = 'full' | 'bare'

export interface Office {
  readonly store: Store
  readonly ratings: Ratings
  readonly questions: Questions
  readonly lookup: Lookup
}

export type Service = (envelope: Members, office: Office) => Answer

const common = ['session', 'madonvi', 'service']
const checkDossier = compile(dossierFields)
const checkReduced = compile(reducedDossierFields)
const checkStep = compile(stepFields)
const checkRating = compile(ratingFields)
const checkQuestion = compile(questionFields)
const checkAnswer = compile(answerFields)

/** The services of P1 that the sandbox knows, by their name in the envelope. */
export const services: ReadonlyMap<string, Service> = new Map<string, Service>([
  ['DongBoHoSoMC', (envelope, office) => syncDossiers(envelope, office, checkDossier)],
  ['CapNhatTienDoHoSoMC', addProgress],
  ['TraCuuHoSo', lookUp],
  ['LayThuTuc', procedure],
  ['DongBoDanhGia', rate],
  ['LayDanhSachHoiDapGuiTuDVCQG', (envelope, { questions }) => questions.list('citizen', envelope)],
  ['LayDanhSachHoiDapBoCoQuan', (envelope, { questions }) => questions.list('agency', envelope)],
  ['LayNoiDungTraLoiTheoCauHoi', (envelope, { questions }) => questions.answersTo(envelope)],
  ['DongBoHoiDap', publish],
  ['DongBoKetQuaHoiDapGuiTuDVCQG', takeAnswers],
])

/** Those of the catalogue address (share_endpoint, reference 1.1). */
export const catalogueServices: ReadonlyMap<string, Service> = new Map(
  [...catalogues].map(([name, rows]): [string, Service] => [name, list(rows)]),
)

/** What P3 has in place of them. */
export const facadeServices: ReadonlyMap<string, Service> = new Map<string, Service>([
  ['DongBoHoSoMC/16', (envelope, office) => syncDossiers(envelope, office, checkReduced)],
])

/** Reference 2.5. All of the batch or nothing: per-item results are UNKNOWN, no client reads any. */
function syncDossiers(envelope: Members, { store }: Office, check: typeof checkDossier): Answer {
  allowOnly(envelope, [...common, 'isUpdating', 'data'])
  const isUpdating = requireText(envelope, 'isUpdating')
  if (isUpdating !== 'True' && isUpdating !== 'False') throw new Refusal('wrongBoolean', 'isUpdating')
  const data = requireBatch(envelope, check)

  const created = new Set<string>()
  for (const body of data) {
    const code = textOf(body, 'MaHoSo')
    if (isUpdating === 'True') {
      if (!store.has(code)) throw new Refusal('updateUnknown', code)
    } else {
      if (store.has(code) || created.has(code)) throw new Refusal('exists', code)
      created.add(code)
    }
  }
  store.accept(data.map((body): Received => ({ kind: 'dossier', isUpdating, body })))
  return done
}

/** Reference 2.6. A row identical to an earlier one is accepted again, and kept again. */
function addProgress(envelope: Members, { store }: Office): Answer {
  allowOnly(envelope, [...common, 'data'])
  const data = requireBatch(envelope, checkStep)
  for (const body of data) {
    const code = textOf(body, 'MaHoSo')
    if (!store.has(code)) throw new Refusal('progressUnknown', code)
  }
  store.accept(data.map((body): Received => ({ kind: 'progress', body })))
  return done
}

/** Reference 6. */
function rate(envelope: Members, { ratings }: Office): Answer {
  allowOnly(envelope, [...common, 'data'])
  return ratings.take(requireBatch(envelope, checkRating))
}

/** Reference 2.8. */
function publish(envelope: Members, { questions }: Office): Answer {
  allowOnly(envelope, [...common, 'data'])
  return questions.publish(requireBatch(envelope, checkQuestion))
}

/** Reference 2.8. */
function takeAnswers(envelope: Members, { questions }: Office): Answer {
  allowOnly(envelope, [...common, 'data'])
  return questions.answer(requireBatch(envelope, checkAnswer))
}

/**
 * Reference 2.4: a non-empty `result` means that the dossier is known nationally. That is all that was SEEN; the fields
 * of a result are UNKNOWN, and the ones here are the sandbox's guess. A gateway should work with `lookup: 'bare'` too,
 * and with a `result` that it understands nothing of but its length.
 */
function lookUp(envelope: Members, { store, lookup }: Office): Answer {
  allowOnly(envelope, [...common, 'mahoso'])
  const code = requireText(envelope, 'mahoso')
  const body = lastBody(store, code)
  if (body === undefined) return { ...done, result: [] }
  const known = { MaHoSo: code, TrangThaiHoSo: textOf(body, 'TrangThaiHoSo') }
  if (lookup === 'bare') return { ...done, result: [known] }
  const DanhSachTienDo = progressBodies(store, code).map(row => ({
    TrangThai: textOf(row, 'TrangThai'),
    ThoiDiemXuLy: textOf(row, 'ThoiDiemXuLy'),
    NguoiXuLy: textOf(row, 'NguoiXuLy'),
    NoiDungXuLy: textOf(row, 'NoiDungXuLy'),
  }))
  return { ...done, result: [{ ...known, DanhSachTienDo }] }
}

function requireBatch(envelope: Members, check: ReturnType<typeof compile>): readonly Members[] {
  const data = envelope.data
  if (data === undefined) throw new Refusal('missing', 'data')
  if (!Array.isArray(data)) throw new Refusal('wrongType', 'data')
  if (data.length === 0) throw new Refusal('emptyBatch', 'data')
  const flaw = checkEach(data, check)
  if (flaw !== undefined) throw new Refusal(flaw.kind, `data${flaw.path}`)
  return data
}
