import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Admins } from '../../access/admins.ts'
import { type Clients, operations, ordinaryOperations } from '../../access/clients.ts'
import { bearerToken } from '../../access/key.ts'
import { agencyPath } from '../../catalog/agency-code.ts'
import { dossierSchema } from '../../contract/schemas.ts'
import { Fault } from '../../errors/fault.ts'
import type { Catalogs } from '../../exchange/catalogs/open.ts'
import type { Oversight } from '../../exchange/citizens/oversight.ts'
import type { FileStores } from '../../exchange/files/stores.ts'
import { deliveryView, type Look } from '../../exchange/look.ts'
import type { Operate } from '../../exchange/operate.ts'
import type { OnlinePayments } from '../../exchange/payments/open.ts'
import type { Rehearse } from '../../exchange/rehearse.ts'
import type { Webhooks } from '../../exchange/webhooks.ts'
import { deliveryStates } from '../../ledger/delivery-state.ts'
import type { FileOpenings } from '../../ledger/file-openings.ts'
import type { DeliveryFilter, Records } from '../../ledger/records.ts'
import type { Routines } from '../../ledger/schedules.ts'
import type { AdapterDesk } from '../../registry/desk.ts'
import type { GrantsDesk } from '../../registry/grants-desk.ts'
import { problems } from '../agency/schemas.ts'
import { accessRoutes } from './accesses.ts'
import { adapterRoutes, versionSchema } from './adapters.ts'
import { adminCatalogRoutes } from './catalogs.ts'
import { fileStoreRoutes } from './file-stores.ts'
import { grantRoutes } from './grants.ts'
import { reconciliationRoutes } from './reconciliations.ts'
import { routineRoutes } from './routines.ts'
import { webhookRoutes } from './webhooks.ts'

export interface AdminApi {
  readonly admins: Admins
  readonly clients: Clients
  readonly records: Records
  readonly look: Look
  readonly operate: Operate
  readonly adapters: AdapterDesk
  readonly rehearse: Rehearse
  readonly oversight: Oversight
  readonly payments: Pick<OnlinePayments, 'reconcile'>
  readonly webhooks: Webhooks
  readonly fileStores: FileStores
  readonly openings: FileOpenings
  readonly catalogs: Catalogs
  readonly grants: GrantsDesk
  readonly routines: Routines
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose session it is, behind the admin API's door. */
    admin?: string
  }
}

const tags = ['Quản trị']
const uuidParameter = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', format: 'uuid' } },
} as const
const agencyCode = (dossierSchema as { properties: { agency: { properties: { code: object } } } }).properties
  .agency.properties.code

const dossierCode = { $ref: 'dossier#/$defs/dossierCode' } as const
const codeParameter = {
  type: 'object',
  required: ['code'],
  properties: { code: dossierCode },
} as const

interface Id {
  Params: { id: string }
}

