import type { CatalogEntry } from './entry.ts'

/** Adapters and catalogues that cannot be used as they are. */
export const adapterErrors = {
  'catalog-invalid': {
    status: 500,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Danh mục không đọc được', en: 'A catalogue cannot be read' },
    detail: { vi: '{file}, dòng {line}: {reason}.', en: '{file}, line {line}: {reason}.' },
    fix: {
      vi: 'Sửa tệp CSV trong thư mục danh mục (config/catalog) tại dòng đã nêu rồi khởi động lại.',
      en: 'Mend the CSV file in the catalogue folder (config/catalog) at that line and start again.',
    },
  },
  'adapter-invalid': {
    status: 500,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Bộ nối không hợp lệ', en: 'The adapter is not valid' },
    detail: {
      vi: 'Bộ nối {adapter}, {file}: {reason}.',
      en: 'Adapter {adapter}, {file}: {reason}.',
    },
    fix: {
      vi: 'Sửa tệp đã nêu trong thư mục của bộ nối theo schemas/adapter-manifest.schema.json và README.md của nó.',
      en: "Mend the named file in the adapter's folder; schemas/adapter-manifest.schema.json and its README.md say how.",
    },
  },
  'xml-refused': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Tài liệu XML không được chấp nhận', en: 'The XML document is refused' },
    detail: {
      vi: 'Cổng không đọc hoặc ghi XML này ({reason}).',
      en: 'The gateway does not read or write this XML ({reason}).',
    },
    fix: {
      vi: 'Gửi XML 1.0, UTF-8, không DOCTYPE, trong các giới hạn đã công bố.',
      en: 'Send XML 1.0 in UTF-8 without DOCTYPE, within the published limits.',
    },
  },
  'edxml-refused': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Văn bản edXML không được chấp nhận', en: 'The edXML document is refused' },
    detail: {
      vi: 'Cổng không đọc hoặc ghi edXML này ({reason}).',
      en: 'The gateway does not read or write this edXML ({reason}).',
    },
    fix: {
      vi: 'Gửi edXML theo QCVN 102:2016/BTTTT, tệp đính kèm là base64 của tệp hoặc của một ZIP trong giới hạn.',
      en: 'Send edXML as QCVN 102:2016/BTTTT has it, attachments as base64 of the file or of a ZIP within the limits.',
    },
  },
  'mime-refused': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Thông điệp multipart không được chấp nhận', en: 'The multipart message is refused' },
    detail: {
      vi: 'Cổng không đọc thông điệp multipart này ({reason}).',
      en: 'The gateway does not read this multipart message ({reason}).',
    },
    fix: {
      vi: 'Gửi multipart theo RFC 2046: dòng CRLF, có boundary kết thúc.',
      en: 'Send multipart as RFC 2046 says: CRLF line ends and a closing boundary.',
    },
  },
  'import-refused': {
    status: 422,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Không tạo được bộ nối từ tài liệu này', en: 'No adapter can be made from this document' },
    detail: { vi: '{source}: {reason}.', en: '{source}: {reason}.' },
    fix: {
      vi: 'Sửa chỗ đã nêu, hoặc chọn phần khác bằng --operation; adapters/README.md có cách làm bằng tay.',
      en: 'Mend what is named, or choose another part with --operation; adapters/README.md tells how to do it by hand.',
    },
  },
  'adapter-settings-invalid': {
    status: 500,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Cài đặt của bộ nối không hợp lệ', en: "The adapter's settings are not valid" },
    detail: {
      vi: 'Bộ nối {adapter} có {count} chỗ cài đặt sai: {places}.',
      en: 'Adapter {adapter} has {count} wrong settings: {places}.',
    },
    fix: {
      vi: 'Sửa mục adapters.{adapter} trong tệp cài đặt; README.md của bộ nối giải thích từng mục.',
      en: "Mend adapters.{adapter} in the settings file; the adapter's README.md explains each setting.",
    },
  },
  'adapter-operation-unknown': {
    status: 500,
    owner: 'gateway',
    retryable: false,
    title: { vi: 'Bộ nối không có thao tác này', en: 'The adapter has no such operation' },
    detail: {
      vi: 'Bộ nối {adapter} không có thao tác {operation} dùng được ở đây.',
      en: 'Adapter {adapter} has no operation {operation} that can be used here.',
    },
    fix: { vi: 'Báo lỗi này cho nhóm phát triển cổng.', en: 'Report this to the developers of the gateway.' },
  },
  'inbound-unanswered': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Không ai trả lời câu hỏi này', en: 'Nobody answers this question' },
    detail: {
      vi: 'Bản kê của bộ nối hỏi "{question}", câu hỏi mà phiên bản cổng này không có.',
      en: 'The adapter’s manifest asks "{question}", which this version of the gateway does not know.',
    },
    fix: {
      vi: 'Sửa "question" trong bản kê, hoặc cập nhật cổng.',
      en: 'Mend "question" in the manifest, or update the gateway.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
