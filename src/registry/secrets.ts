import type { AdapterSettings } from '../adapter/index.ts'

interface Schema {
  readonly writeOnly?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

/** Settings as they may be shown, and the names of the secrets that are set, as JSON pointers. */
export function withoutSecrets(schema: Schema, settings: AdapterSettings) {
  const secrets: string[] = []
  const values = shown(schema, settings, '', secrets) as Record<string, unknown>
  return { values, secrets }
}

function shown(schema: Schema, value: unknown, pointer: string, secrets: string[]): unknown {
  if (Array.isArray(value)) {
    const { items = {} } = schema
    return value.map((item, index) => shown(items, item, `${pointer}/${index}`, secrets))
  }
  if (!isObject(value)) return value
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const own = propertyOf(schema, name)
    const at = `${pointer}/${name}`
    // What the schema does not know is not shown either: nobody has said that it is no secret.
    if (own === undefined || isSecret(own)) {
      secrets.push(at)
      return []
    }
    return [[name, shown(own, member, at, secrets)]]
  })
  return Object.fromEntries(members)
}

/** New settings in which a secret that was not given stays what it was; null takes it away. */
export function keepingSecrets(
  schema: Schema,
  given: AdapterSettings,
  before: AdapterSettings,
): AdapterSettings {
  const kept = Object.entries(schema.properties ?? {})
    .filter(([name, own]) => isSecret(own) && !Object.hasOwn(given, name) && Object.hasOwn(before, name))
    .map(([name]) => [name, before[name]] as const)
  const wanted = Object.entries(given).flatMap(([name, value]): [string, unknown][] => {
    const own = propertyOf(schema, name)
    if (own === undefined) return [[name, value]]
    if (isSecret(own)) return value === null ? [] : [[name, value]]
    const old = Object.hasOwn(before, name) ? before[name] : undefined
    return [[name, isObject(value) && isObject(old) ? keepingSecrets(own, value, old) : value]]
  })
  return Object.fromEntries([...wanted, ...kept])
}

/** A list that holds secrets is one as a whole: its items have no names by which they could be told apart later. */
function isSecret(schema: Schema): boolean {
  return schema.writeOnly === true || (schema.items !== undefined && holdsSecret(schema.items))
}

function holdsSecret(schema: Schema): boolean {
  return isSecret(schema) || Object.values(schema.properties ?? {}).some(holdsSecret)
}

function propertyOf({ properties = {} }: Schema, name: string): Schema | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
