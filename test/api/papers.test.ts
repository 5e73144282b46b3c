import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { officer as account, openDossier, subject } from '../support/population.ts'
import { type Answer, aDossier, Caller, isProblem, type Json, newCode, startApi } from './support.ts'

const api = await startApi(t, {
  LIENTHONG_POPULATION_OFFICER_PER_MINUTE: '60',
  LIENTHONG_POPULATION_UNIT_PER_MINUTE: '10000',
})
const caller = await api.caller()
const store = new Caller(api.sandboxUrl)
const session = await new Caller(api.url).call('POST', '/admin/v1/session', { body: api.admin })
const admin = new Caller(api.url, String(session.body.token))

const officer = { ...account, name: 'Trần Thị Ví Dụ' }
const owner = { personalId: subject.personalId, name: subject.name }
const question = (dossier: string, changes: Json = {}) => ({
  ...{
    channel: 'officer',
    officer,
    unit: { code: 'H99.05' },
    procedure: { code: '2.900452' },
    dossier,
    owner,
  },
  purpose: 'Lấy giấy tờ đã số hoá thay cho bản nộp',
  papers: [{ code: 'KQ.G07.000122' }],
  ...changes,
})
const search = (body: Json, who = caller) => who.call('POST', '/v1/papers:search', { body })
const fetched = (body: Json, who = caller) => who.call('POST', '/v1/papers:fetch', { body })
const state = async () =>
  (await store.get('/_sandbox/paper-store')).body as {
    searches: number
    fetches: number
    channels: Json
    refused: Json
  }
interface Access {
  id: string
  operation: string
  verdict: string
  result: string | null
  released: string[] | null
  dossier: string
  officer: string | null
}
const accesses = async (dossier: string) =>
  ((await admin.get(`/admin/v1/accesses?dossier=${dossier}`)).body.accesses ?? []) as Access[]
interface Paper {
  code: string
  files: { name: string; ticket: string }[]
}
const papersOf = ({ body }: Answer) => body.papers as Paper[]
const ticketOf = (answer: Answer, file = 0) => papersOf(answer)[0]?.files[file]?.ticket ?? ''
const wanted = (dossier: string, ticket: string, changes: Json = {}) => ({
  ...{ officer, unit: { code: 'H99.05' }, dossier, purpose: 'Lấy tệp', ticket },
  ...changes,
})

t.test(
  'an officer finds a paper of the dossier’s owner and gets its file, and both are on record first',
  async t => {
    const dossier = await openDossier(caller)
    const found = await search(question(dossier))
    t.equal(found.status, 200, found.text)
    t.equal(found.headers.get('cache-control'), 'no-store')
    t.match(found.body, {
      signature: 'sandbox.+/=.chữ ký',
      papers: [
        {
          ...{
            code: 'KQ.G07.000122',
            name: 'Giấy phép lái xe',
            number: '12/GPLX',
            authority: '000.00.05.H99',
          },
          files: [{ name: 'Giấy phép lái xe.pdf' }, { name: 'ảnh.jpg' }],
        },
      ],
    })
    t.notMatch(found.text, '/kho/h99', 'where a file lies is the ticket’s secret')
    const file = await fetched(wanted(dossier, ticketOf(found)))
    t.equal(file.status, 200, file.text)
    t.equal(file.headers.get('content-type'), 'application/pdf')
    t.equal(
      file.headers.get('content-disposition'),
      `attachment; filename*=UTF-8''${encodeURIComponent('Giấy phép lái xe.pdf')}`,
    )
    t.equal(file.headers.get('x-content-type-options'), 'nosniff')
    t.equal(file.text, '%PDF-1.4\n%synthetic\n12/GPLX\n%%EOF\n')
    t.equal((await fetched(wanted(dossier, ticketOf(found, 1)))).headers.get('content-type'), 'image/jpeg')
    const rows = await eventually(async () => {
      const rows = await accesses(dossier)
      return rows.every(({ result }) => result !== null) && rows.length === 3 ? rows : undefined
    })
    t.match(rows.at(-1), {
      operation: 'paper.search',
      verdict: 'asked',
      result: 'found',
      released: ['papers'],
    })
    t.equal(rows.at(-1)?.id, found.body.access)
    t.match(rows.at(1), { operation: 'paper.fetch', result: 'found', officer: account.account })
    t.equal(rows.at(1)?.id, file.headers.get('x-lienthong-access'))
  },
)

