import { readFolder } from '../bundle/folder.ts'
import { parseData } from '../bundle/json.ts'
import type { Written } from './folder/folder.ts'
import { refuse } from './refuse.ts'

/** How a source names an adapter that comes with the gateway. */
export const copyPrefix = 'adapter:'

/**
 * The folder of an adapter that comes with the gateway, whole and under another id: to be edited where a platform, or a
 * local system, speaks nearly so.
 *
 * @param from `adapter:<id>` @param folder where those adapters are
 * @param schema where the manifest's schema is, as seen from the new folder
 * @throws Fault `import-refused`
 */
export async function copyOf(from: string, folder: URL, id: string, schema?: string): Promise<Written> {
  const name = from.slice(copyPrefix.length)
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw refuse(from, 'an adapter is named by its id')
  const files = new Map(
    await readFolder(new URL(`${name}/`, folder)).catch(() => {
      throw refuse(from, 'no such adapter comes with the gateway')
    }),
  )
  const manifest = parseData(files.get('adapter.json') ?? '{}') as Record<string, unknown>
  const own = { ...manifest, ...(schema && { $schema: schema }), id, version: '0.1.0' }
  files.set('adapter.json', `${JSON.stringify(own, null, 2)}\n`)
  return {
    files,
    hints: [
      {
        vi: `Bản chép của ${name}: sửa maps/, tables/ theo chữ của hệ thống bạn, rồi fixtures/ và title`,
        en: `A copy of ${name}: edit maps/ and tables/ to your system's words, then fixtures/ and the title`,
      },
    ],
  }
}
