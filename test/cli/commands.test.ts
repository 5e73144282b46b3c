import { readFileSync } from 'node:fs'
import t from 'tap'
import { aDossier, aStep, Caller, newCode } from '../api/support.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { atData, firstRunOf, run, runEach, start } from './support.ts'

const data = await temporaryFolder(t)
const env = atData(data)
await start(t, data)
const firstRun = JSON.parse(readFileSync(firstRunOf(data), 'utf8')) as {
  gateway: string
  agency: { key: string }
}
const agency = new Caller(firstRun.gateway, firstRun.agency.key)
const lienthong = (...args: string[]) => run(t, args, env)
const each = (...lines: string[][]) => runEach(t, lines, env)

t.test('a client is created, listed and revoked beside a gateway that runs', async t => {
  const created = await lienthong('client', 'create', '--name', 'Sở Y tế', '--agency', 'H99.17')
  t.equal(created.code, 0)
  const [, id = '', key = ''] = /client (\S+)\nkey +(\S+)/.exec(created.out) ?? []
  const health = new Caller(firstRun.gateway, key)
  t.equal((await health.get('/v1/dossiers')).status, 200)
  const listed = await lienthong('client', 'list')
  t.match(listed.out, new RegExp(`${id} +Sở Y tế +H99\\.17`))
  t.notOk(listed.out.includes(key))
  t.match(await lienthong('client', 'revoke', id), { code: 0, out: /revoked/ })
  await eventually(async () => (await health.get('/v1/dossiers')).status === 401, 10_000)
  const again = await each(['client', 'revoke', id], ['client', 'revoke', 'x'])
  for (const outcome of again) t.match(outcome, { code: 1, err: /client-unknown/ })

  const [json, list] = await each(
    ['client', 'create', '--name', 'a', '--agency', 'H99', '--operation', 'dossiers:read', '--json'],
    ['client', 'list', '--json'],
  )
  t.match(JSON.parse(json?.out ?? ''), { agency: 'H99', operations: ['dossiers:read'], key: /^lt_/ })
  t.ok((JSON.parse(list?.out ?? '') as unknown[]).length >= 3)
})

t.test('who used the population database is listed, and using it is stopped and resumed', async t => {
  const [stopped, wrong, mute] = await each(
    ['access', 'stop', 'officer', 'canbo.thu', '--reason', 'Điều tra'],
    ['access', 'stop', 'everything', 'x', '--reason', 'Điều tra'],
    ['access', 'stop', 'officer', 'canbo.thu'],
  )
  t.equal(stopped?.code, 0)
  t.match([wrong, mute], [{ code: 2 }, { code: 2 }])
  const id = stopped?.out.trim() ?? ''
  t.match((await lienthong('access', 'stops')).out, new RegExp(`${id} +officer +canbo.thu`))
  t.equal((await lienthong('access', 'resume', id)).code, 0)
  const [again, stops, list] = await each(
    ['access', 'resume', id],
    ['access', 'stops', '--json'],
    ['access', 'list', '--flagged', '--json'],
  )
  t.match(again, { code: 1, err: /access-stop-unknown/ })
  t.same(JSON.parse(stops?.out ?? ''), [])
  t.same(JSON.parse(list?.out ?? ''), [])
})

t.test('a dossier is shown with its course and deliveries, and no citizen’s data', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  await agency.step(code, aStep())
  const person = { name: 'Nguyễn Văn Mẫu', phone: '0900000001', address: 'Thôn 1, xã Mẫu', province: 99 }
  const order = { dossier: code, direction: 'return', sender: person, receiver: person, papers: '01 giấy' }
  t.equal((await agency.call('POST', '/v1/postal-orders', { body: order })).status, 202)
  const [shown, json, unknown] = await each(
    ['dossier', 'show', code],
    ['dossier', 'show', code, '--json'],
    ['dossier', 'show', 'H99-230605-9999'],
  )
  t.equal(shown?.code, 0)
  t.match(shown?.out, new RegExp(`code +${code}`))
  t.match(shown?.out, /national-portal/)
  t.match(shown?.out, /processing/)
  t.match(shown?.out, new RegExp(`return +${code} +vnpost +(requested|registered)`))
  t.notMatch(shown?.out, /object Object/)
  t.notMatch(shown?.out, /MẪU|Mẫu|0900000000|000000000001|Ví Dụ/)
  t.match(JSON.parse(json?.out ?? ''), { code, timeline: [{ number: 1 }] })
  t.match(unknown, { code: 1, err: /dossier-unknown/ })
})

t.test('a refused delivery is found, sent again, and given up', async t => {
  const code = newCode()
  await agency.put(
    code,
    aDossier({
      fees: [{ name: 'Lệ phí', kind: 'fee', amount: 1000 }],
    }),
  )
  const stopped = ['--state', 'refused', '--state', 'dead']
  const refused = async () => {
    const { out } = await lienthong('delivery', 'list', '--dossier', code, ...stopped, '--json')
    return (JSON.parse(out) as { id: string; attempts: number }[])[0]
  }
  const first = await eventually(refused, 20_000)
  const table = await lienthong('delivery', 'list', '--dossier', code)
  t.match(table.out, new RegExp(`${first.id} +national-portal`))
  t.match(await lienthong('delivery', 'replay', first.id), { code: 0, out: /will be sent again/ })
  t.equal(
    (
      await eventually(async () => {
        const again = await refused()
        return again !== undefined && again.attempts > first.attempts && again
      }, 20_000)
    ).attempts,
    first.attempts + 1,
    'the running gateway heard of it',
  )
  t.match(await lienthong('delivery', 'cancel', first.id), { code: 0, out: /given up/ })
  const rest = await each(
    ['delivery', 'replay', first.id],
    ['delivery', 'cancel', '0197a1b2-0000-7000-8000-000000000000'],
    ['delivery', 'cancel', 'x'],
    ['delivery', 'list', '--state', 'dead'],
    ['delivery', 'list', '--in-doubt'],
  )
  t.match(rest, [
    { code: 1, err: /delivery-not-replayable/ },
    { code: 1, err: /delivery-unknown/ },
    { code: 1, err: /delivery-unknown/ },
    { code: 0, out: /No such deliveries/ },
    { code: 0, out: /No such deliveries/ },
  ])
})

t.test('the payments of a day are reconciled beside a gateway that runs', async t => {
  const [table, json, wrong] = await each(
    ['reconcile', '--date', '2020-01-01'],
    ['reconcile', '--json'],
    ['reconcile', '--date', '2020-02-30'],
  )
  t.match(table, { code: 0, out: /^2020-01-01\n.*No payments.*\n\n.*No differences/s })
  t.match(JSON.parse(json?.out ?? ''), { day: /^\d{4}-\d\d-\d\d$/, counts: {}, differences: [] })
  t.match(wrong, { code: 2, err: /--date/ })
})

t.test('migrate beside a gateway that runs finds nothing to do', async t => {
  t.match(await lienthong('migrate'), { code: 0, out: /up to date/ })
  t.equal((await fetch(`${firstRun.gateway}/healthz`)).status, 200)
})