t.test('KenhThucHien is who asks, 1 an officer and 2 a citizen, however the dossier was filed', async t => {
  await store.call('DELETE', '/_sandbox/paper-store')
  for (const channel of ['counter', 'online', 'postal']) {
    const dossier = await openDossier(caller, { channel })
    t.equal((await search(question(dossier))).status, 200)
  }
  t.same((await state()).channels, { '1': 3 })
  const dossier = await openDossier(caller, { channel: 'counter' })
  const { officer: _, ...alone } = question(dossier, { channel: 'citizen' })
  const found = await search(alone)
  t.equal(found.status, 200, found.text)
  t.same((await state()).channels, { '1': 3, '2': 1 })
  const { officer: __, ...own } = wanted(dossier, ticketOf(found))
  t.equal((await fetched(own)).status, 200, 'and a citizen needs no officer to fetch their own')
  t.match(await accesses(dossier), [{ officer: null }, { officer: null }])
})

t.test(
  'without an officer, a dossier, a purpose or the owner in it nothing leaves, and the attempt is on record',
  async t => {
    const dossier = await openDossier(caller)
    const before = await state()
    const { officer: _, ...nobody } = question(dossier)
    isProblem(t, await search(nobody), 'citizen-asker-missing', 403)
    const stranger = { personalId: '000099000999', name: subject.name }
    isProblem(t, await search(question(dossier, { owner: stranger })), 'citizen-subject-stranger', 403)
    isProblem(t, await search(question(dossier, { unit: { code: 'H99.14' } })), 'citizen-dossier-unfit', 403)
    isProblem(
      t,
      await search(question(dossier, { procedure: { code: '1.900103' } })),
      'citizen-dossier-unfit',
      403,
    )
    isProblem(t, await search(question(dossier, { unit: { code: 'H98' } })), 'agency-outside-scope', 403)
    isProblem(t, await search(question(newCode())), 'dossier-unknown', 404)
    for (const member of ['purpose', 'dossier', 'owner', 'papers', 'channel']) {
      const body = question(dossier, { [member]: undefined })
      t.match(isProblem(t, await search(body), 'body-invalid', 422).violations, [{ pointer: `/${member}` }])
    }
    const job = { ...officer, id: 'CHAY-NEN-01' }
    isProblem(t, await search(question(dossier, { officer: job })), 'body-invalid', 422)
    const onPaper = newCode()
    const applicant = { type: 'citizen', name: subject.name }
    t.equal((await caller.put(onPaper, aDossier({ applicant }))).status, 202)
    isProblem(t, await search(question(onPaper)), 'citizen-subject-stranger', 403)
    const mute = await api.caller('H99', ['dossiers:read', 'exchanges:ask'])
    isProblem(t, await search(question(dossier), mute), 'operation-forbidden', 403)
    const around = await mute.call('POST', '/v1/exchanges/paper-store/paper.search', {
      body: question(dossier),
    })
    t.match(isProblem(t, around, 'exchange-guarded', 403), { fix: /papers:search/ })
    t.same(await state(), before)
    const verdicts = (await accesses(dossier)).map(({ verdict }) => verdict).sort()
    t.same(verdicts, [
      'agency-outside-scope',
      'citizen-asker-missing',
      'citizen-dossier-unfit',
      'citizen-dossier-unfit',
      'citizen-subject-stranger',
    ])
  },
)

t.test('a ticket is good for what was found, to whom, for its dossier, and not for long', async t => {
  const dossier = await openDossier(caller)
  const ticket = ticketOf(await search(question(dossier)))
  const before = await state()
  const refused = async (body: Json, reason: string, who = caller) => {
    const { detail } = isProblem(t, await fetched(body, who), 'paper-ticket-invalid', 422)
    t.match(detail, reason)
  }
  await refused(wanted(dossier, `${ticket.slice(0, -4)}AAAA`), 'unreadable')
  await refused(wanted(dossier, 'x'), 'unreadable')
  await refused(wanted(await openDossier(caller), ticket), 'another-dossier')
  await refused(wanted(dossier, ticket), 'another-system', await api.caller())
  isProblem(t, await fetched(wanted(dossier, ticket, { officer: undefined })), 'citizen-asker-missing', 403)
  await caller.step(dossier, {
    ...{
      at: new Date().toISOString(),
      status: 'withdrawn',
      officer: { name: 'x' },
      content: 'Công dân rút hồ sơ',
    },
  })
  isProblem(t, await fetched(wanted(dossier, ticket)), 'citizen-dossier-unfit', 403)
  t.equal((await state()).fetches, before.fetches)
})

