import t from 'tap'
import { type Adapter, conform, openAdapter, validate } from '../../src/adapter/index.ts'
import { bankFiles } from '../support/trial-bank.ts'
import { type Platform, say, startPlatform } from './transport/support.ts'
import { call, files, kept, notice } from './trial-tax.ts'

const openAt = (platform: Platform): Promise<Adapter> =>
  openAdapter(files(), { settings: { baseUrl: platform.url }, allowedNetworks: ['127.0.0.1/32'] })
const context = { standing: 'unsure', correlationId: 'test' } as const

t.test('the suite passes an adapter that asks and is called', async t => {
  const report = await conform(files())
  t.same(
    report.findings.flatMap(({ check, subject, faults }) => faults.map(f => `${check} ${subject} ${f}`)),
    [],
  )
  t.same(report.coverage?.unexercised, [])
})

t.test('the suite passes an adapter whose platform proves itself, sends lists, and asks', async t => {
  const report = await conform(bankFiles())
  t.same(
    report.findings.flatMap(({ check, subject, faults }) => faults.map(f => `${check} ${subject} ${f}`)),
    [],
  )
})

t.test('the suite finds a door that stands open, and one nobody is seen to be kept from', async t => {
  const faultsOf = async (path: string, from: string, to: string) => {
    const text = bankFiles().get(path) ?? ''
    t.ok(text.includes(from), from)
    const { findings } = await conform(bankFiles({ [path]: text.replaceAll(from, to) }))
    return findings.flatMap(({ faults }) => faults).join('\n')
  }
  t.match(await faultsOf('fixtures/paid.json', '"admitted":false,', ''), /admitted is false, expected true/)
  t.match(
    await faultsOf('fixtures/settings.json', 'noi-dung-kin', ''),
    /admitted is false/,
    'no secret, no entrance',
  )
  t.match(await faultsOf('adapter.json', '{settings.token}', '{settings.networks}'), /writeOnly/)
  t.match(
    await faultsOf('adapter.json', '"at":"/Checksum",', ''),
    /either "at" a place of the body or in a "header"/,
  )
  t.match(await faultsOf('adapter.json', ',"answer":{"map":"owed","schema":"owed"}', ''), /needs an answer/)
  t.match(
    await faultsOf('fixtures/notices.json', '{"pointers":["/Data/1/HanNop"]}', '{"canonical":{}}'),
    /unread/,
  )
})

t.test('the suite finds what a fixture expects and the tables do not give', async t => {
  const wrong = (path: string, from: string, to: string) =>
    files({ [path]: (files().get(path) ?? '').replace(from, to) })
  const faultsOf = async (path: string, from: string, to: string) =>
    (await conform(wrong(path, from, to))).findings.flatMap(({ faults }) => faults)
  t.match(await faultsOf('fixtures/owed.json', '"amount":1500000', '"amount":1'), [/says\/amount is 1500000/])
  t.match(await faultsOf('fixtures/notice.json', '"amount":1500000', '"amount":1'), [/canonical\/amount/])
  t.match(await faultsOf('fixtures/notice.json', '"MaLoi":"00"', '"MaLoi":"99"'), [/reply\/MaLoi/])
  t.match(await faultsOf('maps/notice.csv', 'dueOn,tb:HanNop,date(dd/MM/yyyy)\n', ''), [/HanNop/])
  t.match(await faultsOf('adapter.json', '"map":"notice"', '"map":"notices"'), [
    /notices.csv.*did you mean notice\?/,
  ])
  const { findings } = await validate(
    wrong('adapter.json', '"direction":"ask"', '"direction":"ask","carries":"payment"'),
  )
  t.match(findings[0]?.faults, [/an ask carries nothing/])
})

t.test('an answer comes back in our words, whole or not at all', async t => {
  const platform = await startPlatform(t)
  const adapter = await openAt(platform)
  t.teardown(() => adapter.close())
  const json = 'application/json'
  platform.play = say('{"code":0,"data":{"ConNo":"1500000","HanNop":"31/12/2026"}}', json)
  const asked = await adapter.ask('tax.owed', { dossier: kept.dossier }, context)
  t.match(asked, {
    record: { outcome: { kind: 'delivered' } },
    answer: { amount: 1_500_000, dueOn: '2026-12-31' },
  })
  t.same(JSON.parse(String(platform.calls[0]?.body)), { MaHoSo: kept.dossier })
  platform.play = say('{"code":0,"data":{"ConNo":"1500000","HanNop":"hôm qua"}}', json)
  const half = await adapter.ask('tax.owed', { dossier: kept.dossier }, context)
  t.match(half.record.outcome, { kind: 'refused', code: 'platform-answer-unmapped', owner: 'operator' })
  t.match(half.record.outcome.message?.en, /\/HanNop/)
  t.notMatch(JSON.stringify(half), /hôm qua|1500000/)
  t.equal(half.answer, undefined)
  platform.play = say('{"code":4}', json)
  const none = await adapter.ask('tax.owed', { dossier: kept.dossier }, context)
  t.match(none, { record: { outcome: { kind: 'refused', rule: 'none' } }, answer: undefined })
})

t.test('a call of the platform is read in our words and answered in its own', async t => {
  const adapter = await openAt(await startPlatform(t))
  t.teardown(() => adapter.close())
  const inbound = adapter.inbound.get('tax.notice')
  if (inbound === undefined) throw new Error('no way in')
  const receive = (body: string) => inbound.receive({ headers: {}, body: Buffer.from(body) })
  const received = await receive(JSON.stringify(call(notice('1500000'))))
  t.same(received, { canonical: kept, violations: [] })
  t.same(JSON.parse(String(inbound.accepted(received.canonical).body)), { MaLoi: '00', MaHoSo: kept.dossier })
  for (const body of [
    'xin chào',
    '{"NoiDung":1}',
    JSON.stringify(call('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')),
    JSON.stringify(call('<x:ThongBao xmlns:x="urn:khac"><x:MaHoSo>1</x:MaHoSo></x:ThongBao>')),
    '',
  ]) {
    const { violations } = await receive(body)
    t.same(
      violations.map(({ pointer }) => pointer),
      ['/tb:ThongBao'],
      body,
    )
    t.match(JSON.parse(String(inbound.refused(violations).body)), { MaLoi: '01', MoTa: '1: /tb:ThongBao' })
  }
})
