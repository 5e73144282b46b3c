import type { CatalogEntry } from './entry.ts'

/** What the ledger and the rules say to a dossier, a step, a message or a delivery. */
export const exchangeErrors = {
  'dossier-of-another-agency': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Mã hồ sơ thuộc cơ quan khác', en: 'The dossier code belongs to another agency' },
    detail: {
      vi: 'Đã có hồ sơ mang mã này, do một cơ quan ngoài phạm vi của khoá gửi. Không có gì được lưu.',
      en: 'A dossier with this code was sent by an agency outside the key’s scope. Nothing was stored.',
    },
    fix: {
      vi: 'Kiểm tra cách cấp mã hồ sơ: mã quốc gia không được trùng (TT 01/2018/TT-VPCP, Điều 19).',
      en: 'Check how dossier codes are issued: the national code must be unique (TT 01/2018/TT-VPCP, art. 19).',
    },
  },
  'dossier-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Chưa có hồ sơ này', en: 'There is no such dossier' },
    detail: {
      vi: 'Không có hồ sơ nào mang mã này trong phạm vi của khoá.',
      en: 'No dossier with this code exists within the key’s scope.',
    },
    fix: {
      vi: 'Gửi hồ sơ trước: PUT /v1/dossiers/{code}.',
      en: 'Send the dossier first: PUT /v1/dossiers/{code}.',
    },
  },
  'message-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có thông điệp này', en: 'There is no such message' },
    detail: {
      vi: 'Không có thông điệp này trong phạm vi của khoá.',
      en: 'No such message within the key’s scope.',
    },
    fix: { vi: 'Dùng mã "message" trong câu trả lời 202.', en: 'Use the "message" id of a 202 answer.' },
  },
  'status-transition': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Trạng thái không đi như vậy', en: 'The status does not go that way' },
    detail: {
      vi: 'Hồ sơ đang ở "{from}" nên không chuyển sang "{to}"; có thể chuyển sang: {allowed}. Không có gì được lưu.',
      en: 'The dossier is "{from}" and does not become "{to}"; it may become: {allowed}. Nothing was stored.',
    },
    fix: {
      vi: 'Gửi các bước theo đúng thứ tự; nếu trạng thái trước ghi nhầm, gửi kèm "correction" nêu lý do.',
      en: 'Send steps in the order in which they happened; if the earlier status was a mistake, send "correction" with the reason.',
    },
  },
  'procedure-unmapped': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Thủ tục chưa có trong danh mục', en: 'The procedure is not in the catalogue' },
    detail: {
      vi: 'Mã thủ tục ở /procedure/code không có trong danh mục, đã hết hiệu lực, hoặc là mã quốc gia mà thiếu tên (lý do: {reason}). Không có gì được lưu.',
      en: 'The code at /procedure/code is not in the catalogue, no longer in force, or a national code without a name (reason: {reason}). Nothing was stored.',
    },
    fix: {
      vi: 'Sửa mã thủ tục, hoặc đề nghị người quản trị bổ sung danh mục config/catalog/procedures.csv.',
      en: 'Mend the code, or ask the admin to add it to config/catalog/procedures.csv.',
    },
  },
  'platform-would-refuse': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Một nền tảng sẽ không nhận', en: 'A platform would not take this' },
    detail: {
      vi: 'Có {count} chỗ mà "{adapter}" không nhận; xem "violations". Không có gì được lưu.',
      en: '{count} faults that "{adapter}" would not take; see "violations". Nothing was stored.',
    },
    fix: {
      vi: 'Bổ sung theo con trỏ JSON rồi gửi lại.',
      en: 'Complete it by the JSON pointers and send again.',
    },
  },
  'exchange-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có thao tác này', en: 'There is no such operation' },
    detail: {
      vi: 'Không có bộ nối "{adapter}" đang chạy với thao tác hỏi "{operation}".',
      en: 'No adapter "{adapter}" with an operation "{operation}" that asks is active.',
    },
    fix: {
      vi: 'Kiểm tra tên; người quản trị xem bằng "lienthong adapter list".',
      en: 'Check the names; an admin sees them with "lienthong adapter list".',
    },
  },
  'ask-refused': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Nền tảng không nhận câu hỏi', en: 'The platform refuses the question' },
    detail: {
      vi: 'Kết quả của "{adapter}" theo quy tắc "{rule}"; lời của nền tảng ở "violations".',
      en: 'What came of "{adapter}" by rule "{rule}"; its own words are in "violations".',
    },
    fix: { vi: 'Sửa câu hỏi rồi hỏi lại.', en: 'Mend the question and ask again.' },
  },
  'ask-failed': {
    status: 502,
    owner: 'upstream',
    retryable: false,
    title: { vi: 'Nền tảng không trả lời được câu hỏi', en: 'The platform did not answer the question' },
    detail: {
      vi: 'Kết quả của "{adapter}" theo quy tắc "{rule}"; lời của nền tảng ở "violations".',
      en: 'What came of "{adapter}" by rule "{rule}"; its own words are in "violations".',
    },
    fix: {
      vi: 'Báo người quản trị kèm mã tương quan; hỏi lại ngay không giúp ích.',
      en: 'Tell the admin the correlation id; asking again at once does not help.',
    },
  },
  'ask-unavailable': {
    status: 503,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Nền tảng chưa trả lời được', en: 'The platform does not answer just now' },
    detail: {
      vi: 'Kết quả của "{adapter}" theo quy tắc "{rule}"; lời của nền tảng ở "violations".',
      en: 'What came of "{adapter}" by rule "{rule}"; its own words are in "violations".',
    },
    fix: { vi: 'Hỏi lại sau thời gian trong Retry-After.', en: 'Ask again after the time in Retry-After.' },
  },
  'inbound-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có lối vào này', en: 'There is no such way in' },
    detail: {
      vi: 'Không có bộ nối đang chạy nào nhận lời gọi ở địa chỉ này bằng phương thức này.',
      en: 'No active adapter is called at this address with this method.',
    },
    fix: {
      vi: 'Đối chiếu địa chỉ với README của bộ nối; người quản trị xem: lienthong adapter show.',
      en: 'Compare the address with the adapter’s README; admins see: lienthong adapter show.',
    },
  },
  'event-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có sự kiện này', en: 'There is no such event' },
    detail: {
      vi: 'Không có sự kiện này trong phạm vi của khoá.',
      en: 'No such event within the key’s scope.',
    },
    fix: {
      vi: 'Ở "after" dùng mã của sự kiện cuối cùng đã đọc; lần đầu thì bỏ trống.',
      en: 'Put the id of the event that was read last into "after"; leave it out the first time.',
    },
  },
  'delivery-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có lượt gửi này', en: 'There is no such delivery' },
    detail: { vi: 'Không có lượt gửi mang mã này.', en: 'No delivery has this id.' },
    fix: { vi: 'Xem danh sách: lienthong delivery list.', en: 'See the list: lienthong delivery list.' },
  },
  'delivery-not-replayable': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Lượt gửi không cần gửi lại', en: 'The delivery cannot be replayed' },
    detail: {
      vi: 'Lượt gửi đang ở "{state}"; chỉ gửi lại được lượt "refused", "dead" hoặc "unknown".',
      en: 'The delivery is "{state}"; only "refused", "dead" or "unknown" ones can be replayed.',
    },
    fix: {
      vi: 'Lượt đang chờ sẽ tự gửi; lượt đã gửi xong thì không gửi lại.',
      en: 'Waiting deliveries go by themselves; delivered ones are not sent again.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
