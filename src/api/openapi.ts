import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { dossierSchema, stepSchema } from '../contract/schemas.ts'
import {
  acceptanceSchema,
  deliverySchema,
  dossierViewSchema,
  messageSchema,
  problemSchema,
  summarySchema,
} from './agency/schemas.ts'

const shared = [
  dossierSchema,
  stepSchema,
  problemSchema,
  acceptanceSchema,
  deliverySchema,
  summarySchema,
  dossierViewSchema,
  messageSchema,
]

/** OpenAPI 3.1 from the very schemas that validate, at /openapi.json, and readable at /docs. */
export async function describeApi(app: FastifyInstance, version: string, bodyLimit: number): Promise<void> {
  for (const schema of shared) app.addSchema(schema)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Liên Thông',
        version,
        description: [
          'Cổng kết nối liên thông dịch vụ công: gửi hồ sơ một lần, cổng chuyển tới các nền tảng quốc gia, đúng thứ tự, không mất.',
          'An interoperability gateway: send a dossier once; it arrives at the national platforms, in order, or you are told why not.',
          `Giới hạn: mỗi nội dung tối đa ${bodyLimit} byte. Mọi lỗi là application/problem+json (RFC 9457), tiếng Việt hoặc tiếng Anh theo Accept-Language.`,
        ].join('\n\n'),
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'Khoá API hoặc token phiên quản trị' },
        },
      },
      security: [{ key: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `schema${index}`),
    },
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { docExpansion: 'list' } })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}
