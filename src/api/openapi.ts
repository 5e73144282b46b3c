import swagger, { type SwaggerTransformObject } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { canonicalSchemas } from '../contract/schemas.ts'
import {
  acceptanceSchema,
  deliverySchema,
  dossierViewSchema,
  eventSchema,
  messageSchema,
  notificationViewSchema,
  paymentViewSchema,
  postalOrderViewSchema,
  problemSchema,
  summarySchema,
} from './agency/schemas.ts'

const shared = [
  ...canonicalSchemas.values(),
  problemSchema,
  acceptanceSchema,
  deliverySchema,
  eventSchema,
  summarySchema,
  notificationViewSchema,
  dossierViewSchema,
  messageSchema,
  paymentViewSchema,
  postalOrderViewSchema,
]

/** The page needs nothing from elsewhere; the plugin's own policy would let it fetch, and asks for https that may not be. */
const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

type Document = Extract<Parameters<SwaggerTransformObject>[0], { openapiObject: unknown }>['openapiObject']

/**
 * The shared schemas as they are written: the plugin drops what stands beside a `$ref`, and with it the titles of half
 * of the members. A definition becomes a component of its own, `dossier-instant`.
 */
function withSharedSchemas(document: Document): Document {
  const schemas = Object.fromEntries(
    shared.flatMap(schema => {
      const {
        $id,
        $schema: _schema,
        $defs = {},
        ...rest
      } = schema as Record<string, unknown> & { $id: string }
      return [
        [$id, local(rest, $id)],
        ...Object.entries($defs as object).map(([name, definition]) => [
          `${$id}-${name}`,
          local(definition, $id),
        ]),
      ]
    }),
  )
  return { ...document, components: { ...document.components, schemas } } as Document
}

/** References between schemas (`dossier#/$defs/instant`, `delivery#`) as references within the document. */
function local(node: unknown, id: string): unknown {
  if (Array.isArray(node)) return node.map(item => local(item, id))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      const target = key === '$ref' ? /^([\w-]*)#(?:\/\$defs\/([\w-]+))?$/.exec(String(value)) : null
      if (target === null) return [key, local(value, id)]
      const [, schema = '', definition] = target
      return [key, `#/components/schemas/${[schema || id, definition].filter(Boolean).join('-')}`]
    }),
  )
}

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
    transformObject: document =>
      'openapiObject' in document ? withSharedSchemas(document.openapiObject) : {},
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: docsPolicy,
    uiConfig: { docExpansion: 'list' },
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}
