import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { passSignalsOn, run } from './child.mjs'
import { Tally } from './tally.mjs'

const TAP_STAMP = 'node_modules/.lienthong-tap-stamp'

/**
 * Types, lint, tests; the last line printed is the verdict.
 * @param args file filters for tap, and `--json`
 * @returns {Promise<number>} exit code
 */
export async function runTests(root, args) {
  const json = args.includes('--json')
  const files = args.filter(arg => arg !== '--json')
  const tally = new Tally(line => console.log(line))
  const bin = name => join(root, 'node_modules/.bin', name)

  const ledger = startLedger(root)
  const types = await run(bin('tsc'), ['-p', 'test', '--noEmit'], { cwd: root })
  tally.check('types', types)
  // With type errors the build would only say the same again; tests of sources can run all the same.
  if (types.code === 0) {
    const verdict = await build(root)
    if (verdict.code !== 0) tally.check('build', verdict)
  }
  tally.check('lint', await run(bin('biome'), ['check', '.'], { cwd: root }))
  await buildTap(root, bin('tap'))
  const before = tally.failed
  const code = await runTap(root, bin('tap'), files, tally, await ledger.env)
  await ledger.stop()
  if (code !== 0 && tally.failed === before)
    tally.check('tap', { code, output: `tap ended with ${code}; was there a test to run?` })

  const { passed, failed, skipped, skips } = tally
  if (skips.length > 0) console.log(`\nskipped:\n${skips.map(skip => `  ${skip}`).join('\n')}`)
  const strict = process.env.CI === 'true' && skipped > 0
  if (strict) console.log('CI=true: a skipped test is a failure')
  console.log(
    json
      ? JSON.stringify({ passed, failed, skipped })
      : `${passed} passed, ${failed} failed, ${skipped} skipped`,
  )
  return failed > 0 || strict ? 1 : 0
}

/** tap composes its test class from the plugins in .taprc once per installation. */
async function buildTap(root, tap) {
  const stamp = join(root, TAP_STAMP)
  const state = createHash('sha256')
    .update(readFileSync(join(root, '.taprc')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return
  const { code, output } = await run(tap, ['build'], { cwd: root })
  if (code !== 0) {
    console.error(output)
    process.exit(1)
  }
  writeFileSync(stamp, state)
}

/**
 * One PostgreSQL for all test files, started while types and lint are checked. It ends with its input: also when this
 * process is killed. Without it every file starts its own, which is slower and comes to the same.
 */
function startLedger(root) {
  const child = spawn(process.execPath, ['--import=tsx', 'test/support/shared-ledger.ts'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise(resolve => child.once('close', resolve))
  const url = new Promise(resolve => child.stdout.setEncoding('utf8').once('data', resolve))
  return {
    env: Promise.race([url.then(line => ({ TEST_LEDGER_URL: line.trim() })), ended.then(() => ({}))]),
    stop() {
      child.stdin.end()
      return ended
    },
  }
}

/** Raw TAP from tap, kept in .tap/results.tap and shown as one line per file plus failures in full. */
async function runTap(root, tap, files, tally, env) {
  const { Parser } = await loadParser(root)
  mkdirSync(join(root, '.tap'), { recursive: true })
  // Not tap's own --output-file: together with the tap reporter it writes every line twice.
  const kept = createWriteStream(join(root, '.tap/results.tap'))
  const child = spawn(tap, ['--reporter=tap', ...files], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const release = passSignalsOn(child, true)
  const parser = new Parser()
  tally.follow(parser)
  child.stdout.pipe(kept)
  child.stdout.pipe(parser)
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', status => resolve(status ?? 1))
  })
  release()
  return code
}

/** tap's own parser, resolved from tap: it need not lie at the top of node_modules. */
async function loadParser(root) {
  const tap = createRequire(createRequire(join(root, 'package.json')).resolve('tap'))
  const core = createRequire(tap.resolve('@tapjs/core'))
  return import(pathToFileURL(core.resolve('tap-parser')).href)
}
