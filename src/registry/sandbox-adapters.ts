import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { AdapterSettings } from '../adapter/index.ts'
import { adaptersFolder } from './adapters-folder.ts'

/**
 * The settings with which the adapters of the folder talk to the sandbox: `sandbox.json` beside their manifest, in which
 * `{sandbox}` stands for its address. Those without the file have no platform in the sandbox.
 */
export function sandboxAdapters(url: string, folder = adaptersFolder): Record<string, AdapterSettings> {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())
  return Object.fromEntries(
    entries.flatMap(({ name }) => {
      const file = new URL(`${name}/sandbox.json`, folder)
      if (!existsSync(file)) return []
      const text = readFileSync(file, 'utf8').replaceAll('{sandbox}', url)
      return [[name, JSON.parse(text) as AdapterSettings]]
    }),
  )
}
