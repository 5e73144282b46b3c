import { BasicAuthSecurity, createClientAsync, type Client as SoapClient, WSSecurity } from 'soap'
import t from 'tap'
import { findSchema, problemDetail } from '../../src/api/soap/answers.ts'
import { faultEnvelope } from '../../src/api/soap/respond.ts'
import { Shapes } from '../../src/contract/xml/shape.ts'
import { Fault } from '../../src/errors/fault.ts'
import { openDossier, question, subject } from '../support/population.ts'
import { aDossier, aStep, newCode, overSocket, startApi } from './support.ts'

// node-soap as the foreign system: it reads the WSDL, and everything it sends is its own idea of it.
const limit = 200_000
const api = await startApi(t, { LIENTHONG_BODY_LIMIT_BYTES: String(limit) })
const agency = await api.caller('H99')
const address = `${api.url}/soap`

type Version = '1.1' | '1.2'

async function connect(version: Version = '1.1', key = agency.key ?? ''): Promise<SoapClient> {
  const client = await createClientAsync(`${address}?wsdl`, { forceSoap12Headers: version === '1.2' })
  client.setSecurity(new WSSecurity('mot-cua', key, { passwordType: 'PasswordText' }))
  client.addHttpHeader('Accept-Language', 'en')
  return client
}

interface Refused {
  readonly response: { readonly status: number }
  readonly root: { Envelope: { Body: { Fault: Record<string, unknown> } } }
}

async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (error: Refused) => error,
  )
  if (error?.root === undefined) throw new Error(`no SOAP fault: ${String(error)}`)
  const fault = error.root.Envelope.Body.Fault as {
    faultcode?: string
    faultstring?: string
    Code?: { Value: string }
    detail?: { Problem: Record<string, unknown> }
    Detail?: { Problem: Record<string, unknown> }
  }
  const problem = (fault.detail ?? fault.Detail)?.Problem ?? {}
  return { status: error.response.status, fault, problem }
}