/** What an admin steers, behind an admin session. Encapsulated: agency keys open nothing here. */
export async function adminApi(app: FastifyInstance, api: AdminApi): Promise<void> {
  const { admins, clients, records, look, operate } = api

  app.post<{ Body: { name: string; password: string } }>('/session', {
    schema: {
      tags,
      summary: 'Đăng nhập, nhận token phiên (8 giờ)',
      security: [],
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'password'],
        properties: {
          name: { type: 'string', maxLength: 100 },
          password: { type: 'string', maxLength: 1000 },
        },
      },
      response: problems(401, 422, 429),
    },
    handler: async request => admins.login(request.body.name, request.body.password),
  })

  app.register(async session => {
    session.addHook('onRequest', async request => {
      const token = bearerToken(request.headers.authorization)
      const admin = token === undefined ? undefined : await admins.bySession(token)
      if (admin === undefined) throw new Fault('admin-session-required')
      request.admin = admin
    })
    await session.register(accessRoutes, { oversight: api.oversight })
    await session.register(adapterRoutes, { ...api, prefix: '/adapters' })
    reconciliationRoutes(session, api.payments.reconcile)
    adminCatalogRoutes(session, api.catalogs)
    await session.register(webhookRoutes, { ...api, prefix: '/webhooks' })
    await session.register(fileStoreRoutes, { ...api, prefix: '/file-stores' })
    await session.register(grantRoutes, { ...api, prefix: '/grants' })
    await session.register(routineRoutes, { ...api, prefix: '/routines' })

    session.delete('/session', {
      schema: { tags, summary: 'Đăng xuất', response: problems(401) },
      handler: async (request: FastifyRequest, reply) => {
        await admins.logout(bearerToken(request.headers.authorization) ?? '')
        return reply.code(204).send()
      },
    })

    session.get('/clients', {
      schema: { tags, summary: 'Các hệ thống được phép gọi', response: problems(401) },
      handler: async () => ({ clients: await clients.list() }),
    })

    session.post<{ Body: { name: string; agency: string; operations?: (typeof operations)[number][] } }>(
      '/clients',
      {
        schema: {
          tags,
          summary: 'Cấp khoá cho một hệ thống; khoá chỉ hiện một lần',
          body: {
            type: 'object',
            additionalProperties: false,
            required: ['name', 'agency'],
            properties: {
              name: { type: 'string', minLength: 1, maxLength: 200 },
              agency: agencyCode,
              operations: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: operations } },
            },
          },
          response: problems(401, 422),
        },
        handler: async (request, reply) => {
          const { name, agency, operations: wanted } = request.body
          requireAgency(agency)
          return reply
            .code(201)
            .send(await clients.create({ name, agency, operations: wanted ?? ordinaryOperations }))
        },
      },
    )

    session.delete<Id>('/clients/:id', {
      schema: { tags, summary: 'Thu hồi khoá', params: uuidParameter, response: problems(400, 401, 404) },
      handler: async (request, reply) => {
        await clients.revoke(request.params.id)
        return reply.code(204).send()
      },
    })

    session.get<{ Params: { code: string } }>('/dossiers/:code', {
      schema: {
        tags,
        summary: 'Dòng thời gian và lượt gửi của một hồ sơ, không có dữ liệu công dân',
        params: codeParameter,
        response: problems(400, 401, 404),
      },
      handler: async request => look.dossier('admin', request.params.code),
    })

    session.get<{
      Querystring: {
        state?: DeliveryFilter['states']
        adapter?: string
        dossier?: string
        inDoubt?: boolean
        after?: string
        limit: number
      }
    }>('/deliveries', {
      schema: {
        tags,
        summary: 'Các lượt gửi, cũ nhất trước',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            state: { type: 'array', items: { enum: deliveryStates } },
            adapter: { type: 'string', pattern: '^[0-9A-Za-z._-]{1,100}$' },
            dossier: dossierCode,
            inDoubt: { type: 'boolean', description: 'Chỉ những lượt chưa rõ đã tới hay chưa.' },
            after: { type: 'string', format: 'uuid' },
            limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
          },
        },
        response: problems(400, 401),
      },
      handler: async request => {
        const { state: states, limit, ...rest } = request.query
        const rows = await records.deliveries({
          ...rest,
          ...(states === undefined ? {} : { states }),
          limit: limit + 1,
        })
        const page = rows.slice(0, limit)
        return {
          deliveries: page.map(row => ({ ...deliveryView(row), dossier: row.lane_key })),
          ...(rows.length > limit ? { next: page.at(-1)?.id } : {}),
        }
      },
    })

    session.get<Id>('/deliveries/:id', {
      schema: {
        tags,
        summary: 'Một lượt gửi và từng lần thử',
        params: uuidParameter,
        response: problems(400, 401, 404),
      },
      handler: async request => {
        const row = await records.delivery(request.params.id)
        if (row === undefined) throw new Fault('delivery-unknown')
        return {
          ...deliveryView(row),
          adapterVersion: row.adapter_version,
          dossier: row.lane_key,
          tried: await records.attempts(row.id),
        }
      },
    })

    session.post<Id & { Body: { withVersion?: string } | null }>('/deliveries/:id/replay', {
      schema: {
        tags,
        summary:
          'Gửi lại một lượt bị từ chối, hoặc hỏi ngay một lượt chưa rõ; "withVersion" chọn phiên bản bộ nối khác với lúc nhận',
        params: uuidParameter,
        body: {
          type: ['object', 'null'],
          additionalProperties: false,
          properties: { withVersion: versionSchema },
        },
        response: problems(400, 401, 404, 409, 422),
      },
      handler: async (request, reply) => {
        const record = await operate.replay(request.params.id, request.body?.withVersion)
        return reply.code(202).send(deliveryView(record))
      },
    })

    session.post<Id>('/deliveries/:id/cancel', {
      schema: {
        tags,
        summary: 'Bỏ một lượt bị từ chối, cho lượt sau đi tiếp',
        params: uuidParameter,
        response: problems(400, 401, 404, 409),
      },
      handler: async (request, reply) =>
        reply.code(202).send(deliveryView(await operate.cancel(request.params.id))),
    })

    session.get('/status', {
      schema: { tags, summary: 'Số lượt gửi theo trạng thái', response: problems(401) },
      handler: async () => ({ deliveries: await records.counts() }),
    })
  })
}

/** @throws Fault `body-invalid` for a code of the right letters that names no place in the tree: its key would open nothing. */
function requireAgency(code: string): void {
  if (agencyPath(code) !== undefined) return
  const message = { vi: 'không phải mã định danh cơ quan', en: 'is not an agency code' }
  throw new Fault('body-invalid', { params: { count: 1 }, violations: [{ pointer: '/agency', message }] })
}
