import type { CatalogEntry } from './entry.ts'

/** What X-Road's security servers report about themselves, told apart from a provider's own errors. */
export const xRoadErrors = {
  'x-road-not-permitted': {
    status: 502,
    owner: 'operator',
    retryable: false,
    title: { vi: 'X-Road không cho phép gọi dịch vụ này', en: 'X-Road does not permit this call' },
    detail: {
      vi: 'Máy chủ an ninh từ chối quyền của hệ thống gọi ({code}).',
      en: 'The security server denies the calling subsystem the right ({code}).',
    },
    fix: {
      vi: 'Xin đơn vị cung cấp cấp quyền cho subsystem trong cài đặt rồi gửi lại.',
      en: 'Ask the provider to grant the subsystem named in the settings the right, then replay.',
    },
  },
  'x-road-unregistered': {
    status: 502,
    owner: 'operator',
    retryable: false,
    title: {
      vi: 'X-Road không biết thành viên hoặc dịch vụ này',
      en: 'X-Road knows no such member or service',
    },
    detail: {
      vi: 'Định danh trong lời gọi chưa được đăng ký ({code}).',
      en: 'An identifier in the call is not registered ({code}).',
    },
    fix: {
      vi: 'Kiểm tra client và service trong cài đặt của bộ nối rồi gửi lại.',
      en: "Check client and service in the adapter's settings, then replay.",
    },
  },
  'x-road-switched-off': {
    status: 503,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Dịch vụ đang tạm ngừng', en: 'The service is switched off' },
    detail: {
      vi: 'Đơn vị cung cấp đã tạm ngừng dịch vụ ({code}).',
      en: 'The provider has switched the service off ({code}).',
    },
    fix: {
      vi: 'Cổng sẽ tự gửi lại; nếu kéo dài, hỏi đơn vị cung cấp.',
      en: 'The gateway sends again by itself; if it lasts, ask the provider.',
    },
  },
  'x-road-malformed-call': {
    status: 502,
    owner: 'operator',
    retryable: false,
    title: { vi: 'X-Road không nhận lời gọi này', en: 'X-Road does not take this call' },
    detail: {
      vi: 'Lời gọi không đúng giao thức hoặc không đúng loại dịch vụ ({code}).',
      en: 'The call breaks the protocol or does not fit the kind of service ({code}).',
    },
    fix: {
      vi: 'Sửa transport và request trong adapter.json theo loại dịch vụ (REST hay SOAP) rồi gửi lại.',
      en: 'Mend transport and request in adapter.json to fit the service (REST or SOAP), then replay.',
    },
  },
  'x-road-provider-failed': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Hệ thống của đơn vị cung cấp trả lời sai', en: "The provider's system answered badly" },
    detail: {
      vi: 'Máy chủ an ninh không nhận câu trả lời của đơn vị cung cấp ({code}); lời gọi có thể đã được xử lý.',
      en: "The security server did not accept the provider's answer ({code}); the call may have been carried out.",
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại trước khi gửi tiếp; nếu lặp lại, báo đơn vị cung cấp.',
      en: 'The gateway asks before it sends again; if it recurs, tell the provider.',
    },
  },
  'x-road-security': {
    status: 502,
    owner: 'upstream',
    retryable: false,
    title: {
      vi: 'X-Road báo lỗi chữ ký hoặc câu trả lời không khớp (sự kiện an ninh)',
      en: 'X-Road reports a signature or consistency failure (a security event)',
    },
    detail: {
      vi: 'Máy chủ an ninh không tin thông điệp này ({code}).',
      en: 'The security server does not trust this message ({code}).',
    },
    fix: {
      vi: 'Không gửi lại. Báo đơn vị vận hành máy chủ an ninh và người phụ trách an toàn thông tin; gửi lại bằng tay sau khi đã rõ.',
      en: 'Do not send again. Tell the operators of the security server and your security officer; replay by hand once it is explained.',
    },
  },
  'x-road-server-health': {
    status: 503,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Máy chủ an ninh X-Road đang có sự cố', en: 'An X-Road security server is ill' },
    detail: {
      vi: 'Máy chủ an ninh chưa phục vụ được ({code}).',
      en: 'The security server cannot serve now ({code}).',
    },
    fix: {
      vi: 'Báo người vận hành máy chủ an ninh (khóa, chứng thư, cấu hình toàn cục, nhật ký); cổng sẽ tự gửi lại.',
      en: 'Tell the operators of the security server (keys, certificates, global configuration, message log); the gateway sends again by itself.',
    },
  },
  'x-road-network': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'X-Road không nối được tới đơn vị cung cấp', en: 'X-Road could not reach the provider' },
    detail: {
      vi: 'Đường truyền giữa các máy chủ an ninh hoặc tới dịch vụ bị lỗi ({code}); lời gọi có thể đã tới nơi.',
      en: 'The line between the security servers or to the service failed ({code}); the call may have arrived.',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại trước khi gửi tiếp; không cần gửi lại bằng tay.',
      en: 'The gateway asks before it sends again; nothing to do by hand.',
    },
  },
  'x-road-internal': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Máy chủ an ninh X-Road lỗi bên trong', en: 'An X-Road security server failed inside' },
    detail: {
      vi: 'Máy chủ an ninh báo lỗi của chính nó ({code}).',
      en: 'The security server reports a failure of its own ({code}).',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại trước khi gửi tiếp; nếu lặp lại, báo đơn vị vận hành máy chủ an ninh.',
      en: 'The gateway asks before it sends again; if it recurs, tell the operators of the security server.',
    },
  },
  'x-road-other': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'X-Road báo một lỗi chưa biết', en: 'X-Road reports an error that is not known' },
    detail: {
      vi: 'Mã lỗi không có trong danh sách ({code}).',
      en: 'The error code is not in the list ({code}).',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại; nếu lặp lại, thêm quy tắc xRoad cho mã này vào adapter.json.',
      en: 'The gateway asks again; if it recurs, add an xRoad rule for this code to adapter.json.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
