import type { CatalogEntry } from './entry.ts'

/** What is wrong with a SOAP message before anybody looks at what it asks for. */
export const soapErrors = {
  'soap-malformed': {
    status: 400,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không phải thông điệp SOAP đọc được', en: 'This is no SOAP message that can be read' },
    detail: { vi: 'Không đọc được thông điệp: {reason}.', en: 'The message could not be read: {reason}.' },
    fix: {
      vi: 'Gửi một Envelope SOAP 1.1 hoặc 1.2, XML 1.0, UTF-8, không DOCTYPE, Body có đúng một thao tác; xem /soap?wsdl.',
      en: 'Send one SOAP 1.1 or 1.2 Envelope, XML 1.0 in UTF-8 without DOCTYPE, whose Body holds one operation; see /soap?wsdl.',
    },
  },
  'soap-version-unknown': {
    status: 400,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không rõ phiên bản SOAP', en: 'This SOAP version is not known' },
    detail: {
      vi: 'Envelope không thuộc SOAP 1.1 hoặc SOAP 1.2.',
      en: 'The Envelope is neither of SOAP 1.1 nor of SOAP 1.2.',
    },
    fix: {
      vi: 'Dùng không gian tên {soap11} hoặc {soap12}.',
      en: 'Use the namespace {soap11} or {soap12}.',
    },
  },
  'soap-operation-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có thao tác SOAP này', en: 'There is no such SOAP operation' },
    detail: {
      vi: 'Phần tử trong Body phải là một trong: {operations}, không gian tên {namespace}.',
      en: 'The element in the Body must be one of: {operations}, in the namespace {namespace}.',
    },
    fix: { vi: 'Xem các thao tác ở /soap?wsdl.', en: 'See /soap?wsdl for the operations there are.' },
  },
  'soap-header-unknown': {
    status: 400,
    owner: 'client',
    retryable: false,
    title: {
      vi: 'Tiêu đề SOAP bắt buộc hiểu mà cổng không hiểu',
      en: 'A SOAP header must be understood and is not',
    },
    detail: {
      vi: 'Thông điệp có tiêu đề mustUnderstand mà cổng không xử lý; không có gì được thực hiện.',
      en: 'The message has a mustUnderstand header that this gateway does not process; nothing was done.',
    },
    fix: {
      vi: 'Chỉ gửi wsse:Security (UsernameToken), IdempotencyKey, CorrelationId, hoặc bỏ mustUnderstand.',
      en: 'Send wsse:Security (UsernameToken), IdempotencyKey and CorrelationId only, or leave mustUnderstand out.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
