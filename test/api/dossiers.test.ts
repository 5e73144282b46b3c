import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { aDossier, aRegistered, aStep, isProblem, type Json, newCode, startApi } from './support.ts'

const api = await startApi(t)
const { database } = api
const province = await api.caller('H99')

const messagesOf = async (code: string) =>
  (await database.query({ text: 'SELECT id FROM messages WHERE dossier_code = $1', values: [code] })).length

t.test('a new dossier is answered with 202 when the ledger has it, and arrives at the portal', async t => {
  const code = newCode()
  const put = await province.put(code, aDossier())
  t.equal(put.status, 202)
  t.match(put.body, { dossier: code, revision: 1, unchanged: false, warnings: [] })
  t.match(put.body.deliveries, [{ adapter: 'national-portal', operation: /./ }])
  const [row] = await database.query<{ revision: number }>({
    text: 'SELECT revision FROM dossiers WHERE code = $1',
    values: [code],
  })
  t.equal(row?.revision, 1, 'the row is there as soon as the answer is')
  await eventually(async () => {
    const { body } = await province.get(`/v1/dossiers/${code}`)
    return (body.deliveries as { state: string }[]).every(delivery => delivery.state === 'delivered')
  })
  const seen = await province.get(`/v1/dossiers/${code}`)
  t.match(seen.body, {
    code,
    status: 'accepted',
    agency: 'H99.05',
    revision: 1,
    steps: 0,
    timeline: [],
    dossier: { applicant: { name: 'NGUYỄN VĂN MẪU' } },
    deliveries: [{ attempts: 1, state: 'delivered', outcome: { kind: 'delivered' } }],
  })
  const message = await province.get(`/v1/messages/${put.body.message}`)
  t.match(message.body, {
    id: put.body.message,
    kind: 'dossier',
    dossier: code,
    deliveries: [{ state: 'delivered' }],
  })
})

t.test('the same dossier again is 200, makes no message and names the message that brought it', async t => {
  const code = newCode()
  const first = await province.put(code, aDossier())
  const second = await province.put(code, aDossier())
  t.equal(second.status, 200)
  t.match(second.body, { unchanged: true, message: first.body.message, revision: 1, deliveries: [] })
  t.equal(await messagesOf(code), 1)
})

t.test('a changed dossier is a new revision of the same dossier', async t => {
  const code = newCode()
  await province.put(code, aDossier())
  const second = await province.put(code, aDossier({ note: 'đã kiểm tra' }))
  t.equal(second.status, 202)
  t.match(second.body, { revision: 2, unchanged: false })
  t.match((await province.get(`/v1/dossiers/${code}`)).body, {
    revision: 2,
    dossier: { note: 'đã kiểm tra' },
  })
})

t.test('a dossier is shown as of one moment, whatever is written meanwhile', async t => {
  const code = newCode()
  await province.put(code, aDossier())
  let writing = true
  const written = (async () => {
    for (let step = 1; step <= 60; step++) await province.step(code, aStep({ content: `lần ${step}` }))
    writing = false
  })()
  const views: Json[] = []
  while (writing) views.push((await province.get(`/v1/dossiers/${code}`)).body)
  await written
  const seen = views.map(({ revision, steps, timeline, deliveries }) => ({
    revision,
    steps,
    shown: (timeline as unknown[]).length,
    told: (deliveries as { operation: string }[]).filter(({ operation }) => operation === 'step.deliver')
      .length,
  }))
  const torn = seen.filter(({ revision, steps, shown, told }) =>
    [steps, shown, told].some(count => count !== Number(revision) - 1),
  )
  t.same(torn, [])
  t.ok(new Set(seen.map(({ revision }) => revision)).size > 10, 'while it grew')
})

t.test('a step moves the status on, stands in the timeline, and sent twice is known again', async t => {
  const code = newCode()
  await province.put(code, aDossier())
  const first = await province.step(code, aStep())
  t.equal(first.status, 202)
  t.match(first.body, { step: 1, revision: 2 })
  const second = await province.step(code, aStep())
  t.equal(second.status, 200)
  t.match(second.body, { step: 1, unchanged: true, message: first.body.message })
  const { body } = await province.get(`/v1/dossiers/${code}`)
  t.match(body, { status: 'processing', steps: 1, dossier: { status: 'processing' } })
  t.match(body.timeline, [{ number: 1, status: 'processing', officer: { name: 'Trần Thị Ví Dụ' } }])
})

