import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Programs and threads that somebody waits for. */
const PROGRAMS = ['main.js', 'sandbox/main.js', 'ledger/write-thread.js', 'registry/suite-thread.js']

/**
 * Puts each program's own modules, hundreds of small files, into a few: the loader takes about a millisecond for each.
 * Packages stay where they are, what is loaded later stays so, and the modules remain, for tests and for threads.
 */
export async function bundle(dist) {
  const { build } = await import('esbuild')
  for (const entry of PROGRAMS.map(program => join(dist, program)).filter(path => existsSync(path))) {
    await build({
      entryPoints: [entry],
      outdir: dirname(entry),
      allowOverwrite: true,
      bundle: true,
      splitting: true,
      chunkNames: '[name]-[hash]',
      packages: 'external',
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
      plugins: [inPlace(dirname(entry))],
    })
  }
}

/** A module that reads a file beside itself goes on finding it there. */
const inPlace = folder => ({
  name: 'in-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const place = `new URL(${JSON.stringify(relative(folder, path))}, import.meta.url).href`
      return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', place), loader: 'js' }
    })
  },
})
