import type { DossierPaper, Result } from '../../contract/types.generated.ts'
import type { Random } from './random.ts'

/** Files of agency systems; a host of the reserved domain `example` (RFC 2606) answers nobody. */
const host = 'https://tep.h99.example'

const names: readonly [string, ...string[]] = [
  'Giấy chứng nhận quyền sử dụng đất.pdf',
  'Căn cước công dân.pdf',
  'Giấy xác nhận nơi cư trú.pdf',
  'Giấy uỷ quyền.pdf',
  'Bản vẽ kèm theo.pdf',
  'Bản sao văn bằng.pdf',
  'Hợp đồng.pdf',
  'Ảnh chân dung.jpg',
  'Giấy khám sức khoẻ.pdf',
  'Biên bản họp.pdf',
]

/** One to four papers; at least the first is digitised if the dossier counts as digitised, none if it does not. */
export function documents(random: Random, ministry: string, digitised: boolean): DossierPaper[] {
  const token = random.hex()
  const first = random.below(names.length)
  return Array.from({ length: 1 + random.below(4) }, (_, index) => {
    const name = index === 0 ? 'Đơn đề nghị.pdf' : (names[(first + index) % names.length] ?? names[0])
    const scanned = digitised && (index === 0 || random.chance(0.7))
    return paper(random, { id: `${token}-${index + 1}`, name, ministry, digitised: scanned })
  })
}

/** What the applicant brings when a supplement was asked for. */
export function supplementaryPaper(random: Random, ministry: string, digitised: boolean): DossierPaper {
  return paper(random, { id: `${random.hex()}-1`, name: random.pick(names), ministry, digitised })
}

/** The paper that the procedure ends with. */
export function result(random: Random, code: string): Result {
  const id = random.hex()
  return { id, name: 'Kết quả giải quyết.pdf', code, url: `${host}/k/${id}.pdf` }
}

function paper(
  random: Random,
  { id, name, ministry, digitised }: { id: string; name: string; ministry: string; digitised: boolean },
): DossierPaper {
  const document: DossierPaper = {
    id,
    name,
    component: `TP.${ministry}.${random.digits(4)}`,
    url: `${host}/t/${id}${name.endsWith('.jpg') ? '.jpg' : '.pdf'}`,
    digitised,
  }
  const lot = random.next()
  if (lot < 0.02) {
    return { ...document, reuse: 'replaced', replacingResult: `KQ.${ministry}.${random.digits(6)}` }
  }
  if (lot < 0.1) return { ...document, reuse: 'reused', fromNationalStore: lot < 0.05 }
  return document
}
