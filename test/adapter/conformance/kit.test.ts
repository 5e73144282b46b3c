import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { conform, validate } from '../../../src/adapter/conformance/conform.ts'
import { renderReport } from '../../../src/adapter/conformance/report.ts'
import { portalFiles } from '../../registry/versions.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { startTestPortal } from '../../support/portal.ts'

type Change = readonly [string, string, string]

/** Faults of one check after the portal's adapter was changed. */
async function faults(check: string, ...changes: readonly Change[]): Promise<string[]> {
  const { findings, passed } = await conform(portalFiles(...changes))
  const found = findings.filter(finding => finding.check === check).flatMap(finding => finding.faults)
  t.equal(
    passed,
    findings.every(finding => finding.faults.length === 0),
  )
  return found
}

t.test('a time-out that is taken for a refusal is found', async t => {
  const rule = `{ "id": "gave-up", "when": { "event": "timeout" }, "outcome": "refused", "owner": "upstream",
    "title": { "vi": "a", "en": "a" }, "fix": { "vi": "a", "en": "a" } },`
  const found = await faults('timeouts', ['adapter.json', '"outcomes": [', `"outcomes": [ ${rule}`])
  // The first list of outcomes is the login's; the kit looks at the operations' own.
  t.same(found, [])
  const shared = await faults('timeouts', ['adapter.json', '\n  "outcomes": [', `\n  "outcomes": [ ${rule}`])
  t.ok(shared.includes('timeout leads to refused by rule gave-up'), shared.join())
})

t.test('a message in doubt must not be sent again on good luck', async t => {
  const text = portalFiles().get('adapter.json') ?? ''
  const manifest = JSON.parse(text)
  const step = manifest.operations['step.deliver']
  delete step.probe
  step.whenUnsure = 'resend'
  step.outcomes = step.outcomes.filter((rule: { outcome: string }) => rule.outcome !== 'duplicate')
  manifest.outcomes = manifest.outcomes.filter((rule: { outcome: string }) => rule.outcome !== 'duplicate')
  for (const list of [step.outcomes, manifest.outcomes]) for (const rule of list) delete rule.flip
  const change = (value: object): Change => ['adapter.json', text, JSON.stringify(value)]
  t.match(await faults('replays', change(manifest)), [/sent again though nothing tells/])
  step.idempotent = true
  t.same(await faults('replays', change(manifest)), [])
})

t.test('a personal number that a platform echoes where its code should be is found', async t => {
  const answers = JSON.parse(portalFiles().get('fixtures/answers-step.json') ?? '')
  const sensitive: Change = ['adapter.json', '"sensitive": [', '"sensitive": [ "/officer/title",']
  const title = answers.canonical.officer.title as string
  const echoed: Change = [
    'fixtures/answers-step.json',
    '"error_code": 0,',
    `"error_code": ${JSON.stringify('CVIEN-7')},`,
  ]
  const step: Change = ['fixtures/step.json', `"title": "${title}"`, '"title": "CVIEN-7"']
  t.match(await faults('logs', sensitive, echoed, step), [/the value of \/officer\/title is shown/])
})

t.test('rows and rules that no fixture touches are told, and refuse nothing', async t => {
  const { coverage, findings } = await conform(portalFiles(['fixtures/answers-dossier.json', '429', '430']))
  t.same(coverage?.unreached, ['outcomes/too-many'])
  t.ok(findings.some(({ check }) => check === 'fixture'))
  const few = new Map(portalFiles())
  few.delete('fixtures/dossier-every-field.json')
  const { coverage: less } = await conform(few)
  t.ok(
    less?.unexercised.some(row => row.startsWith('dossier: ')),
    String(less?.unexercised),
  )
})

t.test('a request that cannot be made is found without a sample or a setting', async t => {
  const found = async (from: string, to: string) =>
    (await validate(portalFiles(['adapter.json', from, to]))).findings
      .filter(({ check }) => check === 'requests')
      .flatMap(({ faults }) => faults)
  t.same(await found('"DongBoHoSoMC"', '"DongBoHoSoMC"'), [])
  t.match(await found('"DongBoHoSoMC"', '"{phien}"'), [/there is no placeholder \{phien\}/])
  t.match(await found('"DongBoHoSoMC"', '{ "$md5": { "of": [] } }'), [/there is no function \$md5/])
  t.match(await found('"DongBoHoSoMC"', '"{token}"'), [/\{token\} stands in the request/])
  t.match(await found('"DongBoHoSoMC"', '"{encoded.MaHoso}"'), [/did you mean MaHoSo/])
  t.match(await found('"{canonical.code}"', '"{encoded.MaHoSo}"'), [/has no field table/])
})

