import type { FastifyInstance } from 'fastify'
import { clientCredentials } from '../client-credentials.ts'
import { isMembers, type Members } from '../members.ts'
import type { MakePlatform } from '../platform.ts'
import { heldPapers } from './papers.ts'

const basic = `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}`
const token = 'sandbox-token'

/** Codes are not published: these are the sandbox's own. */
const codes = { wrong: '12', unknownFile: '44' } as const

interface Seen {
  searches: number
  fetches: number
  /** By KenhThucHien: 1 an officer, 2 a citizen. */
  readonly channels: Record<string, number>
  readonly refused: Record<string, number>
}

/** The national store of digitised papers behind an LGSP (reference 2.8): a token, a search, a file. It remembers counts only. */
export const paperStore: MakePlatform = () => {
  const seen: Seen = { searches: 0, fetches: 0, channels: {}, refused: {} }
  return {
    name: 'paper-store',
    routes: app => routes(app, seen),
    state: () => structuredClone(seen),
    reset() {
      seen.searches = 0
      seen.fetches = 0
      for (const counts of [seen.channels, seen.refused])
        for (const name of Object.keys(counts)) delete counts[name]
    },
  }
}

async function routes(app: FastifyInstance, seen: Seen): Promise<void> {
  clientCredentials(app, { basic, token })
  app.addHook('preHandler', async (request, reply) => {
    if (request.url.endsWith('/token')) return
    const { authorization, lgspaccesstoken } = request.headers
    if (authorization !== `Bearer ${token}` || typeof lgspaccesstoken !== 'string')
      return reply.code(401).send({ error: 'invalid_token' })
  })

  app.post('/GetKetQuaGiayTo', async ({ body }) => {
    const flaw = searchFlaw(body)
    if (flaw !== undefined || !isMembers(body)) return refuse(seen, codes.wrong, flaw ?? 'body')
    seen.searches += 1
    count(seen.channels, String(body.KenhThucHien))
    const wanted = body.DanhSachDanhMucKetQua as readonly Members[]
    const found = heldPapers.filter(
      ({ owner, MaKetQua, SoKyHieu }) =>
        owner === body.SoDinhDanhChuSoHuu &&
        wanted.some(one => one.MaKetQua === MaKetQua && (one.SoKyHieu === '' || one.SoKyHieu === SoKyHieu)),
    )
    const DanhSachGiayToKetQua = found.map(({ MaKetQua, TenGiayTo, SoKyHieu, CoQuanChuQuan, files }) => ({
      ...{ MaKetQua, TenGiayTo, SoKyHieu, CoQuanChuQuan },
      DanhSachTepDinhKem: files.map(({ TenTep, DuongDan }) => ({ TenTep, DuongDan })),
    }))
    // What is in it nobody need know; that it comes through whole can be seen.
    return { ...done, signature: 'sandbox.+/=.chữ ký', result: { DanhSachGiayToKetQua } }
  })

  app.post('/GetGiayToByUrl', async ({ body }) => {
    const flaw = fieldFlaw(body, ['CoQuanChuQuan', 'DuongDan'])
    if (flaw !== undefined || !isMembers(body)) return refuse(seen, codes.wrong, flaw ?? 'body')
    const file = heldPapers
      .filter(({ CoQuanChuQuan }) => CoQuanChuQuan === body.CoQuanChuQuan)
      .flatMap(({ files }) => files)
      .find(({ DuongDan }) => DuongDan === body.DuongDan)
    if (file === undefined) return refuse(seen, codes.unknownFile, 'DuongDan')
    seen.fetches += 1
    return { ...done, result: file.content.toString('base64') }
  })
}

const done = { errorCode: '0', message: 'Thành công' } as const

function refuse(seen: Seen, errorCode: string, field: string) {
  count(seen.refused, field)
  return { errorCode, message: `Không hợp lệ: ${field}` }
}

const searchFields = [
  'SoDinhDanhChuSoHuu',
  'HoTenNguoiYeuCau',
  'SoDinhDanhNguoiYeuCau',
  'KenhThucHien',
  'MaThuTuc',
  'DanhSachDanhMucKetQua',
]

function searchFlaw(body: unknown): string | undefined {
  if (!isMembers(body)) return 'body'
  const { DanhSachDanhMucKetQua: wanted, ...texts } = body
  const flaw = fieldFlaw(
    texts,
    searchFields.filter(name => name !== 'DanhSachDanhMucKetQua'),
  )
  if (flaw !== undefined) return flaw
  for (const name of ['SoDinhDanhChuSoHuu', 'SoDinhDanhNguoiYeuCau'])
    if (!/^\d{12}$/.test(String(texts[name]))) return name
  // 1 an officer, 2 a citizen; there is no 3 here, which in a dossier is the post.
  if (texts.KenhThucHien !== '1' && texts.KenhThucHien !== '2') return 'KenhThucHien'
  if (texts.KenhThucHien === '2' && texts.SoDinhDanhNguoiYeuCau !== texts.SoDinhDanhChuSoHuu)
    return 'SoDinhDanhNguoiYeuCau'
  if (!Array.isArray(wanted) || wanted.length === 0) return 'DanhSachDanhMucKetQua'
  return wanted.some(
    one =>
      !isMembers(one) ||
      Object.keys(one).join() !== 'MaKetQua,SoKyHieu' ||
      typeof one.SoKyHieu !== 'string' ||
      typeof one.MaKetQua !== 'string' ||
      one.MaKetQua === '',
  )
    ? 'DanhSachDanhMucKetQua'
    : undefined
}

/** Exactly these members, each a text with something in it. */
function fieldFlaw(body: unknown, names: readonly string[]): string | undefined {
  if (!isMembers(body)) return 'body'
  return (
    Object.keys(body).find(name => !names.includes(name)) ??
    names.find(name => typeof body[name] !== 'string' || body[name] === '')
  )
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
