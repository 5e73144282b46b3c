import { isDeepStrictEqual } from 'node:util'
import { AdapterFault } from '../../adapter-fault.ts'
import { parseData } from '../../bundle/json.ts'
import { openBudget } from '../budget.ts'
import type { Draft, OperationDraft } from '../draft.ts'
import { camel } from '../names.ts'
import { refuse } from '../refuse.ts'
import { shapeOfSample } from './shape.ts'

/** Messages of one platform as one adapter; each has a path of its own. @throws Fault `import-refused` */
export function joined(sources: readonly string[], drafts: readonly Draft[]): Draft {
  const [first, ...rest] = drafts
  if (first === undefined) throw refuse('?', 'there is no sample')
  if (rest.length === 0) return first
  const parts = drafts.map(ownPath)
  const namespaces = drafts.reduce<Record<string, unknown>>((all, { transport }, index) => {
    const own = (transport.namespaces ?? {}) as Record<string, unknown>
    const clash = Object.keys(own).find(prefix => prefix in all && all[prefix] !== own[prefix])
    if (clash !== undefined)
      throw refuse(
        sources[index] ?? '?',
        `its prefix ${clash} stands for another namespace than in the samples before`,
      )
    return Object.assign(all, own)
  }, {})
  const bare = ({ transport: { namespaces: _, ...own } }: Draft) => own
  const odd = drafts.findIndex(draft => !isDeepStrictEqual(bare(draft), bare(first)))
  if (odd !== -1)
    throw refuse(sources[odd] ?? '?', 'it is of another kind (JSON, XML, SOAP) than the samples before')
  return {
    ...first,
    transport: { ...first.transport, ...(Object.keys(namespaces).length > 0 && { namespaces }) },
    settings: Object.assign({}, ...parts.map(({ settings }) => settings)),
    operations: parts.flatMap(({ operations }) => operations),
  }
}

function ownPath(draft: Draft): Draft {
  const { path, ...settings } = draft.settings
  const [operation] = draft.operations
  if (path === undefined || operation === undefined) return draft
  const name = `${camel(operation.name) || 'message'}Path`
  const title = `Đường dẫn của / path of ${operation.title}`
  const request = JSON.parse(
    JSON.stringify(operation.request).replaceAll('{settings.path}', `{settings.${name}}`),
  )
  return {
    ...draft,
    settings: { ...settings, [name]: { ...path, schema: { ...path.schema, title } } },
    operations: [{ ...operation, request }],
  }
}

/** The operation with the form of a sample answer, for its fixture. @throws Fault `import-refused` */
export function answered(operation: OperationDraft, source: string, text: string): OperationDraft {
  let value: unknown
  try {
    value = parseData(text)
  } catch (error) {
    throw refuse(
      source,
      `a sample answer must be JSON: ${error instanceof AdapterFault ? error.reason : 'it is none'}`,
    )
  }
  const shape = shapeOfSample(value, { xml: false, budget: openBudget(source) })
  return { ...operation, answer: { shape, as: body => ({ body }) } }
}
