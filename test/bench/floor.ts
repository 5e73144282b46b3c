import Fastify from 'fastify'
import { putSchema } from '../../src/api/agency/dossiers.ts'
import { acceptanceSchema, problemSchema } from '../../src/api/agency/schemas.ts'
import { dossierSchema } from '../../src/contract/schemas.ts'
import { bodyAjv, textAjv } from '../../src/contract/validate.ts'

// The floor of `accept`: a bare Fastify that checks the same request by the same schema, answers in the same shape by
// the same schema, and keeps nothing. No key, no correlation id, no log, no NFC.
const app = Fastify()
app.setValidatorCompiler(({ schema, httpPart }) =>
  (httpPart === 'body' ? bodyAjv : textAjv).compile(schema as object),
)
// The dossier's is known to the validators by its id already.
for (const schema of [dossierSchema, acceptanceSchema, problemSchema]) app.addSchema(schema)
const message = '01a20491-a997-7b85-ab53-def4aed3ca8e'
const deliveries = [{ id: message, adapter: 'national-portal', operation: 'dossier.deliver' }]
app.put<{ Params: { code: string } }>('/v1/dossiers/:code', {
  schema: putSchema,
  handler: async (request, reply) => {
    reply.code(202)
    const dossier = request.params.code
    return { message, dossier, revision: 1, unchanged: false, deliveries, warnings: [] }
  },
})
await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (app.server.address() as { port: number }).port })
// Not to outlive a bench that fails.
process.once('disconnect', () => process.exit())
