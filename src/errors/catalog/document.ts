import type { CatalogEntry } from './entry.ts'

/** What is said to whoever sends documents to other agencies, or reads theirs. */
export const documentErrors = {
  'document-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có văn bản này', en: 'There is no such document' },
    detail: {
      vi: 'Không có văn bản đến nào mang mã này trong phạm vi của khoá.',
      en: 'No document of this id has arrived within the key’s scope.',
    },
    fix: {
      vi: 'Dùng "id" trong sự kiện document.arrived hoặc document.status.',
      en: 'Use "id" of the event document.arrived or document.status.',
    },
  },
  'document-axis-missing': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Chưa nối trục liên thông văn bản', en: 'No document axis is joined' },
    detail: {
      vi: 'Không có bộ nối văn bản nào đang chạy phục vụ cơ quan {agency}. Không có gì được lưu.',
      en: 'No active adapter for documents serves the agency {agency}. Nothing was stored.',
    },
    fix: {
      vi: 'Người quản trị cài đặt bộ nối vxp cho cơ quan này.',
      en: 'An admin sets up the adapter vxp for this agency.',
    },
  },
  'attachment-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có tệp này', en: 'There is no such attachment' },
    detail: {
      vi: 'Không có tệp {attachment} trong phạm vi của khoá, hoặc tệp đã bị dọn vì không văn bản nào dùng. Không có gì được gửi.',
      en: 'There is no attachment {attachment} within the key’s scope, or it was cleared away because no document carried it. Nothing was sent.',
    },
    fix: {
      vi: 'Gửi tệp bằng POST /v1/attachments rồi gửi văn bản với "id" mới.',
      en: 'Send the file with POST /v1/attachments, then the document with the new "id".',
    },
  },
  'attachment-digest': {
    status: 422,
    owner: 'client',
    retryable: true,
    title: { vi: 'Tệp không khớp mã băm', en: 'The attachment is not what its digest says' },
    detail: {
      vi: 'SHA-256 của những gì đã tới không phải là SHA-256 trong Content-Digest. Không có gì được lưu.',
      en: 'SHA-256 of what arrived is not the one in Content-Digest. Nothing was stored.',
    },
    fix: {
      vi: 'Gửi lại; tệp đã bị thay đổi trên đường, hoặc mã băm tính từ tệp khác.',
      en: 'Send it again; it was changed on its way, or the digest is of another file.',
    },
  },
  'attachment-quota': {
    status: 429,
    owner: 'client',
    retryable: true,
    title: { vi: 'Quá nhiều tệp chưa dùng', en: 'Too many attachments that nothing carries' },
    detail: {
      vi: 'Các tệp của khoá này mà chưa văn bản nào dùng đã tới {limit} byte.',
      en: 'The attachments of this key that no document carries have come to {limit} bytes.',
    },
    fix: {
      vi: 'Gửi các văn bản dùng những tệp ấy, hoặc chờ: tệp không dùng được dọn sau một ngày.',
      en: 'Send the documents that carry them, or wait: unused ones are cleared away after a day.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
