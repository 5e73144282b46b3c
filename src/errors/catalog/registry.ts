import type { CatalogEntry } from './entry.ts'

/** Registering adapters, and which version of one gets new messages. */
export const registryErrors = {
  'adapter-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có bộ nối này', en: 'There is no such adapter' },
    detail: { vi: 'Chưa đăng ký bộ nối "{adapter}".', en: 'No adapter "{adapter}" is registered.' },
    fix: { vi: 'Xem danh sách: lienthong adapter list.', en: 'See the list: lienthong adapter list.' },
  },
  'adapter-has-no-grant': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Bộ nối không dùng refresh token', en: 'The adapter uses no refresh token' },
    detail: {
      vi: 'Bộ nối "{adapter}" không đăng nhập bằng refresh token lấy từ thiết lập.',
      en: 'Adapter "{adapter}" does not log in with a refresh token of its settings.',
    },
    fix: {
      vi: 'Xem các bộ nối có token: lienthong adapter grants.',
      en: 'See which ones do: lienthong adapter grants.',
    },
  },
  'adapter-version-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có phiên bản này', en: 'There is no such version' },
    detail: {
      vi: 'Chưa đăng ký bộ nối "{adapter}" phiên bản {version}.',
      en: 'No version {version} of the adapter "{adapter}" is registered.',
    },
    fix: {
      vi: 'Xem các phiên bản: lienthong adapter show {adapter}.',
      en: 'See its versions: lienthong adapter show {adapter}.',
    },
  },
  'adapter-bundle-invalid': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Gói bộ nối không hợp lệ', en: 'The adapter bundle is not valid' },
    detail: { vi: '{reason}. Không có gì được lưu.', en: '{reason}. Nothing was stored.' },
    fix: {
      vi: 'Gói là {"files": {đường dẫn: nội dung}} gồm adapter.json, README.md, maps/*.csv, tables/*.csv, schemas/*.json, fixtures/*, wsdl/*; chỉ dữ liệu, không có mã lệnh.',
      en: 'A bundle is {"files": {path: text}} of adapter.json, README.md, maps/*.csv, tables/*.csv, schemas/*.json, fixtures/*, wsdl/*; data only, no code.',
    },
  },
  'adapter-version-taken': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Phiên bản đã có với nội dung khác', en: 'The version exists with other content' },
    detail: {
      vi: 'Bộ nối "{adapter}" {version} đã đăng ký với sha256 {known}; gói này có sha256 {given}. Một phiên bản không bao giờ đổi nội dung.',
      en: 'The adapter "{adapter}" {version} is registered with sha256 {known}; this bundle has sha256 {given}. A version never changes.',
    },
    fix: {
      vi: 'Tăng "version" trong adapter.json rồi đăng ký lại.',
      en: 'Raise "version" in adapter.json and register again.',
    },
  },
  'adapter-not-conformant': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Bộ nối không qua bộ kiểm thử', en: 'The adapter does not pass the conformance suite' },
    detail: {
      vi: '{count} lỗi, xem "violations"; trạng thái không đổi.',
      en: '{count} faults, see "violations"; nothing has changed.',
    },
    fix: {
      vi: 'Chạy lienthong adapter test <thư mục> để xem cả báo cáo, sửa rồi đăng ký lại.',
      en: 'Run lienthong adapter test <folder> for the whole report, mend it and register again.',
    },
  },
  'adapter-state': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Trạng thái phiên bản không cho phép', en: 'The state of the version does not allow this' },
    detail: {
      vi: 'Bộ nối "{adapter}" {version} đang ở "{state}"; thao tác "{action}" cần: {allowed}.',
      en: 'The adapter "{adapter}" {version} is "{state}"; "{action}" needs: {allowed}.',
    },
    fix: {
      vi: 'draft và retired phải qua kiểm thử (POST …/test) trước khi kích hoạt.',
      en: 'A draft or retired version must pass its test (POST …/test) before it is activated.',
    },
  },
  'adapter-settings-unfit': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Chưa có thiết lập hợp với phiên bản này', en: 'No settings fit this version' },
    detail: {
      vi: 'Bộ nối "{adapter}" {version} không chạy được với thiết lập đang có: {reason}.',
      en: 'The adapter "{adapter}" {version} cannot run with the settings there are: {reason}.',
    },
    fix: {
      vi: 'Đặt thiết lập trước: lienthong adapter settings {adapter} --for {version}, hoặc PUT /admin/v1/adapters/{adapter}/settings?version={version}.',
      en: 'Set them first: lienthong adapter settings {adapter} --for {version}, or PUT /admin/v1/adapters/{adapter}/settings?version={version}.',
    },
  },
  'adapter-second-admin': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Cần người thứ hai', en: 'A second person is needed' },
    detail: {
      vi: 'Bộ nối "{adapter}", {what} do "{who}" đưa vào; người cho chạy phải là một quản trị viên khác.',
      en: 'The adapter "{adapter}", {what} comes from "{who}"; another admin must put it in force.',
    },
    fix: {
      vi: 'Nhờ một quản trị viên khác kích hoạt hoặc xác nhận qua API quản trị (registry.dualControl đang bật).',
      en: 'Ask another admin to activate or confirm it through the admin API (registry.dualControl is on).',
    },
  },
  'settings-proposal-unknown': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không còn đề xuất thiết lập này', en: 'These proposed settings are not open any more' },
    detail: {
      vi: 'Đề xuất {number} của bộ nối "{adapter}" không có, đã được xác nhận, hoặc đã có thay đổi khác sau nó.',
      en: 'The proposal {number} for the adapter "{adapter}" is not there, was confirmed, or something has changed since.',
    },
    fix: {
      vi: 'Xem lại GET /admin/v1/adapters/{adapter}/settings rồi xác nhận đề xuất đang chờ, hoặc đề xuất lại.',
      en: 'Look at GET /admin/v1/adapters/{adapter}/settings again and confirm what waits there, or propose anew.',
    },
  },
  'adapter-nothing-before': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có phiên bản để lùi về', en: 'There is no version to go back to' },
    detail: {
      vi: 'Bộ nối "{adapter}" không có phiên bản đang chạy, hoặc trước nó chưa có phiên bản nào còn dùng được.',
      en: 'The adapter "{adapter}" has no active version, or none before it that can still be used.',
    },
    fix: {
      vi: 'Kích hoạt thẳng một phiên bản: lienthong adapter activate {adapter} <phiên bản>.',
      en: 'Activate a version by its name: lienthong adapter activate {adapter} <version>.',
    },
  },
  'replay-version-unfit': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không gửi lại được bằng phiên bản này', en: 'This version cannot carry the delivery' },
    detail: {
      vi: 'Bộ nối "{adapter}" {version} ({state}) không thực hiện được "{operation}" của lượt gửi.',
      en: 'The adapter "{adapter}" {version} ({state}) cannot carry out "{operation}" of the delivery.',
    },
    fix: {
      vi: 'Chọn phiên bản "tested" hoặc "active" có thao tác ấy.',
      en: 'Choose a version that is "tested" or "active" and has that operation.',
    },
  },
  'adapter-bundle-broken': {
    status: 500,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Gói bộ nối trong sổ cái đã hỏng', en: 'An adapter bundle in the ledger is broken' },
    detail: {
      vi: 'Gói của bộ nối "{adapter}" {version} không khớp sha256 đã ghi.',
      en: 'The bundle of the adapter "{adapter}" {version} does not have the sha256 recorded.',
    },
    fix: {
      vi: 'Khôi phục bảng adapter_versions từ bản sao lưu, và tìm xem ai đã sửa sổ cái.',
      en: 'Restore the table adapter_versions from a backup, and find out who changed the ledger.',
    },
  },
  'adapter-folder-changed': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: {
      vi: 'Thư mục bộ nối đã đổi dưới cùng phiên bản',
      en: 'An adapter’s folder changed under the same version',
    },
    detail: {
      vi: 'adapters/{adapter} ghi phiên bản {version} nhưng nội dung (sha256 {given}) khác nội dung đã đăng ký (sha256 {known}). Một phiên bản không bao giờ đổi nội dung; chưa khởi động gì.',
      en: 'adapters/{adapter} says version {version}, but its content (sha256 {given}) is not what is registered (sha256 {known}). A version never changes; nothing was started.',
    },
    fix: {
      vi: 'Trả lại thư mục cũ, hoặc tăng "version" trong adapter.json. Khi phát triển, chạy với sandbox (LIENTHONG_SANDBOX=on): nội dung mới được dùng ngay dưới tên {version}+….',
      en: 'Put the folder back, or raise "version" in adapter.json. While developing, run with the sandbox (LIENTHONG_SANDBOX=on): the new content is used at once, as {version}+….',
    },
  },
  'webhook-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có webhook này', en: 'There is no such webhook' },
    detail: { vi: 'Không có webhook "{webhook}" đang dùng.', en: 'There is no webhook "{webhook}" in use.' },
    fix: { vi: 'Xem danh sách: lienthong webhook list.', en: 'See the list: lienthong webhook list.' },
  },
  'webhook-taken': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Đã có webhook tên này', en: 'There is a webhook of this name' },
    detail: {
      vi: 'Webhook "{webhook}" đang chạy; không có gì thay đổi.',
      en: 'The webhook "{webhook}" is active; nothing has changed.',
    },
    fix: {
      vi: 'Chọn tên khác, hoặc bỏ webhook cũ trước: lienthong webhook delete.',
      en: 'Choose another name, or take the old one away first: lienthong webhook delete.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
