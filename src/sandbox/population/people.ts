/** A person of the pretended database, in the words of QCVN 109. Nobody: numbers begin with 000 or 099. */
export interface Person {
  readonly number: string
  readonly oldNumber: string
  readonly name: string
  /** yyyyMMdd, or a year. */
  readonly birth: string
  readonly sex: '1' | '2'
}

const registered: readonly Person[] = [
  {
    number: '000099000123',
    oldNumber: '000000123',
    name: 'Trần Thị Thử Nghiệm',
    birth: '19990215',
    sex: '2',
  },
  { number: '000000000001', oldNumber: '000000001', name: 'Nguyễn Văn Mẫu', birth: '19900101', sex: '1' },
]

export interface Wanted {
  readonly number: string
  readonly oldNumber: string
  readonly name: string
  readonly birth: string
}

/**
 * Who is meant. Of those whom it has registered the sandbox knows name and birth; of the many made-up people of the province
 * it believes what it is told, except that numbers ending in 404 are nobody's. Real people it does not have at all.
 */
export function find(wanted: Wanted): Person | undefined {
  const key = wanted.number !== '' ? 'number' : 'oldNumber'
  const asked = wanted[key]
  const known = registered.find(person => person[key] === asked)
  if (known !== undefined) return isSame(known, wanted) ? known : undefined
  if (!/^(000|099)/.test(asked) || asked.endsWith('404')) return undefined
  const old = wanted.oldNumber || asked.slice(-9)
  return {
    number: wanted.number || `000${old}`,
    oldNumber: old,
    name: wanted.name,
    birth: wanted.birth,
    sex: Number(asked.at(-1)) % 2 === 0 ? '1' : '2',
  }
}

/** Names are compared without diacritics, case and spaces; a birth date as far as it is told. */
function isSame(person: Person, { name, birth }: Wanted): boolean {
  return fold(person.name) === fold(name) && person.birth.startsWith(birth)
}

function fold(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'D').replace(/\s+/g, '').toUpperCase()
}

/** The record in the members that every way in gives, as XML or as JSON. */
export function recordOf({ number, oldNumber, name, birth, sex }: Person): object {
  const words = name.split(/\s+/)
  return {
    SoDinhDanh: number,
    SoCMND: oldNumber,
    HoVaTen: { Ho: words[0], ChuDem: words.slice(1, -1).join(' '), Ten: words.at(-1) },
    GioiTinh: sex,
    DanToc: '01',
    TonGiao: '00',
    TinhTrangHonNhan: '1',
    NhomMau: '04',
    NgayThangNamSinh: birth.length === 4 ? { Nam: birth } : { NgayThangNam: birth },
    QueQuan: home('Thôn Quê'),
    ThuongTru: home('Số 1 đường Thử Nghiệm'),
    QuocTich: 'VN',
    Cha: { HoVaTen: 'Người Cha Mẫu', QuocTich: 'VN', SoDinhDanh: '000060000111' },
    ChuHo: { QuanHe: 'CH01', SoDinhDanh: number, HoVaTen: name },
    SoSoHoKhau: '000000001',
    TrangThai: '1',
  }
}

const home = (detail: string) => ({ MaTinhThanh: '00', MaPhuongXa: '00001', ChiTiet: detail, QuocGia: 'VN' })
