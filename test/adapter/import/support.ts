import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ImportOptions, importAdapter } from '../../../src/adapter/import/import.ts'
import { readCsv } from '../../../src/adapter/mapping/csv.ts'
import { Fault } from '../../../src/errors/fault.ts'

export function sample(path: string): string {
  return fileURLToPath(new URL(`./samples/${path}`, import.meta.url))
}

export function sampleText(path: string): string {
  return readFileSync(sample(path), 'utf8')
}

export async function made(from: string, options: Partial<ImportOptions> = {}) {
  const { files, hints } = await importAdapter(from, { id: 'mau', operations: [], ...options })
  const manifest = JSON.parse(files.get('adapter.json') ?? '{}')
  const table = (name: string) =>
    readCsv(files.get(`maps/${name}.csv`) ?? '', ['canonical', 'native', 'codec'], ['note'])
  /** `native → canonical codec` of the rows that carry something. */
  const mapped = (name: string) =>
    table(name)
      .filter(({ codec = '' }) => !codec.startsWith('ignore'))
      .map(({ canonical, native, codec }) => `${native} → ${canonical} ${codec}`.trim())
  return { files, hints, manifest, table, mapped }
}

/** Why an import was refused. */
export async function refusal(from: string, options: Partial<ImportOptions> = {}): Promise<string> {
  try {
    await made(from, options)
  } catch (error) {
    if (error instanceof Fault && error.code === 'import-refused') return String(error.params.reason)
    throw error
  }
  return 'was not refused'
}
