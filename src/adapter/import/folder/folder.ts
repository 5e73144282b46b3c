import { checkFiles, type Files } from '../../bundle/files.ts'
import { importLimits } from '../budget.ts'
import type { Draft, OperationDraft, Said } from '../draft.ts'
import { knownWords } from '../guess/words.ts'
import { kebab } from '../names.ts'
import { prune } from '../prune.ts'
import { refuse } from '../refuse.ts'
import { codeTables } from './code-tables.ts'
import { answersFixture, messageFixture, sampleText } from './fixtures.ts'
import { hintsOf } from './hints.ts'
import { manifestOf, type NamedOperation } from './manifest.ts'
import { schemaOf } from './native-schema.ts'
import { readmeOf } from './readme.ts'
import { csvOf, tableOf } from './table.ts'

export interface Written {
  readonly files: Files
  /** What is left to do. */
  readonly hints: readonly Said[]
}

/** The whole folder of an adapter that validates, from what a document said. */
export function folderOf(id: string, source: string, draft: Draft, schema?: string): Written {
  const { operations: limit } = importLimits
  if (draft.operations.length > limit) {
    const names = draft.operations.map(({ name }) => name).slice(0, 100)
    throw refuse(
      source,
      `it has ${draft.operations.length} operations; choose up to ${limit} with --operation: ${names.join(', ')}`,
    )
  }
  const dropped: string[] = []
  const operations = named(draft.operations.map(own => ({ ...own, shape: prune(own.shape, dropped) })))
  const hints = hintsOf(draft, operations, dropped)
  const files = new Map<string, string>([
    ['adapter.json', json({ ...(schema && { $schema: schema }), ...manifestOf(id, draft, operations) })],
    ['README.md', readmeOf(id, source, draft, operations, hints)],
    ['fixtures/settings.json', json(exampleSettings(draft))],
    ...operations.flatMap(filesOf),
    ...codeTables(operations),
    ...[...(draft.wsdl ?? [])].map(([path, text]) => [`wsdl/${path}`, text] as const),
  ])
  return { files: checkFiles(files), hints }
}

function filesOf({ id, file, draft, table }: NamedOperation): (readonly [string, string])[] {
  const csv = csvOf(
    table.rows,
    `${id}: mọi dòng là đoán, kiểm theo tài liệu / every line is a guess, check it`,
  )
  const sample = sampleText(draft)
  return [
    [`maps/${file}.csv`, csv],
    [`schemas/${file}.json`, json(schemaOf(draft.shape, id))],
    [`fixtures/${file}.json`, json(messageFixture(id, draft, table, csv))],
    [`fixtures/answers-${file}.json`, json(answersFixture(id, draft, table))],
    ...(sample === undefined ? [] : [[`fixtures/${file}-sample.txt`, sample] as const]),
  ]
}

/** Ids of operations have a dot; two of the same name are told apart by a number. */
function named(drafts: readonly OperationDraft[]): NamedOperation[] {
  const taken = new Set<string>()
  return drafts.map(draft => {
    const stem = draft.carries ?? (kebab(draft.name) || 'message')
    let file = stem
    for (let number = 2; taken.has(file); number++) file = `${stem}-${number}`
    taken.add(file)
    return {
      id: `${file}.${draft.asks ? 'ask' : 'deliver'}`,
      file,
      draft,
      table: tableOf(draft, knownWords()),
    }
  })
}

function exampleSettings({ settings }: Draft): object {
  return Object.fromEntries(Object.entries(settings).map(([name, { example }]) => [name, example]))
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
