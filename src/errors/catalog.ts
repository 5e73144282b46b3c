export type Language = 'vi' | 'en'

/** Whose fault a failure is, and so who must act: the calling system, this gateway, the platform, or the gateway's operator. */
export type FaultOwner = 'client' | 'gateway' | 'upstream' | 'operator'

export interface CatalogEntry {
  /** HTTP status of the answer that carries it. */
  readonly status: number
  readonly owner: FaultOwner
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean
  readonly title: Readonly<Record<Language, string>>
  /** May hold `{placeholders}`. */
  readonly detail: Readonly<Record<Language, string>>
  readonly fix: Readonly<Record<Language, string>>
}

/** Every error that the gateway can answer with or stop with. Codes are stable; texts may be improved. */
export const catalog = {
  'body-malformed': {
    status: 400,
    owner: 'client',
    retryable: false,
    title: { vi: 'Nội dung gửi lên không phải JSON hợp lệ', en: 'The body is not valid JSON' },
    detail: { vi: 'Không đọc được nội dung: {reason}.', en: 'The body could not be read: {reason}.' },
    fix: {
      vi: 'Gửi JSON mã hoá UTF-8, Content-Type: application/json.',
      en: 'Send UTF-8 JSON with Content-Type: application/json.',
    },
  },
  'body-invalid': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Dữ liệu không đúng mẫu', en: 'The data does not match the schema' },
    detail: {
      vi: 'Có {count} chỗ sai; xem "violations". Không có gì được lưu.',
      en: '{count} faults; see "violations". Nothing was stored.',
    },
    fix: {
      vi: 'Sửa từng chỗ theo con trỏ JSON rồi gửi lại; mẫu dữ liệu ở /openapi.json.',
      en: 'Mend each place named by its JSON pointer and send again; the schema is in /openapi.json.',
    },
  },
} as const satisfies Record<string, CatalogEntry>

export type ErrorCode = keyof typeof catalog
