import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AdapterFault, type AdapterSettings, digestOf, type Files, filesOf } from '../../adapter/index.ts'
import { Fault } from '../../errors/fault.ts'
import type { Rehearse } from '../../exchange/rehearse.ts'
import { type AdapterDesk, versionView } from '../../registry/desk.ts'
import { problems } from '../agency/schemas.ts'

const tags = ['Bộ nối']
/** A bundle at its largest, with room for the escapes of JSON. */
const bundleBytes = 8 * 1024 * 1024

const adapterId = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 } as const
export const versionSchema = { type: 'string', pattern: '^[0-9A-Za-z.+-]{1,80}$' } as const
const ofAdapter = { type: 'object', required: ['id'], properties: { id: adapterId } } as const
const ofVersion = {
  type: 'object',
  required: ['id', 'version'],
  properties: { id: adapterId, version: versionSchema },
} as const

interface Adapter {
  Params: { id: string }
}
interface Version {
  Params: { id: string; version: string }
}

/** Registering adapters, choosing which version runs, and their settings. Behind an admin session. */
export async function adapterRoutes(
  app: FastifyInstance,
  { adapters, rehearse }: { adapters: AdapterDesk; rehearse: Rehearse },
): Promise<void> {
  const { registrar } = adapters

  app.get('', {
    schema: { tags, summary: 'Các bộ nối và phiên bản của chúng', response: problems(401) },
    handler: async () => ({ adapters: await adapters.list() }),
  })

  app.post<{ Body: { files: Record<string, string>; draft?: boolean; digest?: string } }>('', {
    bodyLimit: bundleBytes,
    schema: {
      tags,
      summary: 'Đăng ký một gói bộ nối; gói phải qua bộ kiểm thử, trừ khi là bản nháp',
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['files'],
        properties: {
          files: { type: 'object', description: 'Đường dẫn → nội dung; chỉ dữ liệu, không có mã lệnh.' },
          draft: { type: 'boolean', description: 'Chỉ kiểm bản kê và bảng; chưa kích hoạt được.' },
          digest: {
            type: 'string',
            pattern: '^[0-9a-f]{64}$',
            description: 'SHA-256 đã được ký duyệt; gói khác bị từ chối.',
          },
        },
      },
      response: problems(400, 401, 409, 413, 422),
    },
    handler: async (request, reply) => {
      const { draft = false, digest } = request.body
      const files = readFiles(request.body, digest)
      const { version, report } = await registrar.register(files, { who: who(request), draft })
      return reply.code(201).send({ adapter: version.adapter, ...versionView(version), report })
    },
  })

  app.get<Adapter>('/:id', {
    schema: {
      tags,
      summary: 'Một bộ nối: phiên bản, và ai đã làm gì khi nào',
      params: ofAdapter,
      response: problems(400, 401, 404),
    },
    handler: async request => adapters.show(request.params.id),
  })

  app.get<Version>('/:id/versions/:version', {
    schema: {
      tags,
      summary: 'Một phiên bản: thao tác, thiết lập cần có, các tệp',
      params: ofVersion,
      response: problems(400, 401, 404),
    },
    handler: async ({ params: { id, version } }) => adapters.showVersion(id, version),
  })

  app.get<Version>('/:id/versions/:version/report', {
    schema: {
      tags,
      summary: 'Báo cáo kiểm thử gần nhất',
      params: ofVersion,
      response: problems(400, 401, 404),
    },
    handler: async ({ params: { id, version } }) => adapters.report(id, version),
  })

  app.post<Version & { Body: { sandbox?: { url: string; settings?: AdapterSettings } } | null }>(
    '/:id/versions/:version/test',
    {
      schema: {
        tags,
        summary: 'Chạy bộ kiểm thử; đạt thì kích hoạt được',
        params: ofVersion,
        body: {
          type: ['object', 'null'],
          additionalProperties: false,
          properties: {
            sandbox: {
              type: 'object',
              additionalProperties: false,
              required: ['url'],
              properties: { url: { type: 'string', maxLength: 1000 }, settings: { type: 'object' } },
              description: 'Gửi cả các thông điệp mẫu tới một sandbox của nền tảng.',
            },
          },
        },
        response: problems(400, 401, 404, 422),
      },
      handler: async request => {
        const { id, version } = request.params
        return registrar.test(id, version, who(request), request.body ?? {})
      },
    },
  )

  app.post<Version>('/:id/versions/:version/activate', {
    schema: {
      tags,
      summary: 'Thông điệp mới đi theo phiên bản này, ở mọi tiến trình trong hai giây',
      params: ofVersion,
      response: problems(400, 401, 403, 404, 409),
    },
    handler: async request =>
      versionView(await registrar.activate(request.params.id, request.params.version, who(request))),
  })

  app.post<Version>('/:id/versions/:version/retire', {
    schema: {
      tags,
      summary: 'Thôi dùng phiên bản; những gì đã nhận vẫn đi nốt',
      params: ofVersion,
      response: problems(400, 401, 404, 409),
    },
    handler: async request =>
      versionView(await registrar.retire(request.params.id, request.params.version, who(request))),
  })

  app.post<Adapter>('/:id/rollback', {
    schema: {
      tags,
      summary: 'Lùi về phiên bản chạy trước đó',
      params: ofAdapter,
      response: problems(400, 401, 404, 409),
    },
    handler: async request => versionView(await registrar.rollback(request.params.id, who(request))),
  })

  app.post<Version & { Body: { last?: number } | null }>('/:id/versions/:version/try', {
    schema: {
      tags,
      summary: 'Thử phiên bản với các thông điệp đã nhận; chỉ trả số đếm và dạng, không có giá trị nào',
      params: ofVersion,
      body: {
        type: ['object', 'null'],
        additionalProperties: false,
        properties: { last: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } },
      },
      response: problems(400, 401, 404, 409, 422),
    },
    handler: async request => {
      const { id, version } = request.params
      return rehearse.run(id, version, request.body?.last ?? 100)
    },
  })

  settingsRoutes(app, adapters)
}

