import type { Dossier, LandDossier, Payment } from '../../contract/types.generated.ts'

/** What is sent of the story's land transfer. Its owner stands in the sandbox's population database. */
export const owner = {
  name: 'Nguyễn Văn Mẫu',
  personalId: '099085000001',
  birth: '1985-01-01',
  phone: '0900000001',
}
export const agency = { code: 'H99.14', name: 'Chi nhánh Văn phòng đăng ký đất đai Mẫu' }
export const procedure = { code: '1.900103' }

/** A code that no dossier of the month has. */
export function storyCode(prefix: string): string {
  const day = new Date().toISOString().slice(2, 10).replaceAll('-', '')
  return `${agency.code}-${day}-9${prefix}${String(Date.now() % 10_000_000).padStart(7, '0')}`.slice(0, 50)
}

export function theDossier(now: Date): Dossier {
  const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString()
  return {
    procedure,
    agency,
    channel: 'online',
    applicant: {
      type: 'citizen',
      name: owner.name,
      phone: owner.phone,
      identities: [{ type: 'personal-id', number: owner.personalId }],
      vneid: true,
    },
    summary: 'Chuyển nhượng quyền sử dụng đất thửa 123 tờ 15',
    status: 'accepted',
    filedAt: at(-2),
    receivedAt: at(-1),
    dueAt: at(240),
    digitised: true,
  }
}

export function theLandDossier(code: string, now: Date): LandDossier {
  const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString()
  return {
    dossier: code,
    place: { provinceCode: '99', communeCode: '99001' },
    officer: { account: 'motcua.mau' },
    receivedAt: at(-1),
    dueAt: at(240),
    propertyAddress: 'Thôn 1, xã Mẫu',
    applicant: {
      name: owner.name,
      idNumber: owner.personalId,
      address: 'Thôn 1, xã Mẫu',
      phone: owner.phone,
    },
    workflow: { code: 'CN01', name: 'Chuyển nhượng_Đăng ký biến động' },
    parcels: [{ sheet: '15', number: '123', area: 150.5, address: 'Thôn 1, xã Mẫu' }],
  }
}

export function theBill(code: string, amount: number): Payment {
  return {
    dossier: code,
    kind: 'fee',
    amount,
    narrative: `Nộp nghĩa vụ tài chính hồ sơ ${code}`,
    payer: { name: owner.name, personalId: owner.personalId, address: 'Thôn 1', province: 'Tỉnh Mẫu' },
    lines: [{ kind: 'fee', code: 'LP01', name: 'Lệ phí trước bạ, thuế thu nhập cá nhân', amount }],
    beneficiary: { account: '0000000000', bank: 'NHMAU', name: 'Don vi Mau' },
  }
}
