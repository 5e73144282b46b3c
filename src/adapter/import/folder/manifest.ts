import type { Draft, OperationDraft, SettingDraft } from '../draft.ts'
import { oneLine } from '../names.ts'
import { leavesOf } from '../shape.ts'
import { orderingKeyOf } from './fixtures.ts'
import { openRules } from './rules.ts'
import type { GuessedTable } from './table.ts'

export interface NamedOperation {
  /** In the manifest. */
  readonly id: string
  /** Of its table, schema and fixtures. */
  readonly file: string
  readonly draft: OperationDraft
  readonly table: GuessedTable
}

/** `adapter.json`. Nothing in it calls any answer a success. */
export function manifestOf(id: string, draft: Draft, operations: readonly NamedOperation[]): object {
  const title = oneLine(draft.title, 100) || id
  return {
    id,
    version: '0.1.0',
    title: { vi: title, en: title },
    description: {
      vi: 'Sinh tự động, chưa ai kiểm: xem README.md.',
      en: 'Generated, not checked by anybody yet: see README.md.',
    },
    settings: settingsSchema(draft.settings),
    transport: draft.transport,
    auth: draft.auth,
    limits: { concurrency: 4, timeoutMs: 30_000, connectMs: 10_000, responseBytes: 4 * 1024 * 1024 },
    retry: { firstMs: 1000, factor: 2, capMs: 900_000, giveUpAfterMs: 259_200_000 },
    operations: Object.fromEntries(operations.map(operation => [operation.id, operationOf(operation)])),
    outcomes: openRules,
    sensitive: sensitiveOf(operations),
  }
}

function operationOf({ file, draft, table }: NamedOperation): object {
  const title = oneLine(draft.title, 100) || draft.name
  return {
    title: { vi: title, en: title },
    direction: draft.asks ? 'ask' : 'deliver',
    ...(draft.carries && { carries: draft.carries }),
    ...(draft.asks ? {} : { orderingKey: orderingKeyOf(table.kind), whenUnsure: 'hold' }),
    map: file,
    schema: file,
    request: draft.request,
    outcomes: [],
  }
}

function settingsSchema(settings: Readonly<Record<string, SettingDraft>>): object {
  const required = Object.entries(settings).filter(([, setting]) => setting.required)
  return {
    type: 'object',
    additionalProperties: false,
    required: required.map(([name]) => name),
    properties: Object.fromEntries(Object.entries(settings).map(([name, { schema }]) => [name, schema])),
  }
}

/** Persons: every text of the applicant and of officers that a table names, and what may hold anything. */
function sensitiveOf(operations: readonly NamedOperation[]): string[] {
  const paths = operations.flatMap(({ table }) => table.rows.map(({ canonical }) => canonical))
  const personal = paths.filter(path =>
    /^(applicant|officer)\.|^(summary|note|otherInfo|content)$/.test(path),
  )
  return [...new Set(personal)].filter(path => !/\.(type|vneid)$/.test(path)).map(pointerOf)
}

function pointerOf(path: string): string {
  return `/${path.replaceAll('[]', '.*').split('.').join('/')}`
}

/** Native fields that the platform requires and the table does not write, by operation. */
export function unwritten({ table, draft }: NamedOperation): string[] {
  const known = new Set(leavesOf(draft.shape).map(({ path }) => path))
  const lists = new Set(
    table.rows
      .filter(row => !row.open)
      .flatMap(row =>
        row.native
          .split('[]')
          .slice(0, -1)
          .map((_, level, parts) => parts.slice(0, level + 1).join('[]')),
      ),
  )
  return table.rows
    .filter(row => row.open && row.required && known.has(row.native))
    .filter(({ native }) => !native.includes('[]') || lists.has(native.slice(0, native.lastIndexOf('[]'))))
    .map(({ native }) => native)
}