const proposedOnly =
  'Khi registry.dualControl bật: chỉ là đề xuất (202, "proposal"), chưa đổi gì cho tới khi một quản trị viên khác xác nhận.'

function settingsRoutes(app: FastifyInstance, adapters: AdapterDesk): void {
  const forVersion = {
    type: 'object',
    additionalProperties: false,
    properties: { version: versionSchema },
  } as const
  interface OfVersion extends Adapter {
    Querystring: { version?: string }
  }

  app.get<OfVersion>('/:id/settings', {
    schema: {
      tags,
      summary: 'Thiết lập đang dùng, không có bí mật, và lược đồ của chúng',
      params: ofAdapter,
      querystring: forVersion,
      response: problems(400, 401, 404),
    },
    handler: async ({ params, query }) => adapters.settings.show(params.id, query.version),
  })

  app.put<OfVersion & { Body: AdapterSettings }>('/:id/settings', {
    schema: {
      tags,
      summary: 'Đặt thiết lập, có hiệu lực ở mọi tiến trình trong hai giây; bí mật bỏ qua thì giữ nguyên',
      description: proposedOnly,
      params: ofAdapter,
      querystring: forVersion,
      body: { type: 'object', description: 'Theo lược đồ trong bản kê của bộ nối.' },
      response: problems(400, 401, 404, 409, 422),
    },
    handler: async (request, reply) => {
      const { version } = request.query
      const by = { who: who(request), ...(version && { version }) }
      const view = await adapters.settings.set(request.params.id, request.body, by)
      return reply.code(view.proposal === undefined ? 200 : 202).send(view)
    },
  })

  app.delete<Adapter>('/:id/settings', {
    schema: {
      tags,
      summary:
        'Trở về thiết lập của tệp thiết lập; bị từ chối khi phiên bản đang chạy không chạy được với tệp ấy',
      description: proposedOnly,
      params: ofAdapter,
      response: problems(400, 401, 404, 409),
    },
    handler: async (request, reply) => {
      const view = await adapters.settings.clear(request.params.id, who(request))
      return view.proposal === undefined ? reply.code(204).send() : reply.code(202).send(view)
    },
  })

  app.post<Adapter & { Body: { proposal: string } }>('/:id/settings/confirm', {
    schema: {
      tags,
      summary: 'Xác nhận thiết lập mà một quản trị viên khác đề xuất (registry.dualControl)',
      params: ofAdapter,
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['proposal'],
        properties: {
          proposal: {
            type: 'string',
            pattern: '^[0-9]{1,18}$',
            description: 'proposal.number của GET …/settings: đúng đề xuất đã xem.',
          },
        },
      },
      response: problems(400, 401, 403, 404, 409, 422),
    },
    handler: async request =>
      adapters.settings.confirm(request.params.id, request.body.proposal, who(request)),
  })
}

/** @throws Fault `adapter-bundle-invalid` */
function readFiles(body: unknown, digest: string | undefined): Files {
  try {
    const files = filesOf(body)
    const own = digestOf(files).toString('hex')
    if (digest !== undefined && own !== digest)
      throw new AdapterFault(`the bundle has sha256 ${own}, not the one given`)
    return files
  } catch (error) {
    if (!(error instanceof AdapterFault)) throw error
    throw new Fault('adapter-bundle-invalid', { params: { reason: error.reason }, cause: error })
  }
}

function who(request: FastifyRequest): string {
  return request.admin ?? ''
}
