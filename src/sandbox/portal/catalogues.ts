import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Members } from '../members.ts'
import { type Answer, done, Refusal } from './codes.ts'
import { allowOnly, requireText } from './envelope.ts'

/** Reference 2.1: names of members in capitals, the whole list in one reply. */
type Catalogue = () => readonly Members[]

const folder = new URL('../../../config/catalog/', import.meta.url)

/**
 * What the nation knows: the published lists of the synthetic province, so that they can be compared, with one procedure
 * more and one under another name, so that there is something to find. CAPDONVI's codes are UNKNOWN: these are ours.
 */
const levels: Readonly<Record<string, string>> = { province: '1', district: '2', commune: '3' }
const unknownHere = {
  MATTHC: '2.900001',
  TENTTHC: 'Thủ tục mà tỉnh chưa công bố',
  domain: 'G12-DD',
  domainName: 'Đất đai',
}

const procedures = once(() => [
  unknownHere,
  ...rowsOf('procedures.csv')
    .filter(({ nationalCode }) => nationalCode !== '')
    .map(({ nationalCode = '', name = '', domainCode = '', domainName = '' }, place) => ({
      MATTHC: nationalCode,
      TENTTHC: place === 0 ? `${name} (tên mới)` : name,
      domain: domainCode,
      domainName,
    })),
])

const agencies = once(() =>
  rowsOf('agencies.csv')
    .filter(({ validTo }) => validTo === '')
    .map(({ code = '', name = '', level = '' }) => ({
      MADONVI: code,
      TENDONVI: name,
      CAPDONVI: levels[level] ?? '',
    })),
)

const domains = once(() =>
  [...new Map(procedures().map(({ domain, domainName }) => [domain, domainName]))].map(([code, name]) => ({
    MALINHVUC: code,
    TENLINHVUC: name,
    MANGANH: code.slice(0, 3),
  })),
)

export const catalogues: ReadonlyMap<string, Catalogue> = new Map<string, Catalogue>([
  ['LayDanhSachTTHC', () => procedures().map(({ MATTHC, TENTTHC }) => ({ MATTHC, TENTTHC }))],
  ['LayDanhMucCoQuan', agencies],
  ['LayDanhMucLinhVuc', domains],
])

/** A whole list. @throws {Refusal} envelope: these services take no parameters */
export function list(rows: Catalogue): (envelope: Members) => Answer {
  return envelope => {
    allowOnly(envelope, ['session', 'madonvi', 'service'])
    return { ...done, result: rows() }
  }
}

/** Reference 2.2. A code that nobody knows: an empty result, INFERRED from `TraCuuHoSo`. */
export function procedure(envelope: Members): Answer {
  allowOnly(envelope, ['session', 'madonvi', 'service', 'maTTHC'])
  const code = requireText(envelope, 'maTTHC')
  if (!/^[0-9A-Za-z.-]{1,50}$/.test(code)) throw new Refusal('wrongCode', 'maTTHC')
  const found = procedures().find(({ MATTHC }) => MATTHC === code)
  if (found === undefined) return { ...done, result: [] }
  const { MATTHC, TENTTHC, domain, domainName } = found
  return {
    ...done,
    result: [
      {
        ...{ ID: '1', MATTHC, TENTTHC, TRANGTHAI: '1', MACOQUANCONGBO: domain.slice(0, 3), QUYETDINH: '' },
        LINHVUCTHUCHIEN: [{ MALINHVUC: domain, TENLINHVUC: domainName }],
        THANHPHANHOSO: [{ TRUONGHOP: '', GIAYTO: [{ MAGIAYTO: `${code}-TP01`, TENGIAYTO: 'Đơn đề nghị' }] }],
        KETQUATHUCHIEN: [{ MAKETQUA: `KQ.${domain.slice(0, 3)}.000001`, TENKETQUA: 'Quyết định' }],
      },
    ],
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

function rowsOf(file: string): Record<string, string>[] {
  const text = readFileSync(new URL(file, folder), 'utf8')
  return parse(text, {
    columns: true,
    comment: '#',
    comment_no_infix: true,
    skip_empty_lines: true,
    trim: true,
  })
}
