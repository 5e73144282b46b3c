import Fastify from 'fastify'
import { Pool } from 'undici'
import { citizenQuestionSchema } from '../../src/contract/schemas.ts'
import { bodyAjv } from '../../src/contract/validate.ts'

// The floor of `ask`: a bare Fastify that checks the same question by the same schema and forwards it, and keeps nothing.
const stub = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: 50 })
const app = Fastify()
app.setValidatorCompiler(({ schema }) => bodyAjv.compile(schema as object))
// Known to the validators by its id already.
app.addSchema(citizenQuestionSchema)
app.post('/v1/citizens::verify', {
  schema: { body: { $ref: 'citizen-question#' } },
  async handler(request) {
    const { body } = await stub.request({
      path: '/csdldc/1.0/xacthuc',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request.body),
    })
    const answer = (await body.json()) as { KetQuaXacThuc: { TonTai: string } }
    return { matched: answer.KetQuaXacThuc.TonTai === 'true' }
  },
})
await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (app.server.address() as { port: number }).port })
// Not to outlive a bench that fails.
process.once('disconnect', () => process.exit())
