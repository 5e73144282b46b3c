import type { CatalogEntry } from './entry.ts'

/** Starting the program and its commands. */
export const programErrors = {
  'settings-invalid': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Thiết lập sai', en: 'The settings are wrong' },
    detail: { vi: '{faults}', en: '{faults}' },
    fix: {
      vi: 'Sửa biến môi trường hoặc tệp thiết lập; xem README, phần Vận hành.',
      en: 'Mend the environment or the settings file; see README, Operations.',
    },
  },
  'port-taken': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Cổng mạng đã có chương trình khác dùng', en: 'The port is taken' },
    detail: { vi: 'Không mở được {address}: {reason}.', en: 'Cannot listen on {address}: {reason}.' },
    fix: {
      vi: 'Dừng chương trình kia, hoặc chọn cổng khác bằng {variable}.',
      en: 'Stop the other program, or choose another port with {variable}.',
    },
  },
  'sandbox-failed': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Cổng thử nghiệm không chạy', en: 'The sandbox did not start' },
    detail: { vi: 'Chương trình sandbox dừng: {reason}.', en: 'The sandbox program ended: {reason}.' },
    fix: {
      vi: 'Xem thông báo phía trên; đổi cổng bằng LIENTHONG_SANDBOX_PORT.',
      en: 'See the lines above; change its port with LIENTHONG_SANDBOX_PORT.',
    },
  },
  'sample-refused': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Hồ sơ mẫu không gửi được', en: 'The sample dossier was not accepted' },
    detail: { vi: 'Cổng kết nối trả lời {status}: {reason}', en: 'The gateway answered {status}: {reason}' },
    fix: {
      vi: 'Kiểm tra khoá trong first-run.json còn hiệu lực.',
      en: 'Check that the key in first-run.json is still valid.',
    },
  },
  'demo-unreachable': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Không gọi được', en: 'Out of reach' },
    detail: { vi: '{what} tại {url}: {reason}', en: '{what} at {url}: {reason}' },
    fix: {
      vi: 'Kiểm tra LIENTHONG_URL, LIENTHONG_KEY, LIENTHONG_SANDBOX_PORT và cổng kết nối đang chạy.',
      en: 'Check LIENTHONG_URL, LIENTHONG_KEY, LIENTHONG_SANDBOX_PORT, and that the gateway runs.',
    },
  },
  'demo-gateway-failed': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Cổng kết nối của bản chạy thử không chạy được', en: 'The demo’s own gateway does not run' },
    detail: { vi: '{reason}', en: '{reason}' },
    fix: {
      vi: 'Chạy riêng npm start để xem lỗi.',
      en: 'Run npm start by itself to see the failure.',
    },
  },
  usage: {
    status: 400,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Lệnh chưa đúng', en: 'The command is not right' },
    detail: { vi: '{reason}', en: '{reason}' },
    fix: { vi: 'Xem lienthong --help.', en: 'See lienthong --help.' },
  },
} as const satisfies Record<string, CatalogEntry>