/** One message as it stands. */
async function post(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', ...headers },
    body,
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const envelope = (body: string, header = '', uri = soap11) =>
  `<e:Envelope xmlns:e="${uri}"><e:Header>${header}</e:Header><e:Body>${body}</e:Body></e:Envelope>`
const getMessage =
  '<GetMessage xmlns="urn:lienthong:soap:v1"><id>00000000-0000-7000-8000-000000000000</id></GetMessage>'
const bearer = { authorization: `Bearer ${agency.key}` }
const codeIn = (text: string) => /<lt:code>([a-z-]+)<\/lt:code>/.exec(text)?.[1]

for (const version of ['1.1', '1.2'] as const) {
  t.test(`a dossier and its steps, with a client of SOAP ${version}`, async t => {
    const client = await connect(version)
    const code = newCode()
    const dossier = aDossier({ summary: 'Cấp <lại> & đổi giấy phép' })
    const [{ acceptance }] = await client.PutDossierAsync({ code, dossier })
    t.match(acceptance, { dossier: code, revision: 1, unchanged: false })
    const [again] = await client.PutDossierAsync({ code, dossier })
    t.equal(again.acceptance.unchanged, true)
    const inJson = await agency.put(code, dossier)
    t.equal(inJson.body.unchanged, true, 'XML and JSON say the very same dossier')

    const [stepped] = await client.AddStepAsync({ code, step: aStep() })
    t.equal(stepped.acceptance.step, 1)
    const [{ message }] = await client.GetMessageAsync({ id: stepped.acceptance.message })
    t.match(message, { kind: 'step', dossier: code })

    const [{ dossier: view }] = await client.GetDossierAsync({ code })
    t.equal(view.status, 'processing')
    t.equal(view.dossier.summary, dossier.summary)
    t.equal(view.dossier.documents[0].name, dossier.documents?.[0]?.name)
    t.equal(view.timeline[0].officer.name, aStep().officer.name)
    t.ok(view.deliveries.length > 0)
  })
}

t.test('a list goes on where its page ended', async t => {
  const client = await connect()
  await agency.put(newCode(), aDossier())
  await agency.put(newCode(), aDossier())
  const [first] = await client.ListDossiersAsync({ limit: 1, agency: 'H99.05' })
  t.equal(first.dossiers.length, 1)
  const [second] = await client.ListDossiersAsync({ limit: 1, agency: 'H99.05', cursor: first.next })
  t.equal(second.dossiers.length, 1)
  t.not(second.dossiers[0].code, first.dossiers[0].code)
  const [all] = await client.ListDossiersAsync({})
  t.ok(all.dossiers.length > 1)
  const { problem } = await refusal(client.ListDossiersAsync({ cursor: 'x' }))
  t.equal(problem.code, 'cursor-invalid')
})

t.test('a citizen is verified by the same rules', async t => {
  const client = await connect()
  const code = await openDossier(agency)
  const [right] = await client.VerifyCitizenAsync({ question: question(code) })
  t.equal(right.matched, true)
  t.match(right.access, /^[0-9a-f-]{36}$/)
  const wrong = { ...subject, birth: '1998-02-15' }
  const [other] = await client.VerifyCitizenAsync({ question: question(code, { subject: wrong }) })
  t.equal(other.matched, false)
  const { problem } = await refusal(
    client.VerifyCitizenAsync({ question: { ...question(code), officer: undefined } }),
  )
  t.equal(problem.code, 'citizen-asker-missing')
})

t.test('payments and obligations of a dossier are there, too', async t => {
  const client = await connect()
  const code = newCode()
  await agency.put(code, aDossier())
  const [answer] = await client.ListPaymentsAsync({ code })
  t.equal(answer?.payments, undefined)
  const [{ obligation }] = await client.GetObligationAsync({ code })
  t.equal(obligation.dossier, code)
})

t.test('a fault says whose it is, what and where, in both languages', async t => {
  const client = await connect()
  const dossier = { ...aDossier(), chanel: 'online', filedAt: '2023-06-05T08:00:00' }
  const documents = [{ name: 'a' }, { name: 'b', digitised: 'maybe' }]
  const { status, fault, problem } = await refusal(
    client.PutDossierAsync({ code: newCode(), dossier: { ...dossier, documents } }),
  )
  t.equal(status, 500)
  t.match(fault.faultcode, /:Client$/)
  t.match(fault.faultstring, /^The data does not match the schema/)
  t.match(problem, {
    code: 'body-invalid',
    status: '422',
    owner: 'client',
    titleVi: /Dữ liệu/,
    titleEn: /data/,
  })
  const places = (problem.violations as { pointer: string; messageVi: string; messageEn: string }[]).map(
    ({ pointer }) => pointer,
  )
  t.strictSame(places.sort(), ['/dossier/chanel', '/dossier/documents/1/digitised', '/dossier/filedAt'])

  const wrongUrl = aDossier({ documents: [{ name: 'a' }, { name: 'b', url: 'https://đường%/b.pdf' }] })
  const refused = await refusal(client.PutDossierAsync({ code: newCode(), dossier: wrongUrl }))
  t.match(refused.problem, {
    code: 'platform-would-refuse',
    violations: { pointer: '/dossier/documents/1/url' },
  })

  const newer = await connect('1.2')
  const unknown = await refusal(newer.GetDossierAsync({ code: newCode() }))
  t.equal(unknown.status, 400)
  t.match(unknown.fault.Code?.Value, /:Sender$/)
  t.equal(unknown.problem.code, 'dossier-unknown')
})

t.test('the key may come as WS-Security or HTTP Basic password, and nothing goes without', async t => {
  const client = await connect()
  client.setSecurity(new BasicAuthSecurity('whoever', agency.key ?? ''))
  await client.ListDossiersAsync({})
  const { status, problem } = await refusal((await connect('1.1', 'lt_wrong')).ListDossiersAsync({}))
  t.same([status, problem.code], [401, 'key-invalid'])
  const digest = await connect()
  digest.setSecurity(new WSSecurity('mot-cua', agency.key ?? '', { passwordType: 'PasswordDigest' }))
  t.equal((await refusal(digest.ListDossiersAsync({}))).problem.code, 'key-missing')
  const none = await post(envelope(getMessage))
  t.equal(none.status, 401)
  t.match(none.headers.get('www-authenticate'), /^Basic/)
  const reader = await api.caller('H99', ['dossiers:read'])
  const forbidden = await refusal(
    (await connect('1.1', reader.key)).PutDossierAsync({ code: newCode(), dossier: aDossier() }),
  )
  t.equal(forbidden.problem.code, 'operation-forbidden')
})

t.test('idempotency key and correlation id travel as header elements', async t => {
  const client = await connect()
  const key = `soap-${newCode()}`
  client.addSoapHeader(
    { IdempotencyKey: key, CorrelationId: 'soap-test-1234' },
    '',
    '',
    'urn:lienthong:soap:v1',
  )
  const code = newCode()
  const [, text, header] = await client.PutDossierAsync({ code, dossier: aDossier() })
  t.equal(header.CorrelationId, 'soap-test-1234', text)
  const { problem } = await refusal(client.PutDossierAsync({ code, dossier: aDossier({ summary: 'Khác' }) }))
  t.equal(problem.code, 'idempotency-mismatch')
})

t.test('what is no message of ours is refused before anything is done', async t => {
  const code = async (body: string, headers: Record<string, string> = bearer) =>
    codeIn((await post(body, headers)).text)
  t.equal(await code('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), 'soap-malformed')
  t.equal(await code(''), 'soap-malformed')
  t.equal(await code('<a/>'), 'soap-malformed')
  t.equal(await code(envelope('')), 'soap-malformed')
  t.equal(await code(envelope(getMessage + getMessage)), 'soap-malformed')
  t.equal(await code(envelope(getMessage, '', 'urn:other')), 'soap-version-unknown')
  t.equal(
    await code(envelope('<a/>'), { ...bearer, 'content-type': 'text/xml; charset=windows-1258' }),
    'soap-malformed',
  )
  t.equal(await code(envelope('<DropDossiers xmlns="urn:lienthong:soap:v1"/>')), 'soap-operation-unknown')
  t.equal(await code(envelope('<GetMessage xmlns="urn:other"/>')), 'soap-operation-unknown')
  const action = (actor: string) => `<a:Action xmlns:a="urn:a" e:mustUnderstand="1"${actor}>x</a:Action>`
  const strict = await post(envelope(getMessage, action('')), bearer)
  t.match(strict.text, /<faultcode>soap:MustUnderstand</)
  t.equal(codeIn(strict.text), 'soap-header-unknown')
  t.equal(await code(envelope(getMessage, action(' e:actor="urn:elsewhere"'))), 'message-unknown')
  t.equal(
    await code(envelope('<GetMessage><id>x</id></GetMessage>')),
    'body-invalid',
    'unqualified names will do',
  )
  t.equal(await code('{}', { ...bearer, 'content-type': 'application/json' }), 'media-type-unsupported')
  const long = `<i:IdempotencyKey xmlns:i="urn:lienthong:soap:v1">${'a'.repeat(256)}</i:IdempotencyKey>`
  t.equal(await code(envelope(getMessage, long)), 'request-invalid')
  const head = `POST /soap HTTP/1.1\r\nhost: x\r\ncontent-type: text/xml\r\ncontent-length: ${limit + 1}\r\n\r\n`
  t.equal(codeIn(await overSocket(api.url, head)), 'body-too-large')
})

t.test('a fault that is not the client’s is the server’s, and says when to come again', async t => {
  const problem = new Shapes(findSchema).of(problemDetail, 'Problem')
  const stopping = new Fault('stopping', { retryAfterSeconds: 5 })
  const at = { problem, language: 'en', correlationId: 'soap-test-1234' } as const
  const old = faultEnvelope('1.1', stopping, at)
  t.equal(old.status, 500)
  t.match(old.body, /<faultcode>soap:Server<.*<lt:retryAfterSeconds>5</)
  const newer = faultEnvelope('1.2', stopping, at)
  t.equal(newer.status, 500)
  t.match(newer.body, /<soap:Value>soap:Receiver<.*xml:lang="vi".*xml:lang="en"/)
})

t.test('a message that is too large for the event loop is read by a thread', async t => {
  const client = await connect()
  const code = newCode()
  const documents = Array.from({ length: 200 }, (_, at) => ({
    name: `Giấy tờ số ${at} ${'x'.repeat(700)}.pdf`,
  }))
  const [{ acceptance }] = await client.PutDossierAsync({ code, dossier: aDossier({ documents }) })
  t.equal(acceptance.revision, 1)
  const [{ dossier }] = await client.GetDossierAsync({ code })
  t.strictSame(
    dossier.dossier.documents.map(({ name }: { name: string }) => name),
    documents.map(({ name }) => name),
  )
})

t.test('the WSDL names the address by which it was fetched', async t => {
  const { port } = new URL(api.url)
  const text = await (await fetch(`http://localhost:${port}/soap?wsdl`)).text()
  t.equal(text.match(/location="([^"]*)"/g)?.length, 2)
  t.match(text, `location="http://localhost:${port}/soap"`)
})
