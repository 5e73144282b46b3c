import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { bundle } from './bundle.mjs'
import { run } from './child.mjs'
import { alone } from './lock.mjs'

const STAMP = '.lienthong-stamp'
/** What the compiler does not copy and the running gateway reads beside its code. */
const ASSETS = new Set(['.sql', '.css', '.svg', '.lua'])

/** Builds dist/ when any source is newer, new, or gone. Ends the process when the compiler finds errors. */
export async function ensureBuild(root) {
  const { code, output } = await build(root)
  if (code === 0) return
  console.error(
    `${output}\nThe build failed; nothing was started. / Biên dịch không thành công; chưa chạy gì.`,
  )
  process.exit(1)
}

/**
 * Builds beside dist/ and swaps the folders at the end: no process ever loads half a build, and outputs of
 * deleted sources vanish.
 * @returns {Promise<{ code: number, output: string }>} the verdict of compiler and bundler
 */
export async function build(root) {
  if (isBuilt(root)) return { code: 0, output: '' }
  return alone(join(root, 'tsconfig.json'), async () => {
    if (isBuilt(root)) return { code: 0, output: '' }
    console.error('building… / đang biên dịch…')
    const state = signature(root) // before compiling: a source saved meanwhile makes this build stale
    // In node_modules, which every tool ignores, and on the same disk as dist, which a rename needs.
    const work = join(root, 'node_modules/.cache/lienthong-build')
    rmSync(work, { recursive: true, force: true })
    const fresh = join(work, 'dist')
    mkdirSync(fresh, { recursive: true })
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const info = join(fresh, '.tsbuildinfo')
    const verdict = await run(
      process.execPath,
      [tsc, '-p', root, '--outDir', fresh, '--tsBuildInfoFile', info],
      { cwd: root },
    )
    if (verdict.code !== 0) return verdict
    copyAssets(root, fresh)
    try {
      await bundle(fresh)
    } catch (error) {
      return { code: 1, output: String(error) }
    }
    const dist = join(root, 'dist')
    if (existsSync(dist)) renameSync(dist, join(work, 'old'))
    renameSync(fresh, dist)
    rmSync(work, { recursive: true, force: true })
    await makeAids(root, dist)
    // Last: a build that is cut off is done again.
    writeFileSync(join(dist, STAMP), state)
    return verdict
  })
}

/** What speeds up the first start; without it the start does the same. */
async function makeAids(root, dist) {
  const programs = ['registry/prove.js', 'ledger/embedded/make-blank.js'].map(name => join(dist, name))
  const outcomes = programs
    .filter(path => existsSync(path))
    .map(path => run(process.execPath, [path], { cwd: root }))
  for (const { code, output } of await Promise.all(outcomes)) if (code !== 0) console.error(output)
}

/** Whether dist/ was built from just the sources that are there. */
export function isBuilt(root) {
  const stamp = join(root, 'dist', STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === signature(root)
}

/** Path, size and time of every source: cheap, and a deleted file changes it too. */
function signature(root) {
  const hash = createHash('sha256')
  for (const path of [...sources(root), join(root, 'tsconfig.json'), join(root, 'package-lock.json')]) {
    const { mtimeMs, size } = statSync(path)
    hash.update(`${relative(root, path)}\0${mtimeMs}\0${size}\n`)
  }
  return `${hash.digest('hex')}\n`
}

function sources(root) {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

function copyAssets(root, target) {
  for (const path of sources(root)) {
    if (!ASSETS.has(extname(path))) continue
    const copy = join(target, relative(join(root, 'src'), path))
    mkdirSync(dirname(copy), { recursive: true })
    copyFileSync(path, copy)
  }
}