t.test('a setting that chooses among words in a request needs no value to be checked', async t => {
  const choice = '"loai": { "enum": ["a", "b"], "default": "b" },'
  const chosen = '{ "$choose": { "by": "{settings.loai}", "of": { "a": "1", "b": "2" } } }'
  const { findings } = await validate(
    portalFiles(
      ['adapter.json', '"password": { "title"', `${choice} "password": { "title"`],
      ['adapter.json', '"service": "DongBoHoSoMC"', `"service": ${chosen}`],
    ),
  )
  t.same(
    findings.filter(({ check }) => check === 'requests').flatMap(({ faults }) => faults),
    [],
  )
})

t.test('what cannot be read at all is a finding, and the report can be read by people', async t => {
  for (const run of [validate, conform]) {
    const report = await run(portalFiles(['adapter.json', '"limits": {', '"limts": {']))
    t.match(report, { passed: false, findings: [{ check: 'manifest' }] })
    t.match(renderReport(report), /KHÔNG đạt \/ FAILED/)
    t.match(renderReport(report), /did you mean limits\?/)
    t.notMatch(renderReport(report), /sha256/, 'nothing that is not known')
  }
  const right = await validate(portalFiles())
  t.match(right, { passed: true, extent: 'tables', adapter: 'national-portal' })
  t.notOk(right.findings.some(({ check }) => check === 'fixture'))
})

t.test('a field table without a schema is told of as that', async t => {
  const [fault] = await faults('native', ['adapter.json', '"schema": "step",', ''])
  t.match(fault, /names no "schema"/)
})

t.test('a row about a list as a whole counts as no field; a list that is not there is named', async t => {
  const first = 'documents[].id,TaiLieuNop[].TepDinhKemId'
  const row = (rows: string): Change => ['maps/dossier.csv', first, `${rows}\n${first}`]
  t.same(await faults('native', row('documents[],TaiLieuNop[],omit-empty')), [])
  t.same(await faults('canonical', row('documents[],TaiLieuNop[],omit-empty')), [])
  const absent = row('documents[],KhongCo[],omit-empty')
  t.same(await faults('native', absent), ['KhongCo[] is not a field of schemas/dossier.json'])
})

t.test('the sandbox of the platform takes the message fixtures and finds them again', async t => {
  const portal = await startTestPortal(t)
  const settings = { username: 'sandbox', password: 'sandbox' }
  const sandbox = { url: portal.url, settings, allowedNetworks: ['127.0.0.1/32'] }
  const { findings } = await conform(portalFiles(), { sandbox })
  const sent = findings.filter(({ check }) => check === 'sandbox')
  t.ok(sent.length >= 4)
  // Its fee has no code, which the sandbox wants filled and nothing in our model asks for.
  const odd = 'dossier-least'
  // Nobody has asked there what it answers.
  const answer = 'answer'
  for (const { subject, faults: found } of sent.filter(
    ({ subject }) => subject !== odd && subject !== answer,
  ))
    t.same(found, [], String(subject))
  t.match(sent.find(({ subject }) => subject === answer)?.faults, [/refused.*HOIDAPID/])
  t.match(sent.find(({ subject }) => subject === odd)?.faults, [/refused.*MaPhiLePhi/])
  await portal.dial({ error5xx: 1 })
  const away = await conform(portalFiles(), { sandbox })
  t.equal(away.passed, false)
})

