import Fastify from 'fastify'
import { dossierSchema } from '../../src/contract/schemas.ts'
import { bodyAjv } from '../../src/contract/validate.ts'

// The floor of `accept`: a bare Fastify that checks the same dossier by the same schema, and keeps nothing.
const app = Fastify()
app.setValidatorCompiler(({ schema }) => bodyAjv.compile(schema as object))
// Known to the validators by its id already.
app.addSchema(dossierSchema)
app.put('/v1/dossiers/:code', {
  schema: { body: { $ref: 'dossier#' } },
  handler: async (_request, reply) => reply.code(202).send({ accepted: true }),
})
await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (app.server.address() as { port: number }).port })