t.test('a step before its dossier is 404 and says to send the dossier first', async t => {
  const code = newCode()
  const problem = isProblem(t, await province.step(code, aStep()), 'dossier-unknown', 404)
  t.match(problem.fix, /PUT \/v1\/dossiers/)
  t.equal(await messagesOf(code), 0)
})

t.test('a status that goes backwards is refused and says where it may go; a correction lets it', async t => {
  const code = newCode()
  await province.put(code, aDossier({ status: 'completed', finishedAt: '2023-06-07T08:00:00+07:00' }))
  const problem = isProblem(
    t,
    await province.step(code, aStep({ status: 'processing' })),
    'status-transition',
    409,
  )
  t.match(problem.detail, /"completed" and does not become "processing".*payment, returned/)
  isProblem(t, await province.put(code, aDossier({ status: 'accepted' })), 'status-transition', 409)
  t.equal(await messagesOf(code), 1, 'nothing of it was stored')
  const corrected = await province.step(code, aStep({ correction: 'ghi nhầm là đã xong' }))
  t.equal(corrected.status, 202)
  t.match((await province.get(`/v1/dossiers/${code}`)).body, { status: 'processing' })
})

t.test('a step beyond acceptance of a dossier without dates is kept, with a warning', async t => {
  const code = newCode()
  t.equal((await province.put(code, aRegistered())).status, 202)
  const answer = await province.step(code, aStep({ status: 'accepted' }))
  t.equal(answer.status, 202)
  t.match(answer.body.warnings, [{ code: 'dossier-dates-missing', message: /PUT it again/ }])
})

t.test('warnings come in the language asked for', async t => {
  const loose = await province.put(`BN_${newCode()}`, aDossier())
  t.match(loose.body.warnings, [{ code: 'code-shape', message: /shape/ }])
  const vietnamese = await province.put(`BN_${newCode()}`, aDossier(), { 'accept-language': 'vi' })
  t.match(vietnamese.body.warnings, [{ code: 'code-shape', message: /mẫu/ }])
})

t.test('a child dossier and a provincial procedure are kept, and sent nowhere', async t => {
  const child = await province.put(newCode(), aDossier({ originDossier: 'H99.05-230605-09999' }))
  t.match(child.body, { deliveries: [], warnings: [{ code: 'child-dossier' }] })
})

t.test('a procedure that the catalogue does not know is refused', async t => {
  const code = newCode()
  const answer = await province.put(code, aDossier({ procedure: { code: 'KHONG.CO' } }))
  isProblem(t, answer, 'procedure-unmapped', 422)
  t.equal(await messagesOf(code), 0)
})

t.test('what the portal would refuse for its form is refused at the door, with its pointers', async t => {
  const code = newCode()
  const documents = [{ name: 'a.pdf' }, { name: 'b.pdf', url: 'https://[không phải địa chỉ' }]
  const spaced = await province.put(code, aDossier({ documents }))
  t.match(isProblem(t, spaced, 'body-invalid', 422).violations, [{ pointer: '/documents/1/url' }])
  documents[1] = { name: 'b.pdf', url: 'https://đường%/b.pdf' }
  const refused = await province.put(code, aDossier({ documents }))
  const problem = isProblem(t, refused, 'platform-would-refuse', 422)
  t.match(problem, { detail: /national-portal/, violations: [{ pointer: '/documents/1/url' }] })
  t.equal(await messagesOf(code), 0)
})