t.test(
  'one row may leave out a whole group, with one reason; what is written is written field by field',
  async t => {
    const portal = portalFiles().get('maps/dossier.csv') ?? ''
    const without = portal
      .split('\n')
      .filter(line => !/^(fees\[\]|supplements\[\]|procedure\.domain)/.test(line))
      .join('\n')
    const reason = '"ignore(""nền tảng không có"")",'
    const rows = ['fees[]', 'supplements[]', 'procedure.domain'].map(group => `${group},,${reason}`)
    t.same(await faults('canonical', ['maps/dossier.csv', portal, `${without}${rows.join('\n')}\n`]), [])
    const named = await faults('canonical', ['maps/dossier.csv', portal, `${without}fees[],,${reason}\n`])
    t.ok(
      named.includes('supplements[].fees[].name is neither mapped nor ignored with a reason'),
      named.join(),
    )
    t.notOk(
      named.some(fault => fault.startsWith('fees[]')),
      named.join(),
    )
    t.same(await faults('canonical', ['maps/dossier.csv', portal, `${portal}feesx[],,${reason}\n`]), [
      'feesx[] is not a field of our dossier (schemas/dossier.schema.json)',
    ])
  },
)

t.test('ignored fields of lists need not come back when a fixture is decoded', async t => {
  const reason = '"ignore(""nền tảng không có"")",'
  const found = await faults('fixture', [
    'maps/dossier.csv',
    'documents[].component,TaiLieuNop[].MaThanhPhanHoSo,"absent("""")",MAGIAYTO',
    `documents[].component,,${reason}`,
  ])
  t.notOk(
    found.some(fault => fault.startsWith('decoded/')),
    found.join('\n'),
  )
})

t.test('a message that the field table cannot write is told with its places', async t => {
  const found = await faults('timeouts', [
    'maps/step.csv',
    'at,ThoiDiemXuLy,required datetime(yyyyMMddHHmmss)',
    'at,ThoiDiemXuLy,required date(yyyyMMdd)',
  ])
  t.match(found[0], /^timeout leads to refused by rule not-encodable: .*\/at\b/)
})

t.test('a row that only says how a list is written is neither missing nor too much', async t => {
  const row = 'documents[].id,'
  const list = 'documents[],TaiLieuNop[],omit-empty,\n'
  const { findings } = await validate(portalFiles(['maps/dossier.csv', row, `${list}${row}`]))
  t.same(
    findings.flatMap(({ faults }) => faults),
    [],
  )
  const wrong = 'applicant.identities,DinhDanh,,\n'
  const { findings: found } = await validate(portalFiles(['maps/dossier.csv', row, `${wrong}${row}`]))
  const faults = found.flatMap(finding => finding.faults)
  t.match(faults, [
    /DinhDanh is not a field of schemas\/dossier.json/,
    /applicant.identities is not one value: .*identities\[\]\.type/,
  ])
})

t.test(
  'a word for which the platform has no code must be refused by name; an empty code is hinted at',
  async t => {
    const row = 'payment,6,Yêu cầu thực hiện nghĩa vụ tài chính\n'
    const without = portalFiles(['tables/status.csv', row, ''])
    const { findings } = await validate(without)
    t.match(
      findings.flatMap(({ faults }) => faults),
      [/^status: payment is not in status.csv, and nothing refuses it$/, /^status: payment is not/],
    )
    const manifest = JSON.parse(without.get('adapter.json') ?? '')
    for (const name of ['dossier.deliver', 'step.deliver']) {
      const operation = manifest.operations[name]
      const when = { required: ['status'], properties: { status: { const: 'payment' } } }
      const message = { vi: 'nền tảng không có trạng thái này', en: 'the platform has no such status' }
      operation.refuses = [
        { id: 'no-payment', when, pointer: '/status', message },
        ...(operation.refuses ?? []),
      ]
    }
    t.match(await validate(new Map(without).set('adapter.json', JSON.stringify(manifest))), {
      passed: true,
      hints: [],
    })
    const empty = await validate(portalFiles(['tables/status.csv', 'payment,6,', 'payment,,']))
    t.match(empty, { passed: true, hints: [{ en: /status.csv: "payment" has no code/ }] })
  },
)

t.test('a working copy may be called anything', async t => {
  const folder = join(await temporaryFolder(t), 'national-portal-1.1')
  await cp(new URL('../../../adapters/national-portal/', import.meta.url), folder, { recursive: true })
  t.match(await validate(folder), { passed: true, adapter: 'national-portal' })
  t.match(renderReport(await validate(`${folder}-gone`)), /^✗.*\n.*the folder cannot be read/)
})
