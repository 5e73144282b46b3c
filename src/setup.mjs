#!/usr/bin/env node
// The door of every npm script: makes sure that packages are installed and sources built, then does what was asked.
// Plain JavaScript without dependencies, because it runs before anything is installed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const OLDEST_NODE = [20, 19]

const help = `Usage: node src/setup.mjs <command> [arguments]

  start                    run the gateway (npm start)
  test [files] [--json]    install, build, check types, lint, run the tests (npm test)
  demo [--json]            a short demonstration (npm run demo)
  bench [scenario] [--json]    measurements (npm run bench)
  drill [drill] [--json]   fault drills (npm run drill)
  build                    install and build only (npm run build)
  lienthong <command>      the administrator's command (npm run lienthong -- help)

Cách dùng: mỗi lệnh tự cài gói và biên dịch khi cần. / Each command installs packages and builds when needed.
`

/** What each command runs once packages and build are there. */
const commands = {
  start: args => runBuilt('dist/main.js', ['start', ...args]),
  lienthong: args => runBuilt('dist/main.js', args),
  demo: args => runBuilt('dist/cli/demo.js', args),
  bench: args => runSource('test/bench/main.ts', args),
  drill: args => runSource('test/faults/main.ts', args),
  build: async () => {},
}

const [command, ...args] = process.argv.slice(2)
requireNode()
if (command === 'test') {
  const { ensurePackages } = await import('./setup/packages.mjs')
  await ensurePackages(root)
  const { runTests } = await import('./setup/tests.mjs')
  process.exitCode = await runTests(root, args)
} else if (command !== undefined && Object.hasOwn(commands, command)) {
  const { ensurePackages } = await import('./setup/packages.mjs')
  const { ensureBuild } = await import('./setup/build.mjs')
  await ensurePackages(root)
  await ensureBuild(root)
  await commands[command](args)
} else {
  const asked = command === 'help' || command === '--help' || command === '-h'
  process[asked ? 'stdout' : 'stderr'].write(help)
  process.exitCode = asked ? 0 : 2
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return
  console.error(
    `Cần Node.js ${OLDEST_NODE.join('.')} trở lên; máy này đang dùng ${process.versions.node}. Tải tại https://nodejs.org\n` +
      `Node.js ${OLDEST_NODE.join('.')} or later is needed; this is ${process.versions.node}. Get it from https://nodejs.org`,
  )
  process.exit(1)
}

/** In this very process, so that a signal reaches the one that must stop gracefully. */
async function runBuilt(file, programArgs) {
  const path = requireFile(file)
  process.argv = [process.argv[0], path, ...programArgs]
  await import(pathToFileURL(path).href)
}

/** Programs of the test tree are not built; tsx runs them. */
async function runSource(file, programArgs) {
  const path = requireFile(file)
  const { run } = await import('./setup/child.mjs')
  const tsx = import.meta.resolve('tsx')
  const { code } = await run(process.execPath, [`--import=${tsx}`, path, ...programArgs], {
    stdio: 'inherit',
  })
  process.exitCode = code
}

function requireFile(file) {
  const path = join(root, file)
  if (existsSync(path)) return path
  console.error(`Không tìm thấy ${file} trong bản này. / ${file} does not exist in this version.`)
  process.exit(1)
}
