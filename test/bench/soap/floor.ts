import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { createClientAsync } from 'soap'
import { bodyAjv } from '../../../src/contract/validate.ts'
import { type question, questionSchema, toRecord, wsdl } from './registry.ts'

// The floor of `soap`: a bare Fastify that checks the same question and has node-soap's own client ask it of the same
// service by the same WSDL, with the HTTP client and the connections that node-soap has by itself; kept alive, as Node's
// default agent does. Nothing is kept, nobody is known.
const address = `http://127.0.0.1:${process.argv[2]}/`
const folder = mkdtempSync(join(tmpdir(), 'lienthong-bench-'))
writeFileSync(join(folder, 'registry.wsdl'), wsdl(address))
const client = await createClientAsync(join(folder, 'registry.wsdl'))
rmSync(folder, { recursive: true })

const app = Fastify()
app.setValidatorCompiler(({ schema }) => bodyAjv.compile(schema as object))
app.post<{ Body: typeof question }>('/v1/exchanges/bench-registry/registry.find', {
  schema: { body: questionSchema },
  async handler({ body: { code, officer } }) {
    const [raw] = await client.TraCuuAsync({ MaSo: code, CanBo: officer })
    return { answer: toRecord(raw) }
  },
})
await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (app.server.address() as { port: number }).port })
// Not to outlive a bench that fails.
process.once('disconnect', () => process.exit())
