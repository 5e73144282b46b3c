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
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const own = schema.properties?.[name]
    const at = `${pointer}/${name}`
    // What the schema does not know is not shown either: nobody has said that it is no secret.
    if (own === undefined || own.writeOnly === true) {
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
    .filter(([name, { writeOnly }]) => writeOnly === true && !Object.hasOwn(given, name))
    .flatMap(([name]) => (Object.hasOwn(before, name) ? [[name, before[name]] as const] : []))
  const wanted = Object.entries(given).filter(
    ([name, value]) => !(value === null && schema.properties?.[name]?.writeOnly === true),
  )
  return Object.fromEntries([...wanted, ...kept])
}
