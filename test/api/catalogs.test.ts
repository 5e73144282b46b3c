import t from 'tap'
import { CatalogEntries } from '../../src/ledger/catalog-entries.ts'
import { Caller, isProblem, startApi } from './support.ts'

const api = await startApi(t)
const caller = await api.caller()
const anyone = new Caller(api.url)
const session = await anyone.call('POST', '/admin/v1/session', { body: api.admin })
const admin = new Caller(api.url, String(session.body.token))

interface Entry {
  code: string
  title: string
  validTo?: string
}
const entries = async (path: string) => (await caller.get(path)).body.entries as Entry[]

async function allPages(name: string): Promise<string[]> {
  const codes: string[] = []
  for (let cursor = ''; ; ) {
    const { body, status, text } = await caller.get(`/v1/catalogs/${name}?limit=1000${cursor}`)
    if (status !== 200) throw new Error(text)
    codes.push(...(body.entries as Entry[]).map(({ code }) => code))
    if (body.next === undefined) return codes
    cursor = `&cursor=${String(body.next)}`
  }
}

t.test('the province’s own lists, as they were on a day', async t => {
  const units = (at: string) => entries(`/v1/catalogs/administrative-units?at=${at}`)
  t.same(
    (await units('2025-06-30')).map(({ code }) => code),
    ['98', '99', '99001', '99002', '991'],
  )
  t.same(
    (await units('2025-07-01')).map(({ code, title }) => [code, title]),
    [
      ['99', 'Tỉnh H99'],
      ['99001', 'Xã Kế Thừa'],
    ],
  )
  const codes = await allPages('procedures')
  t.equal(codes.length, 1705)
  t.same(codes, [...new Set(codes)].sort())
  isProblem(t, await caller.get('/v1/catalogs/procedures?cursor=___'), 'cursor-invalid', 400)
  isProblem(t, await caller.get('/v1/catalogs/khong-co'), 'catalog-unknown', 404)
  isProblem(t, await anyone.get('/v1/catalogs/procedures'), 'key-missing', 401)
})

t.test('the portal’s lists are fetched and stand beside them; neither feeds the other', async t => {
  t.same((await admin.get('/admin/v1/catalogs/procedures/differences')).body.sources, [])
  isProblem(t, await caller.get('/v1/catalogs/national-portal.procedures'), 'catalog-unknown', 404)
  const pulled = await admin.call('POST', '/admin/v1/catalogs/pull')
  t.equal(pulled.status, 200, pulled.text)
  t.match(pulled.body.lists, [
    { name: 'national-portal.procedures', outcome: 'taken', entries: 1287, added: 1287 },
    { name: 'national-portal.agencies', outcome: 'taken' },
    { name: 'national-portal.domains', outcome: 'taken' },
  ])
  t.equal((await allPages('national-portal.procedures')).length, 1287)
  const again = await admin.call('POST', '/admin/v1/catalogs/pull')
  t.match(again.body.lists, [{ outcome: 'taken', entries: 1287, added: 0, changed: 0, ended: 0 }])
  t.notOk((await allPages('procedures')).includes('2.900001'))
})

t.test('where they differ an admin sees', async t => {
  const { body } = await admin.get('/admin/v1/catalogs/procedures/differences')
  t.match(body.sources, [
    {
      name: 'national-portal.procedures',
      counts: { 'missing-here': 1, 'missing-there': 0, 'title-differs': 1 },
      differences: [
        { verdict: 'missing-here', code: '2.900001' },
        { verdict: 'title-differs', code: '2.900101' },
      ],
    },
  ])
  const agencies = await admin.get('/admin/v1/catalogs/agencies/differences')
  t.match(agencies.body.sources, [{ differences: [] }], 'the same in either spelling')
  isProblem(t, await admin.get('/admin/v1/catalogs/khong-co/differences'), 'catalog-unknown', 404)
})

t.test('entries have the days on which they were seen; a list that falls apart is not believed', async t => {
  const store = new CatalogEntries(api.database)
  const about = { name: 'thu.list', adapter: 'thu', list: 'list' }
  const row = (code: string, title = code) => ({ code, title, data: {} })
  const take = (day: string, ...rows: ReturnType<typeof row>[]) =>
    store.take(about, rows, day, new Date(`${day}T00:00:00Z`))
  t.same(await take('2026-01-01', row('A'), row('B'), row('C')), { added: 3, changed: 0, ended: 0 })
  t.same(await take('2026-01-02', row('A', 'A mới'), row('B'), row('D')), { added: 1, changed: 1, ended: 1 })
  t.same(await take('2026-01-02', row('A', 'A mới nữa'), row('B')), { added: 0, changed: 1, ended: 1 })
  t.same(await take('2026-01-03', row('A', 'A mới nữa'), row('C')), { added: 1, changed: 0, ended: 1 })
  const on = async (day: string) => (await store.page('thu.list', day, '', 9)).map(({ title }) => title)
  t.same(await on('2025-12-31'), [])
  t.same(await on('2026-01-01'), ['A', 'B', 'C'])
  t.same(await on('2026-01-02'), ['A mới nữa', 'B'])
  t.same(await on('2026-01-03'), ['A mới nữa', 'C'])
  t.equal(await take('2026-01-04'), undefined)
  t.same(await on('2026-01-04'), ['A mới nữa', 'C'])
})
