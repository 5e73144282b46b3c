import t from 'tap'
import { processesOf } from '../ledger/embedded-helpers.ts'
import { temporaryFolder } from '../support/folder.ts'
import { atData, launch, run, runEach } from './support.ts'

const commands = [
  'start',
  'migrate',
  'client create',
  'client list',
  'client revoke',
  'dossier show',
  'delivery list',
  'delivery replay',
  'delivery cancel',
  'webhook create',
  'webhook list',
  'webhook rotate',
  'webhook delete',
  'file-store create',
  'file-store list',
  'file-store delete',
  'file-links openings',
  'file-links rotate',
  'file-links revoke',
  'routine list',
  'routine run',
  'adapter validate',
  'adapter test',
  'adapter list',
  'adapter show',
  'adapter register',
  'adapter activate',
  'adapter rollback',
  'adapter retire',
  'adapter settings',
  'adapter try',
  'reconcile',
]

t.test('--help lists every command with what it does, in both languages, and examples', async t => {
  const { code, out, err } = await run(t, ['--help'])
  t.equal(code, 0)
  t.equal(err, '')
  for (const command of [...commands, 'sandbox'])
    t.match(out, new RegExp(`^  ${command} +\\S.* / \\S`, 'm'), command)
  t.match(out, /Cách dùng \/ usage: lienthong <command>/)
  t.match(out, /client create --name/)
  for (const line of out.split('\n')) t.ok(line.length <= 120, line)
})

t.test('every command explains itself: arguments, options, what it does', async t => {
  const outcomes = await runEach(
    t,
    commands.map(command => [...command.split(' '), '--help']),
  )
  outcomes.forEach(({ code, out, err }, index) => {
    const command = commands[index] ?? ''
    t.equal(code, 0, command)
    t.equal(err, '', command)
    t.match(out, new RegExp(`^lienthong ${command}`), command)
    t.match(out, /\p{L}{3,}.* \/ \p{L}{3,}/u, command)
  })
  const help = (command: string) => outcomes[commands.indexOf(command)]?.out ?? ''
  t.match(help('client create'), /--name <text>.*--agency <code>.*--operation <op>.*dossiers:write/s)
  t.match(help('client revoke'), /<client-id>/)
  t.match(help('delivery list'), /--state.*refused, dead.*--limit <n>/s)
  t.match(help('delivery replay'), /<delivery-id>.*refused.*dead/s)
})

t.test('the help of a group lists its commands', async t => {
  const { code, out, err } = await run(t, ['adapter', '--help'])
  t.match({ code, err }, { code: 0, err: '' })
  t.match(out, /^ {2}adapter new +\S.* {2}adapter try +\S/s)
  t.notMatch(out, /client create/)
})

t.test('no command at all shows the help; --version the version', async t => {
  const [none, version] = await Promise.all([run(t, []), run(t, ['--version'])])
  t.match(none, { code: 0, out: /usage: lienthong/ })
  t.match(version, { code: 0, out: /^\d+\.\d+\.\d+\n$/ })
})

