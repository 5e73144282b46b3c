import type { Dossier, Step } from '../../contract/types.generated.ts'
import { dayName, dayOf, dueAfter, instant, minute, startOf } from './calendar.ts'

/** What a new gateway is shown first: one dossier that has just been accepted, and the step that follows. */
export interface Sample {
  readonly code: string
  readonly dossier: Dossier
  readonly step: Step
}

/** A dossier about a driving licence, filed a quarter of an hour ago; fixed but for its
 * dates and a number of its own for every second. */
export function sampleDossier(now: Date): Sample {
  const time = now.getTime()
  const dueAt = instant(dueAfter(time, 5))
  const date = dayName(dayOf(time)).slice(2).replaceAll('-', '')
  return {
    code: `H99.05-${date}-${String(Math.floor((time - startOf(dayOf(time))) / 1000)).padStart(5, '0')}`,
    dossier: {
      procedure: {
        code: '2.900452',
        name: 'Cấp giấy phép lái xe',
        domain: { code: 'G04-DB', name: 'Đường bộ' },
      },
      agency: { code: 'H99.05', name: 'Sở Giao thông vận tải' },
      channel: 'online',
      origin: 'local',
      applicant: {
        type: 'citizen',
        name: 'NGUYỄN VĂN MẪU',
        identities: [{ type: 'personal-id', number: '000000000001' }],
        email: 'mau@example.vn',
        phone: '0900000000',
        vneid: true,
      },
      summary: 'NGUYỄN VĂN MẪU: Cấp giấy phép lái xe',
      status: 'accepted',
      filedAt: instant(time - 15 * minute),
      receivedAt: instant(time - 5 * minute),
      dueAt,
      returnMethod: 'counter',
      digitised: true,
      onlinePayment: 'none',
      documents: [
        { id: 'mau-1', name: 'Đơn đề nghị.pdf', url: 'https://tep.h99.example/t/mau-1.pdf', digitised: true },
      ],
    },
    step: {
      at: instant(time),
      status: 'processing',
      officer: { name: 'Trần Thị Ví Dụ', title: 'Chuyên viên' },
      department: 'Phòng Quản lý vận tải',
      content: 'Thẩm định hồ sơ',
      dueAt,
    },
  }
}
