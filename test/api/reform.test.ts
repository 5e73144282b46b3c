import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { type Answer, aDossier, aStep, isProblem, newCode, startApi } from './support.ts'

// agencies.csv: the commune H99.41.01 went into H99.301 on 1 July 2025, its district H99.41 into nobody.
const before = { code: 'H99.41.01', name: 'Ủy ban nhân dân xã Tiền Thân' }
const old = { ...before, code: '000.01.41.H99' }
const after = { code: 'H99.301', name: 'Ủy ban nhân dân xã Kế Thừa' }

const api = await startApi(t)
const abolished = await api.caller('H99.41.01')
const heir = await api.caller('H99.301')
const stranger = await api.caller('H99.40')
const code = newCode(old.code)

const codes = ({ body }: Answer) => (body.dossiers as { code: string }[]).map(dossier => dossier.code)
async function atPortal(): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const answer = await fetch(`${api.sandboxUrl}/_sandbox/dossiers/${code}`)
    return answer.ok && ((await answer.json()) as { body: Record<string, unknown> }).body
  }, 10_000)
}

t.test('a dossier begun under an old code goes out under the agency that answers for it now', async t => {
  const answer = await abolished.put(code, aDossier({ agency: old }))
  t.equal(answer.status, 202, answer.text)
  t.equal((await atPortal()).DonViXuLy, after.name)
  const { body } = await abolished.get(`/v1/dossiers/${code}`)
  t.match(body, { agency: old.code, dossier: { agency: old } }, 'the ledger keeps what the agency wrote')
})

t.test('the heir finds it under its own code and under both old ones; a stranger does not', async t => {
  t.equal((await heir.get(`/v1/dossiers/${code}`)).status, 200)
  for (const agency of [after.code, before.code, old.code])
    t.same(codes(await heir.get(`/v1/dossiers?agency=${agency}`)), [code], agency)
  t.same(codes(await heir.get('/v1/dossiers')), [code])
  isProblem(t, await stranger.get(`/v1/dossiers/${code}`), 'dossier-unknown', 404)
  t.same(codes(await stranger.get('/v1/dossiers')), [])
  isProblem(t, await stranger.put(code, aDossier({ agency: old })), 'agency-outside-scope', 403)
})

t.test('the heir goes on with it, at first under the old code, then under its own', async t => {
  t.equal((await heir.step(code, aStep({ status: 'processing' }))).status, 202)
  const changed = aDossier({ agency: old, status: 'processing', summary: 'Dưới mã cũ' })
  t.equal((await heir.put(code, changed)).status, 202)
  t.equal((await heir.put(code, { ...changed, agency: after })).status, 202)
  t.same(codes(await heir.get(`/v1/dossiers?agency=${before.code}`)), [code], 'the old code still finds it')
  isProblem(t, await abolished.get(`/v1/dossiers/${code}`), 'dossier-unknown', 404)
  isProblem(t, await abolished.put(newCode(), aDossier({ agency: after })), 'agency-outside-scope', 403)
})
