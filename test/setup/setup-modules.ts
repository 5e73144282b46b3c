import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** A module of the set-up, which is plain JavaScript: the test says what it expects of it. */
export async function importSetup<Shape>(name: string): Promise<Shape> {
  return import(new URL(`../../src/setup/${name}.mjs`, import.meta.url).href)
}

/** A parser as tap itself uses it. */
export async function tapParser(): Promise<NodeJS.WritableStream> {
  const core = createRequire(
    createRequire(createRequire(import.meta.url).resolve('tap')).resolve('@tapjs/core'),
  )
  const { Parser } = await import(pathToFileURL(core.resolve('tap-parser')).href)
  return new Parser()
}