t.test('every fault of a body is told at once, in the language asked for, and nothing is stored', async t => {
  const code = newCode()
  const { summary: _summary, ...rest } = aDossier()
  const bad = { ...rest, channel: 'fax', extra: 1, applicant: { type: 'citizen', name: '' } }
  const english = await province.put(code, bad)
  const problem = isProblem(t, english, 'body-invalid', 422)
  t.same(problem.violations?.map(violation => violation.pointer).sort(), [
    '/applicant/name',
    '/channel',
    '/extra',
    '/summary',
  ])
  t.equal(english.headers.get('content-language'), 'en')
  const vietnamese = await province.put(code, bad, { 'accept-language': 'vi,en;q=0.5' })
  t.equal(vietnamese.headers.get('content-language'), 'vi')
  t.match(vietnamese.body, { title: 'Dữ liệu không đúng mẫu', violations: [] })
  t.ok(vietnamese.body.violations?.some(({ message }) => message === 'bắt buộc phải có'))
  t.equal(await messagesOf(code), 0)
  isProblem(t, await province.get(`/v1/dossiers/${code}`), 'dossier-unknown', 404)
})

t.test('a name in NFD is the same name in NFC, comes back in NFC, and is no new content', async t => {
  const code = newCode()
  const composed = aDossier({ summary: 'Nguyễn Thị Ước, Đường Lê Lợi' })
  const decomposed = { ...composed, summary: composed.summary.normalize('NFD') }
  t.not(decomposed.summary, composed.summary)
  t.equal((await province.put(code, decomposed)).status, 202)
  t.match((await province.get(`/v1/dossiers/${code}`)).body, { dossier: { summary: composed.summary } })
  t.equal((await province.put(code, composed)).status, 200)
  const escaped = JSON.stringify(decomposed).replace(
    /[\u0080-\uffff]/g,
    letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const again = await province.call('PUT', `/v1/dossiers/${code}`, { raw: escaped })
  t.equal(again.status, 200, 'spelled with escapes, too')
})

t.test('however a serialiser spaces it, it is the same dossier, and comes back as it was', async t => {
  for (const summary of ['Thửa 5, tờ 12', 'Thửa 5, tờ 12: "đất ở" ']) {
    const code = newCode()
    const dossier = aDossier({ summary })
    const terse = JSON.stringify(dossier)
    const put = (raw: string) => province.call('PUT', `/v1/dossiers/${code}`, { raw })
    t.equal((await put(terse)).status, 202)
    for (const spaced of [
      JSON.stringify(dossier, null, 2),
      JSON.stringify(dossier, null, '\t').replaceAll('\n', '\r\n'),
      terse.replaceAll('":', '": ').replaceAll(',"', ', "'),
      terse.replaceAll('":', '" :').replaceAll('"},', '"} ,'),
    ]) {
      t.not(spaced, terse)
      t.equal((await put(spaced)).status, 200, spaced.slice(0, 40))
    }
    t.same((await province.get(`/v1/dossiers/${code}`)).body.dossier, dossier)
  }
})

t.test('a dossier with 200 documents is taken whole', async t => {
  const code = newCode()
  const documents = Array.from({ length: 200 }, (_, n) => ({
    id: `tep-${n}`,
    name: `Thành phần hồ sơ số ${n}.pdf`,
    url: `https://tep.h99.example/t/${n}.pdf`,
    digitised: true,
  }))
  t.equal((await province.put(code, aDossier({ documents }))).status, 202)
  const { body } = await province.get(`/v1/dossiers/${code}`)
  t.same((body.dossier as { documents: unknown }).documents, documents)
})

t.test('-0 is 0, of a member named twice the last counts, and 1e400 is no amount', async t => {
  const fee = (amount: string) =>
    JSON.stringify(aDossier({ fees: [{ name: 'Lệ phí', kind: 'fee', amount: 0 }] })).replace(
      '"amount":0',
      `"amount":${amount}`,
    )
  const amountOf = async (code: string) => {
    const { body } = await province.get(`/v1/dossiers/${code}`)
    return (body.dossier as { fees: { amount: number }[] }).fees[0]?.amount
  }
  const zero = newCode()
  t.equal((await province.call('PUT', `/v1/dossiers/${zero}`, { raw: fee('-0') })).status, 202)
  t.equal(Object.is(await amountOf(zero), 0), true)
  const twice = newCode()
  t.equal((await province.call('PUT', `/v1/dossiers/${twice}`, { raw: fee('1,"amount":2') })).status, 202)
  t.equal(await amountOf(twice), 2)
  const wrongFirst = await province.call('PUT', `/v1/dossiers/${newCode()}`, { raw: fee('"x","amount":2') })
  t.equal(wrongFirst.status, 202, 'what is judged is what is kept')
  for (const amount of ['1e400', '9007199254740993', '0.5', '-1']) {
    const answer = await province.call('PUT', `/v1/dossiers/${newCode()}`, { raw: fee(amount) })
    t.match(isProblem(t, answer, 'body-invalid', 422).violations, [{ pointer: '/fees/0/amount' }], amount)
  }
})

t.test('instants that no clock or database understands are refused as such', async t => {
  for (const filedAt of [
    '2016-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '2023-06-05T08:15:00+24:00',
    '2023-06-05T08:15:00+07',
    '2023-02-30T08:15:00+07:00',
    '2023-06-05T08:15:00',
  ]) {
    const answer = await province.put(newCode(), aDossier({ filedAt }))
    t.match(isProblem(t, answer, 'body-invalid', 422).violations, [{ pointer: '/filedAt' }], filedAt)
    const step = await province.step(newCode(), aStep({ at: filedAt }))
    t.match(isProblem(t, step, 'body-invalid', 422).violations, [{ pointer: '/at' }], filedAt)
  }
})

t.test('an agency outside the key’s scope: 404 to look, 409 to overwrite, 403 to speak for', async t => {
  const health = await api.caller('H99.17')
  const code = newCode('H99.05')
  const put = await province.put(code, aDossier())
  isProblem(t, await health.get(`/v1/dossiers/${code}`), 'dossier-unknown', 404)
  isProblem(t, await health.get(`/v1/messages/${put.body.message}`), 'message-unknown', 404)
  isProblem(t, await health.step(code, aStep()), 'dossier-unknown', 404)
  const own = aDossier({ agency: { code: 'H99.17', name: 'Sở Y tế' } })
  const taken = isProblem(t, await health.put(code, own), 'dossier-of-another-agency', 409)
  t.notMatch(JSON.stringify(taken), /H99\.05/, 'and does not say whose it is')
  isProblem(t, await health.put(newCode(), aDossier()), 'agency-outside-scope', 403)
  t.equal(await messagesOf(code), 1)
  t.match((await province.get(`/v1/dossiers/${code}`)).body, { agency: 'H99.05', revision: 1 })
})

t.test('a key for a subtree speaks for the agencies below it, in either spelling', async t => {
  const health = await api.caller('000.00.17.H99')
  const code = newCode('H99.17.05')
  const dossier = aDossier({ agency: { code: 'H99.17.05', name: 'Bệnh viện' } })
  t.equal((await health.put(code, dossier)).status, 202)
  t.equal((await health.get(`/v1/dossiers/${code}`)).status, 200)
  const old = newCode('000.05.17.H99')
  t.equal(
    (await health.put(old, aDossier({ agency: { code: '000.05.17.H99', name: 'Bệnh viện' } }))).status,
    202,
  )
  isProblem(
    t,
    await health.put(newCode(), aDossier({ agency: { code: '000.00.18.H99', name: 'Khác' } })),
    'agency-outside-scope',
    403,
  )
})

t.test('a key does only what it was given', async t => {
  const reader = await api.caller('H99', ['dossiers:read'])
  const problem = isProblem(t, await reader.put(newCode(), aDossier()), 'operation-forbidden', 403)
  t.match(problem.detail, /dossiers:write/)
  const writer = await api.caller('H99', ['dossiers:write'])
  isProblem(t, await writer.get('/v1/dossiers'), 'operation-forbidden', 403)
  isProblem(
    t,
    await writer.get('/v1/messages/0197a1b2-0000-7000-8000-000000000000'),
    'operation-forbidden',
    403,
  )
})

t.test('a message id that is none is 400, one that does not exist 404', async t => {
  isProblem(
    t,
    await province.get('/v1/messages/0197a1b2-0000-7000-8000-000000000000'),
    'message-unknown',
    404,
  )
  for (const id of ['1', 'urn:uuid:0197a1b2-0000-7000-8000-000000000000', '%00', "'%20OR%201=1"]) {
    isProblem(t, await province.get(`/v1/messages/${id}`), 'request-invalid', 400)
  }
})
