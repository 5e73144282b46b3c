import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { temporaryFolder } from './folder.ts'

// Programs of other makes that judge what we write and say. Debian's Python, whatever else is called python3 here.
const python = '/usr/bin/python3'
const works = (command: string, args: string[]) => spawnSync(command, args).status === 0

/** Why there is no such judge here, in one line that says what to do; undefined when there is one. */
export const xmllintMissing = works('xmllint', ['--version'])
  ? undefined
  : 'no xmllint: install the Debian package libxml2-utils'
export const zeepMissing = works(python, ['-c', 'import zeep'])
  ? undefined
  : 'no zeep: install the Debian package python3-zeep'

/** What libxml2 has against some documents; empty: nothing. @param schema XML Schema that they must fit */
export async function xmllint(
  t: Pick<Test, 'teardown'>,
  documents: readonly string[],
  schema?: string,
): Promise<string> {
  const folder = await temporaryFolder(t)
  const files = await Promise.all(
    documents.map(async (document, index) => {
      const file = join(folder, `${index}.xml`)
      await writeFile(file, document)
      return file
    }),
  )
  if (schema !== undefined) await writeFile(join(folder, 'schema.xsd'), schema)
  const how = schema === undefined ? [] : ['--schema', join(folder, 'schema.xsd')]
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', ...how, ...files], {
    encoding: 'utf8',
  })
  return status === 0 ? '' : stderr.slice(0, 4000)
}

/** Runs a program of Debian's Python, which prints one JSON value; the gateway that it calls may be in this process. */
export async function askPython<Result>(script: URL, ...args: string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(python, [script.pathname, ...args], {
    timeout: 120_000,
    maxBuffer: 32 * 1024 * 1024,
  })
  return JSON.parse(stdout) as Result
}
