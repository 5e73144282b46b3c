import { openBudget } from '../budget.ts'
import type { Draft, OperationDraft, SettingDraft, Skipped } from '../draft.ts'
import { oneLine } from '../names.ts'
import { refuse, refuseAll } from '../refuse.ts'
import { commonSettings } from '../settings.ts'
import { type Beside, isJson, type Json, openDocument } from './document.ts'
import { type ApiOperation, apiOperation, operationNames } from './operations.ts'
import type { SchemaReading } from './schema-shape.ts'
import { securityOf } from './security.ts'

/** An OpenAPI document, its operations read. */
export interface ApiContents {
  readonly root: Json
  readonly reading: SchemaReading
  readonly operations: readonly ApiOperation[]
  readonly skipped: readonly Skipped[]
}

/**
 * @param wanted names of operations; empty: all.
 * @throws Fault `import-refused`
 */
export function readApi(
  source: string,
  entry: string,
  beside: Beside,
  wanted: readonly string[],
): ApiContents {
  const api = openDocument(source, entry, beside)
  const root = api.root.node
  if (!isJson(root) || typeof root.openapi !== 'string' || !/^3\.[01]\./.test(root.openapi))
    throw refuse(
      source,
      isJson(root) && root.swagger !== undefined
        ? 'Swagger 2.0 is not read; convert it to OpenAPI 3'
        : 'it is no OpenAPI 3.0 or 3.1 document',
    )
  const paths = isJson(root.paths) ? root.paths : {}
  const all = [...operationNames(paths)]
  const known = all.map(({ name }) => name)
  const missing = wanted.find(name => !known.includes(name))
  if (missing !== undefined)
    throw refuse(source, `there is no operation ${missing}; there are ${known.slice(0, 20).join(', ')}`)
  const chosen = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name))
  const reading: SchemaReading = { api, budget: openBudget(source) }
  const operations: ApiOperation[] = []
  const skipped: Skipped[] = []
  for (const found of chosen) {
    const item = paths[found.path]
    const read = apiOperation(found, isJson(item) ? item.parameters : undefined, reading)
    if ('why' in read) skipped.push({ ...read, what: oneLine(read.what, 80) })
    else operations.push(read)
  }
  return { root, reading, operations, skipped }
}

/** @throws Fault `import-refused` */
export function draftFromApi(
  source: string,
  entry: string,
  beside: Beside,
  wanted: readonly string[],
): Draft {
  const { root, reading, operations, skipped } = readApi(source, entry, beside, wanted)
  if (operations.length === 0) throw refuseAll(source, skipped)
  const security = securityOf(reading.api, root)
  const info = isJson(root.info) ? root.info : {}
  return {
    title: oneLine(String(info.title ?? ''), 100),
    transport: { kind: 'http', base: '{settings.baseUrl}' },
    auth: security.auth,
    settings: settingsOf(operations, security.settings),
    operations: operations.map(({ draft }): OperationDraft => draft),
    skipped: [
      ...skipped,
      ...security.open.map(what => ({
        what: `auth ${what}`,
        why: { vi: 'cách đăng nhập này phải viết tay', en: 'this way to log in must be written by hand' },
      })),
    ],
  }
}

/** Of operations with parameters of the same name one setting. What proves who calls comes last and so wins. */
export function settingsOf(
  operations: readonly ApiOperation[],
  security: Readonly<Record<string, SettingDraft>>,
): Record<string, SettingDraft> {
  return Object.assign(
    {},
    commonSettings,
    ...operations.map(({ settings }) => settings),
    commonSettings,
    security,
  )
}