t.test('nothing found is an answer; a store that fails is told, and whose fault it is', async t => {
  const dossier = await openDossier(caller)
  const none = await search(question(dossier, { papers: [{ code: 'KQ.G99.000000' }] }))
  t.equal(none.status, 200)
  t.match(none.body, { papers: [] })
  await store.call('PUT', '/_sandbox/paper-store/faults', { body: { error5xx: 1 } })
  t.match(isProblem(t, await search(question(dossier)), 'ask-unavailable'), {
    owner: 'upstream',
    retryable: true,
  })
  await store.call('DELETE', '/_sandbox/paper-store/faults')
  t.equal((await search(question(dossier))).status, 200)
  const results = await eventually(async () => {
    const rows = await accesses(dossier)
    return rows.every(({ result }) => result !== null) ? rows.map(({ result }) => result) : undefined
  })
  t.same(results, ['found', 'unavailable', 'not-found'])
})

t.test('whoever has stopped it stops it', async t => {
  const dossier = await openDossier(caller)
  const ticket = ticketOf(await search(question(dossier)))
  const stop = { kind: 'operation', value: 'paper.fetch', reason: 'Nghi lộ khoá của phần mềm' }
  const { body, status } = await admin.call('POST', '/admin/v1/accesses/stops', { body: stop })
  t.equal(status, 201)
  await eventually(async () => {
    const { body } = await fetched(wanted(dossier, ticket, { officer: { ...officer, id: '000000000015' } }))
    return body.code === 'citizen-stopped'
  })
  t.equal((await admin.call('DELETE', `/admin/v1/accesses/stops/${String(body.id)}`)).status, 204)
  const fourth = { ...officer, id: '000000000014' }
  await eventually(async () => (await fetched(wanted(dossier, ticket, { officer: fourth }))).status === 200)
})

t.test('nobody asks in bulk', async t => {
  const dossier = await openDossier(caller)
  const eager = { ...officer, id: '000000000013', account: 'canbo.hoinhieu' }
  const answers = await Promise.all(
    Array.from({ length: 61 }, () => search(question(dossier, { officer: eager, papers: [{ code: 'x' }] }))),
  )
  const over = answers.filter(({ status }) => status !== 200)
  t.equal(over.length, 1)
  t.ok(Number(over[0]?.headers.get('retry-after')) > 0)
  if (over[0] !== undefined) isProblem(t, over[0], 'citizen-limit', 429)
})

t.test('where no store is joined that is said', async t => {
  const [row] = await api.database.query<{ version: string }>(
    `SELECT version FROM adapter_versions WHERE adapter = 'paper-store' AND state = 'active'`,
  )
  const path = `/admin/v1/adapters/paper-store/versions/${row?.version}/retire`
  t.equal((await admin.call('POST', path)).status, 200)
  const dossier = await openDossier(caller)
  const other = { ...officer, id: '000000000012' }
  await eventually(async () => {
    const { body } = await search(question(dossier, { officer: other }))
    return body.code === 'paper-store-missing'
  })
  isProblem(t, await search(question(dossier, { officer: other })), 'paper-store-missing', 503)
})

t.test('nothing of a paper, a person or a ticket is kept in clear or logged', async t => {
  const tables = ['accesses', 'access_results', 'asks', 'messages']
  const kept = await Promise.all(
    tables.map(name =>
      api.database.query(`SELECT to_jsonb(r) - '{sealed,body,question}'::text[] AS row FROM ${name} r`),
    ),
  )
  const clear = JSON.stringify(kept) + api.lines.join('\n')
  for (const secret of [subject.personalId, subject.name, '12/GPLX', '/kho/h99', 'chữ ký', 'sandbox-token'])
    t.notOk(clear.includes(secret), secret)
})
