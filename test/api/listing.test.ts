import t from 'tap'
import { type Answer, aDossier, aStep, isProblem, newCode, startApi } from './support.ts'

const api = await startApi(t)
const caller = await api.caller()

interface Summary {
  code: string
  agency: string
  status: string
  procedure: string
  updatedAt: string
}

const rows = (answer: Answer) => answer.body.dossiers as Summary[]
const codes = (answer: Answer) => rows(answer).map(({ code }) => code)

async function allPages(query: string, between?: () => Promise<unknown>): Promise<string[]> {
  const found: string[] = []
  for (let cursor = ''; ; ) {
    const page = await caller.get(`/v1/dossiers?${query}${cursor && `&cursor=${cursor}`}`)
    found.push(...codes(page))
    if (page.body.next === undefined) return found
    cursor = encodeURIComponent(String(page.body.next))
    await between?.()
  }
}

const agencies = ['H99.05', 'H99.17', 'H99.17.05']
const put: string[] = []
for (let n = 0; n < 27; n++) {
  const agency = agencies[n % 3] ?? ''
  const code = newCode(agency)
  put.push(code)
  const answer = await caller.put(code, aDossier({ agency: { code: agency, name: 'Cơ quan' } }))
  if (answer.status !== 202) throw new Error(answer.text)
}

t.test('pages hold every dossier once, newest change first', async t => {
  const found = await allPages('limit=5')
  t.same([...found].sort(), [...put].sort())
  const whole = rows(await caller.get('/v1/dossiers?limit=200'))
  const times = whole.map(row => row.updatedAt)
  t.same(times, [...times].sort().reverse())
  t.same(
    found,
    whole.map(row => row.code),
  )
})

t.test('a dossier that does not change while pages are read is found exactly once', async t => {
  const moving = put.slice(0, 6)
  let turn = 0
  const found = await allPages('limit=4', async () => {
    const code = moving[turn++ % moving.length] ?? ''
    await caller.put(code, aDossier({ agency: agencyOf(code), note: `lần ${turn}` }))
    await caller.put(newCode(), aDossier())
  })
  for (const code of put.filter(code => !moving.includes(code))) {
    t.equal(found.filter(other => other === code).length, 1, code)
  }
})

t.test('filters: agency subtree in both spellings, status, procedure, time; together', async t => {
  const of = (start: string) => put.filter(code => code.startsWith(start)).sort()
  t.same(codes(await caller.get('/v1/dossiers?limit=200&agency=H99.17')).sort(), of('H99.17'))
  t.same(codes(await caller.get('/v1/dossiers?limit=200&agency=000.05.17.H99')).sort(), of('H99.17.05'))
  t.same(codes(await caller.get('/v1/dossiers?agency=H98')), [])
  for (const wild of ['%25', 'H99%25', '_99', '%5C%25', 'h99']) {
    t.same(codes(await caller.get(`/v1/dossiers?agency=${wild}`)), [], `${wild} is no wildcard`)
  }
  const [first = ''] = of('H99.17.05')
  await caller.step(first, aStep())
  t.same(codes(await caller.get('/v1/dossiers?status=processing&agency=H99.17')), [first])
  t.same(codes(await caller.get('/v1/dossiers?procedure=2.900452&status=processing')), [first])
  t.same(codes(await caller.get('/v1/dossiers?procedure=1.000000')), [])
  const { updatedAt } = rows(await caller.get('/v1/dossiers?status=processing'))[0] ?? { updatedAt: '' }
  const at = encodeURIComponent(updatedAt)
  t.same(codes(await caller.get(`/v1/dossiers?updatedSince=${at}`)), [first])
  t.notOk(codes(await caller.get(`/v1/dossiers?limit=200&updatedBefore=${at}`)).includes(first))
})

t.test('a client sees its subtree only, whatever it asks for', async t => {
  const health = await api.caller('H99.17.05')
  const seen = rows(await health.get('/v1/dossiers?limit=200'))
  t.ok(seen.length > 0 && seen.every(row => row.agency === 'H99.17.05'))
  t.same(codes(await health.get('/v1/dossiers?agency=H99.05')), [])
  t.equal(codes(await health.get('/v1/dossiers?agency=H99&limit=200')).length, seen.length)
})

t.test('a cursor that the gateway did not issue is refused', async t => {
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const wrong of [
    'x',
    'e30',
    cursor(['2023-06-05T00:00:00.000Z']),
    cursor(['gestern', 'H99']),
    cursor(['-271821-04-20T00:00:00.000Z', 'H99-1']),
    cursor(['2023-06-05T00:00:00.000Z', 'H99\0']),
    cursor(['2023-06-05T00:00:00.000Z', "'; DROP TABLE dossiers"]),
  ]) {
    isProblem(t, await caller.get(`/v1/dossiers?cursor=${wrong}`), 'cursor-invalid', 400)
  }
})

t.test('a query that is not described is refused with the place of each fault', async t => {
  for (const [query, pointer] of [
    ['limit=0', '/limit'],
    ['limit=201', '/limit'],
    ['limit=abc', '/limit'],
    ['status=done', '/status'],
    ['updatedSince=yesterday', '/updatedSince'],
    ['updatedSince=2016-12-31T23:59:60Z', '/updatedSince'],
    ['procedure=%00', '/procedure'],
    ['sort=code', '/sort'],
    ['cursor=a&cursor=b', '/cursor'],
  ] as const) {
    const problem = isProblem(t, await caller.get(`/v1/dossiers?${query}`), 'request-invalid', 400)
    t.match(problem.violations, [{ pointer }], query)
  }
})

function agencyOf(code: string) {
  return { code: code.split('-')[0] ?? '', name: 'Cơ quan' }
}
