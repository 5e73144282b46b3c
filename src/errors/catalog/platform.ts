import type { CatalogEntry } from './entry.ts'

/** What comes of a call to a platform. */
export const platformErrors = {
  'message-not-encodable': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Nền tảng đích không nhận được dữ liệu này', en: 'The platform cannot take this data' },
    detail: {
      vi: 'Có {count} chỗ không ghi được theo mẫu của nền tảng: {places}.',
      en: "{count} places cannot be written in the platform's form: {places}.",
    },
    fix: {
      vi: 'Sửa từng chỗ ở hệ thống một cửa rồi gửi lại.',
      en: 'Mend each place in the one-stop system and send again.',
    },
  },
  'platform-unreachable': {
    status: 503,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Không kết nối được tới nền tảng', en: 'The platform cannot be reached' },
    detail: {
      vi: 'Lời gọi chưa rời khỏi cổng ({reason}).',
      en: 'The call has not left the gateway ({reason}).',
    },
    fix: {
      vi: 'Cổng sẽ tự gửi lại; nếu kéo dài, kiểm tra đường truyền, tên miền và địa chỉ trong cài đặt.',
      en: 'The gateway sends again by itself; if it lasts, check the line, the name and the address in the settings.',
    },
  },
  'platform-spared': {
    status: 503,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Cổng tạm chưa gọi nền tảng', en: 'The gateway spares the platform for now' },
    detail: {
      vi: 'Lời gọi chưa rời khỏi cổng: nền tảng đang lỗi liên tục (CIRCUIT_OPEN), xin tạm nghỉ (PAUSED) hoặc đã đủ số lời gọi (RATE_LIMITED): {reason}.',
      en: 'The call has not left the gateway: the platform keeps failing (CIRCUIT_OPEN), asks for a pause (PAUSED) or has its share of calls (RATE_LIMITED): {reason}.',
    },
    fix: {
      vi: 'Cổng sẽ tự gửi lại khi đến lượt; nếu CIRCUIT_OPEN kéo dài, báo đơn vị vận hành nền tảng.',
      en: "The gateway sends again by itself in turn; if CIRCUIT_OPEN lasts, tell the platform's operators.",
    },
  },
  'platform-address-refused': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: {
      vi: 'Địa chỉ của nền tảng nằm ngoài mạng được phép',
      en: "The platform's address is in no allowed network",
    },
    detail: {
      vi: 'Tên máy chủ dẫn tới một địa chỉ nội bộ hoặc đặc biệt mà quản trị chưa cho phép; lời gọi chưa rời khỏi cổng.',
      en: 'Its host name leads to a private or special address that the operator has not allowed; the call has not left the gateway.',
    },
    fix: {
      vi: 'Nếu nền tảng đúng là ở mạng đó, thêm mạng vào egress.allowedNetworks trong thiết lập (LIENTHONG_EGRESS_ALLOWED_NETWORKS); nếu không, kiểm tra tên miền.',
      en: 'If the platform does live there, add the network to egress.allowedNetworks in the settings (LIENTHONG_EGRESS_ALLOWED_NETWORKS); if not, check the name.',
    },
  },
  'platform-not-trusted': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Không tin được chứng thư của nền tảng', en: "The platform's certificate is not trusted" },
    detail: {
      vi: 'Chứng thư TLS không kiểm chứng được ({reason}); lời gọi chưa rời khỏi cổng.',
      en: 'Its TLS certificate cannot be verified ({reason}); the call has not left the gateway.',
    },
    fix: {
      vi: 'Lấy chứng thư gốc của nền tảng đưa vào cài đặt của bộ nối; việc kiểm chứng không tắt được.',
      en: "Put the platform's issuing certificate into the adapter's settings; verification cannot be switched off.",
    },
  },
  'platform-timeout': {
    status: 504,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Nền tảng không trả lời kịp', en: 'The platform did not answer in time' },
    detail: {
      vi: 'Lời gọi đã đi nhưng chưa biết nền tảng có nhận hay không.',
      en: 'The call went out; whether the platform took it is unknown.',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng trước khi gửi tiếp; không cần gửi lại bằng tay.',
      en: 'The gateway asks the platform before it sends again; nothing to do by hand.',
    },
  },
  'platform-connection-lost': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: {
      vi: 'Mất kết nối giữa chừng với nền tảng',
      en: 'The connection to the platform was lost midway',
    },
    detail: {
      vi: 'Lời gọi có thể đã tới nơi ({reason}).',
      en: 'The call may have arrived ({reason}).',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng trước khi gửi tiếp; không cần gửi lại bằng tay.',
      en: 'The gateway asks the platform before it sends again; nothing to do by hand.',
    },
  },
  'platform-answer-unknown': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Không hiểu câu trả lời của nền tảng', en: "The platform's answer is not understood" },
    detail: {
      vi: 'Không quy tắc nào của bộ nối khớp với câu trả lời.',
      en: "None of the adapter's outcome rules matches the answer.",
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng; nếu lặp lại, thêm quy tắc cho câu trả lời này vào adapter.json.',
      en: 'The gateway asks the platform again; if it recurs, add a rule for this answer to adapter.json.',
    },
  },
  'platform-answer-too-large': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Câu trả lời của nền tảng quá lớn', en: "The platform's answer is too large" },
    detail: {
      vi: 'Đã dừng đọc sau {bytes} byte.',
      en: 'Reading stopped after {bytes} bytes.',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng; nếu câu trả lời lớn là đúng, tăng limits.responseBytes trong adapter.json.',
      en: 'The gateway asks the platform again; if large answers are right, raise limits.responseBytes in adapter.json.',
    },
  },
  'platform-answer-malformed': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Câu trả lời của nền tảng bị hỏng', en: "The platform's answer is malformed" },
    detail: {
      vi: 'Cổng không đọc phần {part} của câu trả lời ({reason}).',
      en: 'The gateway does not read the {part} of the answer ({reason}).',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng; nếu lặp lại, báo đơn vị vận hành nền tảng.',
      en: "The gateway asks the platform again; if it recurs, tell the platform's operators.",
    },
  },
  'platform-answer-unmapped': {
    status: 502,
    owner: 'operator',
    retryable: false,
    title: {
      vi: 'Không dịch được câu trả lời của nền tảng',
      en: "The platform's answer does not fit its field table",
    },
    detail: {
      vi: '{count} chỗ không khớp bảng trường: {places}. Không phần nào của câu trả lời được dùng.',
      en: '{count} places do not fit the field table: {places}. No part of the answer was used.',
    },
    fix: {
      vi: 'So câu trả lời với tài liệu của nền tảng; sửa bảng trường trong một bản mới của bộ nối.',
      en: "Compare the answer with the platform's guide; mend the field table in a new version of the adapter.",
    },
  },
  'platform-reply-crossed': {
    status: 502,
    owner: 'upstream',
    retryable: false,
    title: {
      vi: 'Câu trả lời không phải của lời gọi này (sự kiện an ninh)',
      en: 'The answer does not belong to this call (a security event)',
    },
    detail: {
      vi: 'Câu trả lời không lặp lại đúng {member} của lời gọi.',
      en: "The answer does not repeat the call's {member}.",
    },
    fix: {
      vi: 'Không gửi lại. Báo đơn vị vận hành máy chủ an ninh và người phụ trách an toàn thông tin, kèm mã đối chiếu; gửi lại bằng tay sau khi đã rõ.',
      en: 'Do not send again. Tell the operators of the security server and your security officer, with the correlation id; replay by hand once it is explained.',
    },
  },
  'platform-login-refused': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Nền tảng từ chối đăng nhập', en: 'The platform refuses the login' },
    detail: {
      vi: 'Tài khoản hoặc mật khẩu trong cài đặt của bộ nối {adapter} không được chấp nhận.',
      en: 'The account or password in the settings of adapter {adapter} is not accepted.',
    },
    fix: {
      vi: 'Kiểm tra tài khoản với đơn vị cấp rồi sửa cài đặt; các hồ sơ đang chờ sẽ tự đi tiếp.',
      en: 'Check the account with whoever issued it and mend the settings; what waits goes out by itself.',
    },
  },
  'platform-grant-lost': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Refresh token không còn dùng được', en: 'The refresh token is good no longer' },
    detail: {
      vi: 'Nền tảng của bộ nối {adapter} không nhận refresh token nữa: token dùng một lần đã bị thay mà câu trả lời mất, hoặc đã hết hạn.',
      en: 'The platform of adapter {adapter} takes the refresh token no longer: it was replaced and the answer lost, or it has expired.',
    },
    fix: {
      vi: 'Quản trị tài khoản đăng nhập lấy refresh token mới, rồi: lienthong adapter grant {adapter} --file <tệp>.',
      en: 'The account’s admin logs in for a new refresh token, then: lienthong adapter grant {adapter} --file <file>.',
    },
  },
  'platform-session-rejected': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: {
      vi: 'Nền tảng không nhận phiên vừa cấp',
      en: 'The platform rejects the session it has just issued',
    },
    detail: {
      vi: 'Đã đăng nhập lại một lần mà phiên mới vẫn bị từ chối.',
      en: 'After one fresh login the new session is still rejected.',
    },
    fix: {
      vi: 'Cổng sẽ thử lại; nếu lặp lại, báo đơn vị vận hành nền tảng và kiểm tra quyền của tài khoản.',
      en: "The gateway tries again; if it recurs, tell the platform's operators and check the account's rights.",
    },
  },
} as const satisfies Record<string, CatalogEntry>
