import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import t from 'tap'
import type { DemoResult } from '../../src/cli/demo/report.ts'
import { isToldWell, type Story } from '../../src/cli/demo/story.ts'
import { temporaryFolder } from '../support/folder.ts'
import { ownProgram } from '../support/node-args.ts'

/** Runs the demo as `npm run demo` does, with a temporary folder of its own to be tidy in. */
async function demo(temporary: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...ownProgram('cli/demo.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: temporary, ...environment },
  })
  t.teardown(() => child.kill('SIGTERM'))
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { code, out, err }
}

t.test('a small month arrives whole through a portal that fails, and nothing is left behind', async t => {
  const temporary = await temporaryFolder(t)
  const { code, out, err } = await demo(temporary, ['--dossiers', '20', '--faults', '0.1', '--json'])
  t.equal(code, 0, 'exit code', { err })
  const lines = out.trimEnd().split('\n')
  t.equal(lines.length, 1, 'in JSON standard output is for the one object')
  const result = JSON.parse(lines.at(-1) ?? '') as DemoResult & { story: Story }
  t.match(result, {
    accepted: 20,
    dead: 0,
    lost: 0,
    outOfOrder: 0,
    portalDuplicates: 0,
    unexpected: 0,
    refused: 0,
  })
  t.match(result, {
    story: {
      citizenVerified: true,
      land: 'finished',
      taxRemaining: 0,
      paymentConfirmed: true,
      questionAnswers: 1,
      portalStatuses: ['2', '4', '6', '4', '9', '10'],
    },
  })
  // Which of the three are in doubt is chance; none may come twice, and none be forgotten.
  t.ok(isToldWell(result.story), JSON.stringify(result.story))
  t.ok(result.deliveries > 100)
  t.equal(result.delivered, result.deliveries)
  t.match(err, 'Everything arrived, once, in order.')
  const left = (await readdir(temporary)).filter(name => name.startsWith('lienthong-'))
  t.same(left, [])
})

t.test('what cannot be done is said, not thrown', async t => {
  const temporary = await temporaryFolder(t)
  const wrong = await demo(temporary, ['--dossiers', 'many'])
  t.equal(wrong.code, 2)
  t.match(wrong.err, '--dossiers must be a whole number')

  const keyless = await demo(temporary, [], { LIENTHONG_URL: 'http://127.0.0.1:9' })
  t.equal(keyless.code, 2)
  t.match(keyless.err, 'LIENTHONG_KEY')

  const help = await demo(temporary, ['--help'])
  t.equal(help.code, 0)
  t.match(help.out, '--concurrency')
})