t.test('wrong usage is 2, says what is wrong, and touches nothing', async t => {
  const data = await temporaryFolder(t)
  const id = '0197a1b2-0000-7000-8000-00000000000'
  const cases: [string[], RegExp][] = [
    [['strat'], /there is no command "strat" \(did you mean "start"\?\)/],
    [['migrat'], /did you mean "migrate"/],
    [['xyzzy'], /there is no command "xyzzy"\n/],
    [['client'], /"client" needs one of: create, list, revoke/],
    [['client', 'crate'], /"client" needs one of/],
    [['start', 'now'], /"start" takes no arguments/],
    [['start', '--port', '1'], /--port/],
    [['client', 'create', '--name', 'a'], /--name and --agency are required/],
    [['client', 'create', '--name', 'a', '--agency', 'H9'], /"H9" is not an agency code/],
    [
      ['client', 'create', '--name', 'a', '--agency', 'H99', '--operation', 'all'],
      /there is no operation "all"/,
    ],
    [['client', 'revoke'], /takes <client-id>/],
    [['delivery', 'list', '--state', 'gone'], /there is no state "gone"/],
    [['delivery', 'list', '--limit', 'x'], /--limit takes a whole number/],
    [['delivery', 'replay', id, id], /takes <delivery-id>/],
    [['adapter', 'activate', 'national-portal'], /takes <adapter> <version>/],
    [['adapter', 'try', 'national-portal', '1.0.0', '--last', '0'], /--last takes a whole number/],
    [['adapter', 'settings', 'x', '--file', 'khong-co.json'], /\/khong-co\.json cannot be read \(ENOENT\)/],
    [
      ['adapter', 'test', 'adapters/national-portal', '--sandbox', 'x', '--set', 'y'],
      /"y" is not name=value/,
    ],
  ]
  const outcomes = await runEach(
    t,
    cases.map(([args]) => args),
    { LIENTHONG_DATA: data },
  )
  outcomes.forEach(({ code, out, err }, index) => {
    const [args = [], text = /./] = cases[index] ?? []
    t.equal(code, 2, args.join(' '))
    t.match(err, text)
    t.match(err, /lienthong --help/)
    t.notMatch(err, /^\s+at /m, 'no stack trace')
    t.equal(out, '')
  })
})

t.test('wrong settings are 1 and name the variable that was meant', async t => {
  const { code, err } = await run(t, ['start'], { LIENTHONG_PROT: '1' })
  t.equal(code, 1)
  t.match(err, /settings-invalid.*LIENTHONG_PROT is not a setting \(did you mean LIENTHONG_PORT\?\)/s)
  t.notMatch(err, /^\s+at /m)
})

t.test('what follows "sandbox" goes to the sandbox as it is', async t => {
  const data = await temporaryFolder(t)
  const [help, dashed, wrong] = await Promise.all([
    run(t, ['sandbox', '--help']),
    run(t, ['sandbox', '--', '--help']),
    run(t, ['sandbox', '--nonsense']),
  ])
  for (const outcome of [help, dashed]) t.match(outcome, { code: 0, out: /--fault NAME=RATE/ })
  t.match(wrong, { code: 2, err: /--help/ })
  const sandbox = launch(t, ['sandbox', '--port', '0', '--data', data, '--fault', 'delay=0.1'])
  await new Promise<void>(resolve => {
    const look = setInterval(() => {
      if (!/ready on http/.test(sandbox.out())) return
      clearInterval(look)
      resolve()
    }, 20)
  })
  const [, url = ''] = /ready on (\S+)/.exec(sandbox.out()) ?? []
  t.match(await (await fetch(`${url}/_sandbox/faults`)).json(), { delay: 0.1 })
  sandbox.child.kill('SIGTERM')
  t.equal((await sandbox.ended).code, 0)
  await t.rejects(fetch(url), 'the sandbox itself is gone too')
})

t.test('a command where no database is makes one, does its work, and leaves no process', async t => {
  const data = await temporaryFolder(t)
  const [migrated, listed] = await runEach(t, [['migrate'], ['client', 'list']], atData(data))
  t.match(migrated, { code: 0, out: /The ledger is up to date: 0001-ledger\.sql, 0002-adapters\.sql/ })
  t.match(listed, { code: 0, out: /No clients yet/ })
  const [registered, unfit] = await runEach(
    t,
    [
      ['adapter', 'register', 'adapters/national-portal'],
      [
        'adapter',
        'settings',
        'national-portal',
        '--for',
        '1.0.0',
        '--set',
        'timeoutMs=mau',
        '--set',
        'basUrl=x',
      ],
    ],
    atData(data),
  )
  t.match(registered, { code: 0 })
  t.match(unfit, { code: 1, err: /body-invalid.*\/basUrl: .* \/ .*\/timeoutMs: /s }, 'each place is named')
  t.notMatch(unfit?.err, /mau/, 'and no value shown')
  t.same(processesOf(data), [])
})
