import type { Dossier } from '../contract/types.generated.ts'
import type { Language } from '../errors/catalog.ts'
import type { Withheld } from './plan.ts'

/** What is accepted and sent as it is, but costs the agency something it may not know. Truth is never mended for it. */
export const warningTexts = {
  'code-shape': {
    vi: 'Mã hồ sơ không theo mẫu của TT 01/2018/TT-VPCP (<mã cơ quan>-<yymmdd>-<số>).',
    en: 'The dossier code has not the shape of TT 01/2018/TT-VPCP (<agency>-<yymmdd>-<number>).',
  },
  'local-procedure': {
    vi: 'Thủ tục chỉ có ở địa phương, không gửi lên Cổng Dịch vụ công Quốc gia.',
    en: 'The procedure is provincial only and is not sent to the national portal.',
  },
  'child-dossier': {
    vi: 'Hồ sơ con trong thủ tục liên thông không gửi lên Cổng quốc gia; hồ sơ gốc mới được gửi.',
    en: 'A child dossier of an interlinked procedure is not sent to the national portal; its origin dossier is.',
  },
  'finish-date-missing': {
    vi: 'Đã xử lý xong mà thiếu finishedAt: chỉ số đúng hạn lấy theo thời điểm của bước xử lý.',
    en: 'Completed without finishedAt: the on-time indicator falls back on the time of the step.',
  },
  'result-missing': {
    vi: 'Hồ sơ trực tuyến đã xong mà không có giấy tờ kết quả kèm mã và đường dẫn: không được tính là dịch vụ trực tuyến.',
    en: 'An online dossier is finished without a result paper with code and URL: it does not count as an online service.',
  },
  'supplement-repeated': {
    vi: 'Yêu cầu bổ sung hơn một lần: hồ sơ bị tính quá hạn (QĐ 766/QĐ-TTg).',
    en: 'More than one supplement request: the dossier counts as overdue (QĐ 766/QĐ-TTg).',
  },
  'dossier-dates-missing': {
    vi: 'Hồ sơ đã gửi chưa có receivedAt, dueAt; hãy PUT lại hồ sơ với các ngày này để Cổng quốc gia có trạng thái mới.',
    en: 'The dossier as put lacks receivedAt and dueAt; PUT it again with them, so that the portal’s dossier follows.',
  },
  'platform-refuses': {
    vi: 'Nền tảng “{adapter}” không nhận được dữ liệu này: các nền tảng khác vẫn nhận, lượt gửi tới nền tảng này sẽ bị từ chối; xem các lượt gửi của hồ sơ.',
    en: 'The platform “{adapter}” cannot take this: the others get it, the delivery to this one will be refused; see the deliveries of the dossier.',
  },
} as const satisfies Record<string, Record<Language, string>>

/** A code, or `code:adapter` for what one platform is about. */
export type Warning = keyof typeof warningTexts | `platform-refuses:${string}`

export const refusedBy = (adapter: string): Warning => `platform-refuses:${adapter}`

/** A warning as callers see it. */
export function tellWarning(
  warning: string,
  language: Language,
): { readonly code: string; readonly adapter?: string; readonly message: string } {
  const [code = '', adapter] = warning.split(':')
  const message = warningTexts[code as keyof typeof warningTexts][language]
  return adapter === undefined
    ? { code, message }
    : { code, adapter, message: message.replace('{adapter}', adapter) }
}

/** QĐ 20/2020 or QCVN 102:2016 agency code, date of acceptance, daily sequence; warn, never reject. */
const codeShape = /^[0-9A-Z]+(\.[0-9A-Z]+)*-(\d{6}|\d{8})-\d{4,7}$/

export function dossierWarnings(code: string, dossier: Dossier, withheld: Withheld | null): Warning[] {
  const warnings: Warning[] = []
  const finished = dossier.status === 'completed' || dossier.status === 'returned'
  if (!codeShape.test(code)) warnings.push('code-shape')
  if (withheld !== null) warnings.push(withheld)
  if (finished && dossier.finishedAt === undefined) warnings.push('finish-date-missing')
  if (finished && dossier.channel === 'online' && !dossier.results?.some(r => r.code && r.url))
    warnings.push('result-missing')
  if ((dossier.supplements?.length ?? 0) > 1) warnings.push('supplement-repeated')
  return warnings
}
