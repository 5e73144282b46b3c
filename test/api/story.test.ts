import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { openDossier, question } from '../support/population.ts'
import { aStep, isProblem, newCode, startApi } from './support.ts'

interface Item {
  readonly at: string
  readonly what: string
  readonly title: string
  readonly adapter?: string
  readonly status?: string
}

const api = await startApi(t)
const agency = await api.caller('H99')
const story = async (code: string, language = 'en') =>
  (await agency.get(`/v1/dossiers/${code}/story`, { 'accept-language': language })).body as unknown as {
    items: Item[]
  }

t.test('what happened to a dossier is on one timeline, whoever did it, in the order of time', async t => {
  const code = await openDossier(agency)
  await agency.step(code, aStep())
  await agency.call('POST', '/v1/citizens:verify', { body: question(code) })
  await agency.call('POST', '/v1/citizens:verify', { body: question(code, { officer: undefined }) })
  const items = await eventually(async () => {
    const { items } = await story(code)
    return items.filter(({ what }) => what === 'delivery.delivered').length >= 2 &&
      items.some(({ what }) => what === 'citizen.verified')
      ? items
      : undefined
  })
  const times = items.map(({ at }) => at)
  t.same(times, times.toSorted())
  t.equal(items[0]?.what, 'dossier.received')
  t.match(
    items.find(({ what }) => what === 'citizen.verified'),
    { adapter: 'population', operation: 'citizen.verify', title: 'Citizen verified: it fits' },
  )
  t.ok(
    items.some(({ what }) => what === 'citizen.not-asked'),
    'a refused question is part of it',
  )
  t.match(
    items.find(({ what }) => what === 'delivery.delivered'),
    { adapter: 'national-portal', operation: 'dossier.deliver', attempts: 1 },
  )
  const [first] = (await story(code, 'vi')).items
  t.equal(first?.title, 'Cổng nhận hồ sơ')
  t.notMatch(JSON.stringify(items), /Thử Nghiệm|000099/, 'no citizen’s data')
})

t.test('another agency’s dossier has no story', async t => {
  const code = await openDossier(agency)
  const other = await api.caller('H99.99')
  isProblem(t, await other.get(`/v1/dossiers/${code}/story`), 'dossier-unknown', 404)
  isProblem(t, await agency.get(`/v1/dossiers/${newCode()}/story`), 'dossier-unknown', 404)
})
