import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { MakePlatform } from '../platform.ts'
import { Caller } from '../tax/caller.ts'
import type { TaxOffice } from '../tax/office.ts'
import { faultIn, fieldsOf } from './checks.ts'
import type { Dialect } from './dialect.ts'
import { type Case, Life, type Whim, whims } from './life.ts'

type Body = Readonly<Record<string, unknown>>

/** Officers with an account; the real one asks the one-stop system for them (?SecurityCode=). */
const officers = new Set(['motcua.mau', 'thu.mau'])
/** As in adapters/ilis/sandbox.json. */
const account = {
  grant_type: 'password',
  username: 'motcua',
  password: 'motcua',
  client_id: 'motcua',
  client_secret: 'motcua',
}

/**
 * A land system: VBDLIS, which asks for no proof of who calls, or iLIS behind OAuth2. `POST /<name>/whim {"dossier", "whim"}`
 * has the land office ask for a supplement, and so on.
 */
export function landRegistry(dialect: Dialect, office: TaxOffice): MakePlatform {
  return ({ now, gateway }) => {
    const caller = new Caller(gateway)
    const life = new Life(dialect, caller, office, now)
    const tokens = new Set<string>()
    const fields = fieldsOf(dialect)
    const answer = (data: 0 | 1, message: string) => ({
      data,
      status: {
        success: data === 1,
        code: data === 1 ? '200' : '400',
        type: data === 1 ? 'success' : 'error',
        time: now().toISOString(),
        message,
      },
    })
    return {
      name: dialect.name,
      async routes(app) {
        if (dialect.name === 'ilis') tokenRoutes(app, tokens)
        const { paths } = dialect
        app.post<{ Body: Body }>(`/${paths.submit}`, async ({ body }) => {
          const fault = faultIn(body, fields.submit)
          if (fault !== undefined) return answer(0, `Trường ${fault} không hợp lệ`)
          if (!officers.has(String(body.NguoiTiepNhan))) return answer(0, 'Không có người dùng tiếp nhận này')
          const dossier = String(body.SoBienNhan)
          if (life.cases.has(dossier)) return answer(0, 'Hồ sơ đã tồn tại trên hệ thống')
          life.begin(dossier, String((body.ThongTinNguoiNopDon as Body).HoTen))
          return answer(1, 'Thành công')
        })
        const known = (
          path: string,
          shape: Parameters<typeof faultIn>[1],
          act: (one: Case, body: Body) => void,
        ) =>
          app.post<{ Body: Body }>(`/${path}`, async ({ body }) => {
            const fault = faultIn(body, shape)
            if (fault !== undefined) return answer(0, `Trường ${fault} không hợp lệ`)
            const one = life.cases.get(String(body.SoBienNhan))
            if (one === undefined) return answer(0, 'Không tìm thấy hồ sơ')
            act(one, body)
            return answer(1, 'Thành công')
          })
        known(paths.supplement, fields.supplement, (one, body) =>
          life.supplemented(one, String(body.NgayHenTraMoi)),
        )
        known(paths.handover, fields.handover, one => {
          one.stage = 'handed-over'
        })
        known(paths.wrong, fields.wrong, one => {
          one.wrong++
        })
      },
      async pages(app) {
        app.post<{ Body: { dossier?: string; whim?: Whim } }>('/whim', async ({ body }, reply) => {
          const one = life.cases.get(String(body?.dossier ?? ''))
          const whim = whims.find(name => name === body?.whim)
          if (one === undefined || whim === undefined) return reply.code(404).send({ whims })
          life.whim(one, whim)
          return { whim }
        })
      },
      state: () => ({
        told: caller.said,
        refused: caller.refused,
        lost: caller.lost,
        cases: [...life.cases.values()].map(({ dossier, stage, wrong }) => ({ dossier, stage, wrong })),
      }),
      reset() {
        life.cases.clear()
        tokens.clear()
      },
      close: () => caller.close(),
    }
  }
}

function tokenRoutes(app: FastifyInstance, tokens: Set<string>): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.addHook('preHandler', async (request, reply) => {
    if (request.url.endsWith('/token')) return
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    if (!tokens.has(token)) return reply.code(401).send({ error: 'invalid_token' })
  })
  app.post<{ Body: Body }>('/token', async ({ body }, reply) => {
    if (Object.entries(account).some(([name, value]) => body[name] !== value))
      return reply.code(400).send({ error: 'invalid_grant' })
    const token = randomUUID()
    tokens.add(token)
    return { access_token: token, token_type: 'Bearer', expires_in: 600, scope: '' }
  })
}
