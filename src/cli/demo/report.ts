import type { MonthSummary } from '../../sandbox/province/tally.ts'
import type { Arrived } from './arrival.ts'
import type { Sent } from './fleet.ts'
import { figure } from './progress.ts'

/** What `npm run demo -- --json` prints. Names are the project's promise. */
export interface DemoResult {
  /** Dossiers of which everything was acknowledged. */
  readonly accepted: number
  /** Rows that the portal is owed for them: dossier versions and progress rows. */
  readonly deliveries: number
  /** Rows of these that the portal holds. */
  readonly delivered: number
  /** Deliveries that the gateway has given up, or the portal refused. */
  readonly dead: number
  /** Rows acknowledged to the agencies and not at the portal. */
  readonly lost: number
  readonly outOfOrder: number
  readonly portalDuplicates: number
  /** From the first request to the last row at the portal. */
  readonly seconds: number
  /** Rows at the portal per second. */
  readonly perSecond: number
  /** Rows at the portal that nobody sent. */
  readonly unexpected: number
  /** Events that the gateway refused; none should be. */
  readonly refused: number
  readonly events: number
  /** Events acknowledged per second while sending. */
  readonly acceptedPerSecond: number
  /** Requests sent again, because the gateway did not answer. */
  readonly resent: number
}

export interface Measured {
  readonly sent: Sent
  readonly arrived: Arrived
  readonly dead: number
  readonly resent: number
  readonly sendingSeconds: number
  readonly seconds: number
}

export function resultOf({ sent, arrived, dead, resent, sendingSeconds, seconds }: Measured): DemoResult {
  const { deliveries, delivered, lost, outOfOrder, portalDuplicates, unexpected } = arrived
  return {
    accepted: sent.dossiers,
    deliveries,
    delivered,
    dead,
    lost,
    outOfOrder,
    portalDuplicates,
    seconds: rounded(seconds),
    perSecond: rounded(delivered / Math.max(seconds, 0.001)),
    unexpected,
    refused: sent.refused,
    events: sent.events,
    acceptedPerSecond: rounded(sent.events / Math.max(sendingSeconds, 0.001)),
    resent,
  }
}

export function isGood(result: DemoResult): boolean {
  const { lost, outOfOrder, portalDuplicates, dead, unexpected, refused } = result
  return lost + outOfOrder + portalDuplicates + dead + unexpected + refused === 0
}

/** The closing table, for people. */
export function table(result: DemoResult, month: MonthSummary): string {
  const rows: Array<readonly [string, string, string] | undefined> = [
    ['Hồ sơ trong tháng', 'dossiers of the month', figure(month.dossiers)],
    ['  nộp trực tuyến', 'filed online', figure(month.online)],
    ['  có số hoá', 'digitised', figure(month.digitised)],
    ['  thanh toán trực tuyến', 'paid online', figure(month.paidOnline)],
    ['    số tiền', 'in all', `${figure(month.paidOnlineDong)} đồng`],
    ['  nộp thuế đất', 'land-tax payments', figure(month.landTaxPayments)],
    ['    số tiền', 'in all', `${figure(month.landTaxDong)} đồng`],
    ['  thủ tục', 'procedures', `${figure(month.procedures)} (${figure(month.nationalProcedures)} quốc gia)`],
    ['  cơ quan', 'agencies', figure(month.agencies)],
    undefined,
    ['Hồ sơ đã nhận', 'dossiers accepted', figure(result.accepted)],
    ['Sự kiện đã nhận', 'events acknowledged', figure(result.events)],
    ['  mỗi giây', 'per second', figure(result.acceptedPerSecond)],
    ['Phải tới cổng quốc gia', 'owed to the portal', figure(result.deliveries)],
    ['Đã tới', 'arrived', figure(result.delivered)],
    ['  mỗi giây', 'per second', figure(result.perSecond)],
    ['  trong', 'in', `${result.seconds} s`],
    undefined,
    ['Mất', 'lost', figure(result.lost)],
    ['Sai thứ tự', 'out of order', figure(result.outOfOrder)],
    ['Trùng ở cổng quốc gia', 'twice at the portal', figure(result.portalDuplicates)],
    ['Không ai gửi', 'sent by nobody', figure(result.unexpected)],
    ['Bị từ chối hoặc bỏ', 'dead or refused', figure(result.dead + result.refused)],
  ]
  const width = (column: 0 | 1 | 2) => Math.max(...rows.map(row => row?.[column].length ?? 0))
  const [vi, en, value] = [width(0), width(1), width(2)]
  const line = '─'.repeat(vi + en + value + 4)
  const body = rows.map(row =>
    row === undefined ? line : `${row[0].padEnd(vi)}  ${row[1].padEnd(en)}  ${row[2].padStart(value)}`,
  )
  return [line, ...body, line].join('\n')
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
