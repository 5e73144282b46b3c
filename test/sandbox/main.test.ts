import t from 'tap'
import { runProgram, startProgram } from './program.ts'
import { Caller, folder, portal } from './support.ts'

t.test('without a parent to tell, it prints one line, and SIGTERM ends it well', async t => {
  const data = await folder(t)
  const { code, out } = await runProgram(['--port', '0', '--data', data], (output, child) => {
    if (output.includes('\n')) child.kill('SIGTERM')
  })
  t.match(out, /^sandbox ready on http:\/\/127\.0\.0\.1:\d+\n$/)
  t.equal(code, 0)
})

t.test('it ends when its parent lets go of it', async t => {
  const program = await startProgram(t, ['--data', await folder(t)])
  program.child.disconnect()
  t.equal(await program.ended, 0)
})

t.test('SIGINT ends it well although the channel to its parent is open', async t => {
  const program = await startProgram(t, ['--data', await folder(t)])
  program.child.kill('SIGINT')
  t.equal(await program.ended, 0)
})

t.test('options set the dial, the credentials and the session time', async t => {
  const data = await folder(t)
  const options = ['--fault', 'delay=0.1', '--fault', 'dropAfter=1', '--delay-ms', '5', '--seed', '9']
  const access = ['--username', 'tinh_demo', '--password', 'bi_mat_demo', '--session-seconds', '0']
  const { url } = await startProgram(t, ['--data', data, ...options, ...access])
  const caller = new Caller(url)
  t.match(await caller.get('/_sandbox/faults'), { delay: 0.1, dropAfter: 1, garbage: 0, delayMs: 5 })
  t.equal((await caller.login()).error_code, 1001)
  t.equal((await caller.login({ username: 'tinh_demo', password: 'bi_mat_demo' })).error_code, 0)
  await caller.control('DELETE', '/_sandbox/faults')
  t.equal((await caller.lookUp('H99-1')).error_code, 1003)
})

t.test('help is given, and wrong usage is told apart from failing to start', async t => {
  t.match(await runProgram(['--help']), { code: 0, out: /--fault NAME=RATE/ })
  for (const args of [
    ['--fault', 'explode=1'],
    ['--fault', 'delay=2'],
    ['--fault', 'delay='],
    ['--port', '-1'],
    ['--lookup', 'some'],
    ['--nonsense'],
  ]) {
    t.match(await runProgram(args), { code: 2, err: /--help/ }, args.join(' '))
  }
  const taken = await portal(t)
  const second = await runProgram(['--port', String(taken.port), '--data', await folder(t)])
  t.match(second, { code: 1, err: /EADDRINUSE/ })
})
