import { XMLParser } from 'fast-xml-parser'
import type { Assessment, Notice } from './office.ts'
import { vietnamTime } from './office.ts'

/** What a message to the tax office says of itself. */
export interface Asked {
  readonly type: string
  readonly sequence: string
  readonly dossier: string
  readonly slip: string
  readonly certificate: string
  readonly signed: boolean
}

const parser = new XMLParser({ parseTagValue: false, processEntities: false, ignoreAttributes: false })

/** Reads either spelling of the header and either variant of the body; undefined: not a message. */
export function readMessage(text: string): Asked | undefined {
  if (/<!DOCTYPE/i.test(text)) return undefined
  let data: Record<string, unknown>
  try {
    data = record(record(parser.parse(text)).DATA)
  } catch {
    return undefined
  }
  const header = record(data.HEADER)
  const body = record(data.BODY)
  const row = record(body.ROW)
  const common = { ...record(body.HOSO_THUE), ...row, ...record(row.TT_CHUNG) }
  const type = header.MESSAGE_TYPE ?? header.MSG_TYPE
  const dossier = common.MA_HS
  if (typeof type !== 'string' || typeof dossier !== 'string') return undefined
  const word = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    type,
    dossier,
    sequence: word(record(row.SYSTEM_INFO).SEQ_ID),
    slip: word(common.SO_PHIEU),
    certificate: word(common.MA_GCN),
    signed: 'SIGNATURE' in data,
  }
}

/** An answer of the office: what it was asked about, then what it says. */
export function writeAnswer(asked: Asked, code: string, said: string): string {
  const { type, sequence, dossier, slip, certificate } = asked
  return [
    `<DATA><HEADER>${tag('MESSAGE_CODE', `TCT${sequence}`)}${tag('SENDER_CODE', 'TCT')}${tag('MESSAGE_TYPE', type)}</HEADER>`,
    `<BODY><ROW><SYSTEM_INFO>${tag('SEQ_REFID', sequence)}</SYSTEM_INFO>`,
    tag('MA_HS', dossier) + tag('MA_GCN', certificate) + tag('SO_PHIEU', slip),
    `${tag('ERROR_CODE', code)}${said}</ROW></BODY></DATA>`,
  ].join('')
}

export function noticesXml({ notices }: Assessment, now: Date): string {
  const groups = notices.map(({ group, number, issuedOn, due, paidAt }) => {
    const paid = paidAt === undefined ? 0 : due
    return [
      tag(`${group}_SO_THONG_BAO`, number) + tag(`${group}_NGAY_THONG_BAO`, issuedOn),
      tag(`${group}_PHAI_NOP`, due) + tag(`${group}_MIEN_GIAM`, 0),
      tag(`${group}_DA_NOP`, paid) + tag(`${group}_CON_PNOP`, due - paid),
    ].join('')
  })
  // This reply family spells the time without the underscore.
  return `${tag('MA_KETQUA', 1)}${tag('NGAYTRA', vietnamTime(now))}${tag('NGUOITRA', 'cbthue01')}${groups.join('')}`
}

export function totalsXml({ notices }: Assessment, now: Date): string {
  const sum = (some: readonly Notice[]) => some.reduce((total, { due }) => total + due, 0)
  const due = sum(notices)
  const paid = sum(notices.filter(({ paidAt }) => paidAt !== undefined))
  return [
    tag('MA_KETQUA', 1) + tag('MA_CQT', '99001') + tag('NGAY_TRA', vietnamTime(now)),
    tag('NGUOI_TRA', 'cbthue01') + tag('TONG_PHAI_NOP', due) + tag('TONG_MIEN_GIAM', 0),
    tag('TONG_DA_NOP', paid) + tag('TONG_CON_PNOP', due - paid),
  ].join('')
}

export function tag(name: string, value: string | number): string {
  const text = String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<${name}>${text}</${name}>`
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
