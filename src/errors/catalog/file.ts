import type { CatalogEntry } from './entry.ts'

/** What is said to whoever opens a link to a paper at an agency's own store. */
export const fileErrors = {
  'file-link-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có đường dẫn này', en: 'There is no such link' },
    detail: {
      vi: 'Cổng không ký đường dẫn này, hoặc khoá đã ký nó không còn hiệu lực.',
      en: 'The gateway has not signed this link, or the key that signed it counts no more.',
    },
    fix: {
      vi: 'Dùng nguyên đường dẫn trong bản hồ sơ nhận sau cùng.',
      en: 'Use the link, unchanged, of the dossier as it was received last.',
    },
  },
  'file-link-over': {
    status: 410,
    owner: 'client',
    retryable: false,
    title: { vi: 'Đường dẫn đã hết hiệu lực', en: 'The link is over' },
    detail: {
      vi: 'Đường dẫn đã hết hạn, bị thu hồi, hoặc hồ sơ không còn tệp này.',
      en: 'The link has expired or was revoked, or the dossier has this file no more.',
    },
    fix: {
      vi: 'Cơ quan gửi lại hồ sơ thì nền tảng nhận đường dẫn mới.',
      en: 'When the agency puts the dossier again the platform gets a new link.',
    },
  },
  'file-range': {
    status: 416,
    owner: 'client',
    retryable: false,
    title: { vi: 'Tệp không có đoạn này', en: 'The file has no such range' },
    detail: {
      vi: 'Đoạn trong Range nằm ngoài tệp, hoặc kho tệp không cho tải từng đoạn.',
      en: 'The range lies outside of the file, or the store serves no ranges.',
    },
    fix: { vi: 'Tải cả tệp, không có Range.', en: 'Fetch the whole file, without Range.' },
  },
  'file-missing': {
    status: 502,
    owner: 'upstream',
    retryable: false,
    title: { vi: 'Kho tệp của cơ quan không có tệp này', en: 'The agency’s store does not have the file' },
    detail: {
      vi: 'Đường dẫn đúng, nhưng kho tệp của cơ quan không còn tệp ở địa chỉ đã báo.',
      en: 'The link is good, but there is no file at the address that the agency gave.',
    },
    fix: {
      vi: 'Cơ quan đặt lại tệp, hoặc gửi lại hồ sơ với địa chỉ đúng.',
      en: 'The agency puts the file back, or the dossier again with the right address.',
    },
  },
  'file-store-failed': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Kho tệp của cơ quan không trả lời được', en: 'The agency’s store cannot answer' },
    detail: {
      vi: 'Cổng không lấy được tệp từ kho tệp của cơ quan ({reason}).',
      en: 'The gateway could not get the file from the agency’s store ({reason}).',
    },
    fix: {
      vi: 'Thử lại sau; người quản trị xem nhật ký theo mã correlationId.',
      en: 'Try again later; an admin looks into the log by the correlationId.',
    },
  },
  'file-store-taken': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Tên kho tệp đã dùng', en: 'The store’s name is taken' },
    detail: { vi: 'Đã có kho tệp {store}.', en: 'There is a file store {store} already.' },
    fix: {
      vi: 'Chọn tên khác, hoặc xoá kho cũ trước.',
      en: 'Choose another name, or delete the old one first.',
    },
  },
  'file-store-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có kho tệp này', en: 'There is no such file store' },
    detail: { vi: 'Không có kho tệp {store}.', en: 'There is no file store {store}.' },
    fix: { vi: 'Xem lienthong file-store list.', en: 'See lienthong file-store list.' },
  },
} as const satisfies Record<string, CatalogEntry>
