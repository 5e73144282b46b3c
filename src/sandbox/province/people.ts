import type { Applicant } from '../../contract/types.generated.ts'
import type { Random } from './random.ts'

// Nobody: common parts put together by chance, with numbers that are given to no person (000, 099) and no subscriber.
const families = 'Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh Đoàn'
const middles = 'Văn Thị Đức Thu Minh Ngọc Hữu Thanh Quang Hồng Xuân Kim Đình Bích Công Thuỳ'
const givens =
  'Mẫu An Bình Cường Dung Giang Hà Hạnh Hùng Hương Khánh Lan Linh Long Mạnh Nga Phương Quân Sơn Thảo Trang Tuấn Vân Yến'
const trades = 'Xây dựng|Thương mại|Vận tải|May mặc|Chế biến nông sản|Cơ khí|Dược phẩm|Du lịch'
const bodies = 'Hợp tác xã nông nghiệp|Hội khuyến học|Trường mầm non tư thục|Quỹ khuyến học'

type List = readonly [string, ...string[]]
const list = (text: string, separator = ' ') => text.normalize('NFC').split(separator) as unknown as List
const familyNames = list(families)
const middleNames = list(middles)
const givenNames = list(givens)
const tradeNames = list(trades, '|')
const bodyNames = list(bodies, '|')
const titles: List = ['Chuyên viên', 'Công chức một cửa', 'Phó Trưởng phòng', 'Công chức tư pháp - hộ tịch']

/** `Nguyễn Thị Mẫu`. */
export function personName(random: Random): string {
  return `${random.pick(familyNames)} ${random.pick(middleNames)} ${random.pick(givenNames)}`
}

/** Somebody in an office who handles dossiers. */
export function officer(random: Random): { name: string; title: string } {
  return { name: personName(random), title: random.pick(titles) }
}

/** Who files: mostly citizens, and enterprises where the procedure is one for enterprises. */
export function applicant(random: Random, forEnterprises: boolean, online: boolean): Applicant {
  const lot = random.next()
  if (forEnterprises ? lot < 0.85 : lot < 0.06) return withContact(random, online, enterprise(random))
  if (lot > 0.985) return withContact(random, online, organisation(random))
  return withContact(random, online, citizen(random))
}

function citizen(random: Random): Applicant {
  const old = random.chance(0.04)
  const number = `${random.chance(0.5) ? '000' : '099'}${random.digits(old ? 6 : 9)}`
  return {
    type: 'citizen',
    name: personName(random).toUpperCase(),
    identities: [{ type: old ? 'old-id' : 'personal-id', number }],
  }
}

function enterprise(random: Random): Applicant {
  const name = `CÔNG TY TNHH ${random.pick(tradeNames)} ${random.pick(givenNames)} ${random.pick(givenNames)}`
  return { type: 'enterprise', name: name.toUpperCase(), paperNumber: `000${random.digits(7)}` }
}

function organisation(random: Random): Applicant {
  const type = random.chance(0.3) ? 'agency' : 'organisation'
  const kind = type === 'agency' ? 'Ban Quản lý dự án' : random.pick(bodyNames)
  return { type, name: `${kind} ${random.pick(givenNames)}`, paperNumber: `${random.digits(3)}/QĐ-H99` }
}

function withContact(random: Random, online: boolean, who: Applicant): Applicant {
  const number = random.digits(3)
  const phone = `0900000${number}`
  if (!online) return { ...who, phone, vneid: false }
  const account = `00000000-0000-4000-8000-${random.hex()}${number}0`
  return {
    ...who,
    accountId: account,
    phone,
    email: `nguoinop${number}@example.vn`,
    vneid: random.chance(0.6),
  }
}
