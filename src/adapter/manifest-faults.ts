import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { nearest } from '../contract/nearest.ts'
import { seldomRun } from '../contract/own-schema.ts'
import { type JsonSchema, readSchema } from '../contract/schemas.ts'
import { toViolations } from '../contract/violations.ts'

/** A place in the manifest where the schema offers variants, told apart by their `kind`. */
interface Choice {
  readonly pointer: string
  readonly kind: unknown
  readonly variants: readonly JsonSchema[]
}

let known: { readonly schema: JsonSchema; readonly validate: ValidateFunction } | undefined

/**
 * Everything in which a would-be `adapter.json` differs from its schema, one sentence each, its place first. A name that
 * is not known comes with the nearest one that is. Where the schema offers variants (transport, auth), only what is
 * wrong with the variant that `kind` names is said: that it is none of the others helps nobody.
 */
export function schemaFaults(manifest: unknown): string[] {
  known ??= compile()
  const { schema, validate } = known
  return faultsOf(validate, manifest, schema, '')
}

function compile() {
  const schema = readSchema('adapter-manifest')
  return { schema, validate: ajv().compile(schema) }
}

/** Verbose, because only the schema around an unknown name knows what may stand there. */
function ajv(): Ajv2020 {
  return new Ajv2020({ ...seldomRun, verbose: true, strictRequired: false })
}

function faultsOf(validate: ValidateFunction, value: unknown, root: JsonSchema, prefix: string): string[] {
  if (validate(value)) return []
  const errors = validate.errors ?? []
  const choices = errors.flatMap(error => choiceOf(error, root))
  const told = (error: ErrorObject) => choices.some(({ pointer }) => concerns(error, pointer))
  const rest = errors.filter(error => !told(error)).map(error => sentence(error, prefix))
  const faults = [...rest, ...choices.flatMap(choice => choiceFaults(choice, value, root, prefix))]
  return [...new Set(faults)].filter(fault => fault !== '')
}

/** Whether an error is about a choice: inside it, or that a list which holds it is nothing else. */
function concerns({ instancePath, keyword }: ErrorObject, pointer: string): boolean {
  if (instancePath === pointer || instancePath.startsWith(`${pointer}/`)) return true
  return pointer.startsWith(`${instancePath}/`) && ['type', 'anyOf', 'oneOf'].includes(keyword)
}

/** A failed `oneOf` or `anyOf` whose variants all are objects with a fixed `kind`. */
function choiceOf({ keyword, instancePath, schema, data }: ErrorObject, root: JsonSchema): Choice[] {
  if ((keyword !== 'oneOf' && keyword !== 'anyOf') || !Array.isArray(schema) || Array.isArray(data)) return []
  const variants = (schema as JsonSchema[]).map(variant => resolved(variant, root))
  if (!variants.every(variant => kindOf(variant) !== undefined)) return []
  const kind = typeof data === 'object' && data !== null && 'kind' in data ? data.kind : undefined
  return [{ pointer: instancePath, kind, variants }]
}

function choiceFaults(
  { pointer, kind, variants }: Choice,
  value: unknown,
  root: JsonSchema,
  prefix: string,
): string[] {
  const variant = variants.find(candidate => kindOf(candidate) === kind)
  const at = `${prefix}${pointer}`
  if (variant === undefined) {
    const kinds = variants.map(candidate => String(kindOf(candidate)))
    return [`${at}/kind must be one of: ${kinds.join(', ')}${guess(String(kind ?? ''), kinds)}`]
  }
  const { $defs } = root
  return faultsOf(ajv().compile({ $defs, ...variant }), valueAt(value, pointer), root, at)
}

function resolved(variant: JsonSchema, root: JsonSchema): JsonSchema {
  const name = /^#\/\$defs\/(\w+)$/.exec(String(variant.$ref ?? ''))?.[1]
  if (name === undefined) return variant
  return (root.$defs as Readonly<Record<string, JsonSchema>>)[name] ?? variant
}

function kindOf({ properties }: JsonSchema): unknown {
  return (properties as { kind?: { const?: unknown } } | undefined)?.kind?.const
}

/** An instancePath of ajv leads to something: it was found there. */
function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], value)
}

function sentence(error: ErrorObject, prefix: string): string {
  const [violation] = toViolations([error], prefix)
  if (violation === undefined) return ''
  const name: unknown = error.params.additionalProperty ?? error.params.propertyName
  const properties = (error.parentSchema as { properties?: object } | undefined)?.properties
  const hint =
    name !== undefined && properties !== undefined ? choose(String(name), Object.keys(properties)) : ''
  const named = error.keyword === 'propertyNames' ? ` (the name ${String(name)})` : ''
  return `${violation.pointer || '/'} ${violation.message.en}${named}${hint}`
}

/** The nearest name, or all there are where none is near: whoever edits a manifest has no other list of them. */
function choose(name: string, candidates: readonly string[]): string {
  return guess(name, candidates) || ` (there are: ${candidates.join(', ')})`
}

/** ` (did you mean x?)`, or nothing. */
export function guess(name: string, candidates: readonly string[]): string {
  const best = nearest(name, candidates)
  return best === undefined ? '' : ` (did you mean ${best}?)`
}
