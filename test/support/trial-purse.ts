import type { Files } from '../../src/adapter/index.ts'
import type { TestGateway } from './gateway.ts'

const text = { vi: 'Thử', en: 'Trial' }
const rule = (id: string, code: string, outcome: string) => ({
  id,
  when: { at: [{ pointer: '/code', equals: code }] },
  outcome,
  ...(outcome === 'delivered' ? {} : { owner: 'client', title: text, fix: text }),
})

/** A platform that opens payments and tells people of them; its setting `agencies` says whose. */
const manifest = {
  id: 'trial-purse',
  version: '1.0.0',
  title: text,
  description: text,
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['baseUrl'],
    properties: {
      baseUrl: { type: 'string' },
      channel: { type: 'string' },
      agencies: { type: 'array', items: { type: 'string' } },
    },
  },
  transport: { kind: 'http', base: '{settings.baseUrl}' },
  auth: { kind: 'none' },
  limits: { concurrency: 4, timeoutMs: 5_000, connectMs: 500, responseBytes: 100_000 },
  retry: { firstMs: 20, factor: 1, capMs: 20, giveUpAfterMs: 60_000 },
  operations: {
    'purse.open': {
      title: text,
      direction: 'deliver',
      carries: 'payment',
      orderingKey: '/reference',
      idempotent: true,
      request: { path: '/open', body: { ref: '{canonical.reference}', sum: '{canonical.amount}' } },
      outcomes: [rule('opened', '00', 'delivered'), rule('no', '99', 'refused')],
      answer: { map: 'opened', schema: 'opened' },
    },
    'purse.tell': {
      title: text,
      direction: 'deliver',
      carries: 'notification',
      only: { properties: { channel: { const: '{settings.channel}' } } },
      orderingKey: '/id',
      idempotent: true,
      request: { path: '/tell', body: { text: '{canonical.text}' } },
      outcomes: [rule('told', '00', 'delivered')],
    },
  },
  outcomes: [],
  sensitive: [],
}

const answered = (operation: string, canonical: object, code: string, outcome: object) => ({
  kind: 'answers',
  operation,
  canonical,
  answers: [{ about: code, answer: { body: { code, url: 'https://tra.example/1' } }, outcome }],
})

export function purseFiles(): Files {
  const payment = { reference: 'R1', amount: 1 }
  return new Map(
    Object.entries({
      'adapter.json': JSON.stringify(manifest),
      'README.md': '# trial',
      'maps/opened.csv': 'canonical,native,codec\nurl,url,required\n,code,"ignore(""read by the rules"")"\n',
      'schemas/opened.json': JSON.stringify({
        type: 'object',
        required: ['url'],
        properties: { url: { type: 'string' }, code: { type: 'string' } },
      }),
      'fixtures/settings.json': '{ "baseUrl": "https://vi.example" }',
      'fixtures/opened.json': JSON.stringify(
        answered('purse.open', payment, '00', { kind: 'delivered', rule: 'opened' }),
      ),
      'fixtures/no.json': JSON.stringify(
        answered('purse.open', payment, '99', { kind: 'refused', rule: 'no' }),
      ),
      'fixtures/told.json': JSON.stringify(
        answered('purse.tell', { id: '1', text: 'x' }, '00', { kind: 'delivered', rule: 'told' }),
      ),
    }),
  )
}

/** Registers it, gives it settings, and activates it. */
export async function joinPurse(
  { desk }: TestGateway,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { version, report } = await desk.registrar.register(purseFiles(), { who: 'test' })
  if (!report.passed)
    throw new Error(JSON.stringify(report.findings.filter(({ faults }) => faults.length > 0)))
  await desk.settings.set(version.adapter, settings, { who: 'test' })
  await desk.registrar.activate(version.adapter, version.version, 'test')
}
