import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isMembers, type Members } from '../members.ts'
import type { MakePlatform } from '../platform.ts'
import { filesOf } from './form.ts'

const client = { id: 'sandbox', secret: 'sandbox' }
const tokenSeconds = 3600
/** What only these statuses may carry. Reference 2.9. */
const known = {
  step: [
    'IDHoSo',
    'MaHoSo',
    'NguoiXuLy',
    'ThoiDiemXuLy',
    'PhongBanXuLy',
    'NoiDungXuLy',
    'TrangThai',
    'NgayBatDau',
    'NgayKetThucTheoQuyDinh',
  ],
  status: ['IdHoSo', 'MaHoSo', 'TrangThai', 'NoiDungYKien', 'PhongBanXuLy', 'NoiDungXuLy'],
}

interface Kept {
  readonly id: string
  readonly body: Members
  readonly statuses: Members[]
  readonly steps: Members[]
}

/**
 * The portal's generation of 2026 (profile P4, reference 1.4 and 2.9): tokens, numbers from the centre, files uploaded
 * before the dossier, ids given by the portal. Paths and codes beyond what was seen are the sandbox's own.
 */
export const portal2026: MakePlatform = ({ now }) => {
  const tokens = new Map<string, number>()
  const files = new Map<string, string>()
  const dossiers = new Map<string, Kept>()
  let numbers = 0

  const fail = (reply: FastifyReply, status: number, message: string) =>
    reply.code(status).send({ code: String(status), message })
  const allowed = (request: FastifyRequest) => {
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    return (tokens.get(token) ?? 0) > now().getTime()
  }
  const byId = (id: unknown, code: unknown) => {
    const kept = typeof code === 'string' ? dossiers.get(code) : undefined
    return kept?.id === id ? kept : undefined
  }

  /** Rows of one kind, each of a dossier that is named by both its ids; all of them or none. */
  const takeRows = (body: unknown, name: 'IDHoSo' | 'IdHoSo', fields: readonly string[]) => {
    if (!Array.isArray(body) || body.length === 0) return 'phải là một mảng JSON'
    const rows: { kept: Kept; row: Members }[] = []
    for (const row of body as unknown[]) {
      if (!isMembers(row)) return 'phải là đối tượng JSON'
      const stranger = Object.keys(row).find(member => !fields.includes(member))
      if (stranger !== undefined) return 'có trường không có trong đặc tả'
      if (!Number.isInteger(row.TrangThai)) return 'Thiếu TrangThai'
      const kept = byId(row[name], row.MaHoSo)
      if (kept === undefined) return `Không tìm thấy hồ sơ theo ${name}`
      rows.push({ kept, row })
    }
    return rows
  }

  async function routes(app: FastifyInstance): Promise<void> {
    app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, next) =>
      next(null, body),
    )
    app.post('/GetToken', async (request, reply) => {
      const { client_id, client_secret } = isMembers(request.body) ? request.body : {}
      if (client_id !== client.id || !same(String(client_secret), client.secret))
        return fail(reply, 401, 'Sai client_id hoặc client_secret')
      const access_token = randomUUID()
      tokens.set(access_token, now().getTime() + tokenSeconds * 1000)
      return { access_token, expires_in: tokenSeconds, token_type: 'Bearer', scope: 'default' }
    })
    app.addHook('preHandler', async (request, reply) => {
      if (!request.url.endsWith('/GetToken') && !allowed(request))
        return fail(reply, 401, 'Thẻ không hợp lệ hoặc đã hết hạn')
    })
    app.get<{ Querystring: { code?: string } }>('/GetNextValue', async ({ query }, reply) => {
      if (!/^[\w.]+$/.test(query.code ?? '')) return fail(reply, 400, 'Thiếu code')
      numbers += 1
      const day = now().toISOString().slice(0, 10).replaceAll('-', '')
      return { value: `${query.code}-${day}-${String(numbers).padStart(7, '0')}` }
    })
    app.post('/UploadFile', async (request, reply) => {
      const given = filesOf(request.headers['content-type'] ?? '', request.body, 'files')
      if (given === undefined || given.length === 0) return fail(reply, 400, 'Thiếu files')
      const data = given.map(bytes => {
        const [IdTepTin, HashTepTin] = [randomUUID(), createHash('sha256').update(bytes).digest('hex')]
        files.set(IdTepTin, HashTepTin)
        return { IdTepTin, HashTepTin }
      })
      return { code: '200', message: 'OK', data }
    })
    app.post('/NoiHoSo', async (request, reply) => {
      const { body } = request
      if (!isMembers(body)) return fail(reply, 400, 'phải là đối tượng JSON')
      const missing = ['MaHoSo', 'MaTTHC', 'MaDichVuCong', 'ChuHoSo', 'MaDonViTiepNhan', 'NgayNop'].find(
        name => typeof body[name] !== 'string' || body[name] === '',
      )
      if (missing !== undefined) return fail(reply, 400, `Thiếu ${missing}`)
      if (![0, 1, 2].includes(body.LoaiDoiTuong as number)) return fail(reply, 400, 'Sai LoaiDoiTuong')
      if (!attached(body).every(({ id, hash }) => files.get(id) === hash))
        return fail(reply, 400, 'Tệp chưa được tải lên')
      const code = body.MaHoSo as string
      if (dossiers.has(code)) return { code: '409', message: 'Hồ sơ đã tồn tại' }
      const id = randomUUID()
      dossiers.set(code, { id, body, statuses: [], steps: [] })
      return { code: '200', message: 'OK', data: { idHoSo: id, maHoSo: code } }
    })
    app.post('/CapNhatTrangThai', async ({ body }, reply) => {
      const rows = takeRows(body, 'IdHoSo', known.status)
      if (typeof rows === 'string') return fail(reply, 400, rows)
      for (const { kept, row } of rows) kept.statuses.push(row)
      return { code: '200', message: 'OK' }
    })
    app.post('/CapNhatTienTrinh', async ({ body }, reply) => {
      const rows = takeRows(body, 'IDHoSo', known.step)
      if (typeof rows === 'string') return fail(reply, 400, rows)
      for (const { kept, row } of rows) kept.steps.push(row)
      return { code: '200', message: 'OK' }
    })
  }

  return {
    name: 'portal-2026',
    routes,
    state: () => ({
      files: files.size,
      dossiers: Object.fromEntries(
        [...dossiers].map(([code, { statuses, steps }]) => [
          code,
          { statuses: statuses.map(({ TrangThai }) => TrangThai), steps: steps.length },
        ]),
      ),
    }),
    reset() {
      for (const map of [tokens, files, dossiers]) map.clear()
    },
  }
}

function attached(body: Members): { id: string; hash: string }[] {
  const parts = Array.isArray(body.ThanhPhanHoSo) ? (body.ThanhPhanHoSo as unknown[]).filter(isMembers) : []
  return parts
    .flatMap(part => (Array.isArray(part.GiayToDinhKem) ? (part.GiayToDinhKem as unknown[]) : []))
    .filter(isMembers)
    .map(file => ({ id: String(file.IdGiayTo), hash: String(file.HashTepTin) }))
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map(text => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(a, b)
}
