import type { Dossier } from '../../../src/contract/types.generated.ts'

/** What the gateway hands an adapter for a dossier. */
export type Sent = Dossier & { code: string; procedure: { nationalCode: string } }

const papers = ['Đơn đề nghị', 'Giấy khám sức khỏe', 'Bản sao hộ chiếu', 'Ảnh chân dung', 'Giấy ủy quyền']

function paper(index: number) {
  const name = `${papers[index % papers.length]} ${index + 1}.pdf`
  return {
    id: `tep-${index + 1}`,
    name,
    component: `000.00.00.H99-KQ00${index}`,
    url: `https://tep.h99.example/ho-so/0042/${encodeURIComponent(name)}`,
    digitised: index % 2 === 0,
    ...(index % 3 === 0 ? { reuse: 'reused' as const } : {}),
    ...(index % 4 === 0 ? { fromNationalStore: true } : {}),
  }
}

/** A dossier on its way back to the citizen: 27 fields of the portal filled in, ten documents, two fees, one result. */
export const dossier: Sent = {
  code: 'H99.05-261122-0042',
  procedure: {
    code: '2.900452',
    nationalCode: '1.900452',
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
  status: 'returned',
  filedAt: '2026-11-16T08:15:00+07:00',
  receivedAt: '2026-11-16T08:40:12+07:00',
  dueAt: '2026-11-23T17:00:00+07:00',
  finishedAt: '2026-11-20T09:30:00+07:00',
  returnedAt: '2026-11-20T03:05:00Z',
  returnMethod: 'counter',
  digitised: true,
  onlinePayment: 'national-portal',
  documents: Array.from({ length: 10 }, (_, index) => paper(index)),
  fees: [
    { name: 'Lệ phí cấp giấy phép', kind: 'fee', amount: 135_000, collected: 'reception' },
    { name: 'Phí sát hạch', code: 'P01', kind: 'charge', amount: 90_000 },
  ],
  results: [
    {
      name: 'Giấy phép lái xe.pdf',
      code: 'KQ.G07.000122',
      url: 'https://tep.h99.example/ho-so/0042/ket-qua.pdf',
    },
  ],
} as Sent
