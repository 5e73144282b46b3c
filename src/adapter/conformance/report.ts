import type { Text } from '../outcome.ts'

/** What is checked, in the order in which it is told. */
export const checks = {
  manifest: { vi: 'Bản kê và bảng trường đọc được', en: 'the manifest and the tables can be read' },
  readme: { vi: 'Có README.md', en: 'README.md is there' },
  native: {
    vi: 'Mọi trường của nền tảng được ánh xạ hoặc bỏ qua có lý do',
    en: 'every native field is mapped or ignored with a reason',
  },
  canonical: {
    vi: 'Mọi trường của mô hình chung được ánh xạ hoặc bỏ qua có lý do',
    en: 'every canonical field is mapped or ignored with a reason',
  },
  codes: { vi: 'Bảng mã có đủ mọi từ', en: 'code tables know every canonical word' },
  requests: { vi: 'Mẫu yêu cầu dựng được', en: 'its request can be made' },
  settings: {
    vi: 'fixtures/settings.json hợp với thiết lập',
    en: 'fixtures/settings.json fits the settings',
  },
  fixture: { vi: 'Mẫu kiểm thử đúng', en: 'the fixture holds' },
  operations: { vi: 'Thao tác nào cũng có mẫu kiểm thử', en: 'every operation has a fixture' },
  timeouts: {
    vi: 'Hết giờ, đứt kết nối, trả lời quá lớn không bao giờ là thành công',
    en: 'time-outs, broken connections and oversized answers are never a success',
  },
  replays: {
    vi: 'Gửi lại cùng thông điệp không gây hại',
    en: 'the same message sent again does no harm',
  },
  logs: {
    vi: 'Không có dữ liệu nhạy cảm trong nhật ký và kết quả',
    en: 'no sensitive value in logs and outcomes',
  },
  sandbox: { vi: 'Sandbox trả lời đúng như đã khai', en: 'the sandbox answers as declared' },
} as const satisfies Record<string, Text>

export type Check = keyof typeof checks

/** One thing that was checked. */
export interface Finding {
  readonly check: Check
  /** Which fixture, operation or file, where there are many. */
  readonly subject?: string
  /** Empty: it holds. Never quote a value of a real message: fixtures are synthetic. */
  readonly faults: readonly string[]
}

export interface Coverage {
  readonly rules: number
  /** Rules that no fixture reaches, as `operation/rule`. */
  readonly unreached: readonly string[]
  readonly rows: number
  /** Rows of field tables for which no message fixture has a value, as `table: canonical → native`. */
  readonly unexercised: readonly string[]
}

/** What the suite found out about one adapter. */
export interface Conformance {
  /** Empty while the manifest cannot be read. */
  readonly adapter: string
  readonly version: string
  /** SHA-256 of the packed bundle, in hex. */
  readonly digest: string
  /** `tables`: manifest and tables only; `whole`: the suite. */
  readonly extent: 'tables' | 'whole'
  readonly passed: boolean
  readonly findings: readonly Finding[]
  /** What is right and yet not finished. Refuses nothing. */
  readonly hints: readonly Text[]
  /** Only of the whole suite. What is not covered is told, and refuses nothing. */
  readonly coverage?: Coverage
}

/** The report as people read it, in both languages. */
export function renderReport(report: Conformance): string {
  const failed = report.findings.filter(({ faults }) => faults.length > 0).length
  const { coverage } = report
  return [
    ...(report.adapter === '' ? [] : [`${report.adapter} ${report.version}  sha256 ${report.digest}`, '']),
    ...report.findings.flatMap(renderFinding),
    ...report.hints.flatMap(({ vi, en }) => [`! ${vi}`, `  ${en}`]),
    ...(coverage === undefined ? [] : renderCoverage(coverage)),
    '',
    report.passed
      ? `Đạt / passed: ${report.findings.length}`
      : `KHÔNG đạt / FAILED: ${failed} / ${report.findings.length}`,
  ].join('\n')
}

function renderFinding({ check, subject, faults }: Finding): string[] {
  const { vi, en } = checks[check]
  const name = subject === undefined ? '' : `${subject}: `
  return [`${faults.length === 0 ? '✓' : '✗'} ${name}${vi} / ${en}`, ...faults.map(fault => `    ${fault}`)]
}

function renderCoverage({ rules, unreached, rows, unexercised }: Coverage): string[] {
  return [
    '',
    `Quy tắc có mẫu / rules reached      ${rules - unreached.length} / ${rules}`,
    ...unreached.map(rule => `    chưa có / not reached: ${rule}`),
    `Dòng bảng có mẫu / rows exercised   ${rows - unexercised.length} / ${rows}`,
    ...unexercised.map(row => `    chưa có / not exercised: ${row}`),
  ]
}
