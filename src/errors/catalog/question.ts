import type { CatalogEntry } from './entry.ts'

/** What is said to whoever answers questions, or publishes their own. */
export const questionErrors = {
  'question-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có câu hỏi này', en: 'There is no such question' },
    detail: {
      vi: 'Không có câu hỏi nào mang mã này trong phạm vi của khoá.',
      en: 'No question of this id is within the key’s scope.',
    },
    fix: {
      vi: 'Dùng "id" trong sự kiện question.arrived, hoặc xem GET /v1/questions.',
      en: 'Use "id" of the event question.arrived, or see GET /v1/questions.',
    },
  },
  'question-taken': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Mã câu hỏi đã có chủ', en: 'The question’s id is taken' },
    detail: {
      vi: 'Mã này là của một câu hỏi gửi trên Cổng, hoặc của cơ quan khác. Không có gì được lưu.',
      en: 'This id is that of a question sent on the portal, or of another agency’s. Nothing was stored.',
    },
    fix: {
      vi: 'Chọn mã khác; câu hỏi gửi trên Cổng thì trả lời bằng POST /v1/questions/{id}/answer.',
      en: 'Choose another; a question sent on the portal is answered by POST /v1/questions/{id}/answer.',
    },
  },
  'question-platform-missing': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Không có nơi nhận', en: 'No platform takes it' },
    detail: {
      vi: 'Không có bộ nối nào đang chạy nhận câu hỏi hoặc câu trả lời này của cơ quan {agency}. Không có gì được lưu.',
      en: 'No active adapter takes this question or answer of the agency {agency}. Nothing was stored.',
    },
    fix: {
      vi: 'Kích hoạt bộ nối national-portal; để gửi cả câu trả lời cho câu hỏi của chính cơ quan, xem thiết lập answersFor của nó.',
      en: 'Activate the adapter national-portal; for answers to an agency’s own questions see its setting answersFor.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
