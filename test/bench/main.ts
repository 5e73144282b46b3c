import { parseArgs } from 'node:util'
import { acceptScenario } from './accept.ts'
import { askScenario } from './ask.ts'
import { attachmentScenario } from './attachment.ts'
import { mappingScenario } from './mapping.ts'
import type { Measurement, Scenario } from './scenario.ts'
import { soapScenario } from './soap.ts'

const scenarios: Readonly<Record<string, Scenario>> = {
  accept: acceptScenario('postgresql'),
  'accept-redis': acceptScenario('redis'),
  ask: askScenario,
  attachment: attachmentScenario,
  soap: soapScenario,
  mapping: mappingScenario('by hand'),
  'mapping-jsonata': mappingScenario('JSONata'),
}

const help = `Usage: npm run bench -- [scenario…] [--rounds N] [--json]

  accept         durable accepts per second, queue on PostgreSQL, against a bare Fastify that stores nothing
  accept-redis   the same with the queue on Redis (needs redis-server)
  ask            citizens verified per second, each recorded before its call leaves, against a bare Fastify + Ajv + undici
                 that forwards the same questions to the same fast stub
  attachment     a paper of 100 MB from an agency to the document axis, one from there to an agency: by how many MB the
                 gateway's process grows, against the 64 that are allowed; beside it a bare Node program that passes it on
  soap           questions asked of a SOAP service by its WSDL, each recorded before its call leaves, against node-soap's
                 own client behind a bare Fastify that asks the same service the same
  mapping        a compiled field table against the same mapping by hand, 27 fields and ten documents
  mapping-jsonata  the same table against JSONata

Without names all run. With --json the last line is one JSON object keyed by scenario:
{ratio, spread: [min, max], gateway, floor}; a ratio above 1 is in the gateway's favour.
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const unknown = positionals.find(name => !Object.hasOwn(scenarios, name))
if (values.help || unknown !== undefined) {
  if (unknown !== undefined) process.stderr.write(`There is no scenario "${unknown}".\n\n`)
  process.stdout.write(help)
  process.exit(unknown === undefined ? 0 : 2)
}

const say = (line: string) => process.stderr.write(`${line}\n`)
const results: Record<string, Measurement> = {}
for (const name of positionals.length > 0 ? positionals : Object.keys(scenarios)) {
  const measurement = await scenarios[name]?.(Number(values.rounds), say)
  if (measurement !== undefined) results[name] = measurement
}
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`)
else {
  for (const [name, { ratio, spread, gateway, floor }] of Object.entries(results)) {
    process.stdout.write(
      `${name}: ${ratio} (${spread.join('–')})\n  gateway ${JSON.stringify(gateway)}\n  floor   ${JSON.stringify(floor)}\n`,
    )
  }
}
