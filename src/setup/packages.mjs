import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from './child.mjs'
import { alone } from './lock.mjs'

const STAMP = 'node_modules/.lienthong-stamp'

/** Installs the packages that package-lock.json names, unless they are there. Ends the process when npm fails. */
export async function ensurePackages(root) {
  if (installed(root)) return
  await alone(join(root, 'package.json'), async () => {
    if (installed(root)) return // another process did it while we waited
    console.error(
      'installing packages (first run, about half a minute)… / đang cài gói (lần đầu, khoảng nửa phút)…',
    )
    rmSync(join(root, STAMP), { force: true })
    const { code, output } = await npm(root, [
      'ci',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
    ])
    if (code !== 0) {
      console.error(`${output}\nnpm ci failed; nothing was started. / npm ci không thành công; chưa chạy gì.`)
      process.exit(1)
    }
    writeFileSync(join(root, STAMP), wanted(root))
  })
}

function installed(root) {
  if (read(join(root, STAMP)) === wanted(root)) return true
  if (!matchesLock(root)) return false
  writeFileSync(join(root, STAMP), wanted(root)) // somebody ran npm by hand
  return true
}

function wanted(root) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`)
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, name)))
  return `${hash.digest('hex')}\n`
}

/** Whether npm's own record of what it put into node_modules, which it writes last, is what the lock file says. */
function matchesLock(root) {
  const record = read(join(root, 'node_modules/.package-lock.json'))
  if (record === null) return false
  const there = JSON.parse(record).packages
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const declared = ({ dependencies, devDependencies }) => JSON.stringify([dependencies, devDependencies])
  if (declared(own) !== declared(lock[''])) return false
  return Object.entries(lock).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true
    const found = there[path]
    return found === undefined ? optional === true || devOptional === true : found.version === version
  })
}

/** The npm that runs us, when one does: it is on no PATH in some installations. */
function npm(root, args) {
  const running = process.env.npm_execpath
  const script = running !== undefined && basename(running) === 'npm-cli.js' ? running : null
  return script ? run(process.execPath, [script, ...args], { cwd: root }) : run('npm', args, { cwd: root })
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}
