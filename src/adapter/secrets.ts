import type { Manifest } from './manifest.ts'
import { allAt } from './pointer.ts'

type Schema = Readonly<Record<string, unknown>>
type Settings = Readonly<Record<string, unknown>>

/**
 * Where an adapter's settings hold secrets: JSON pointers in which `*` stands for each item of a list, e.g. `/password`. What is said to be `writeOnly` in the manifest's settings, at any depth.
 */
export function secretsOf({ settings }: Pick<Manifest, 'settings'>): string[] {
  return within(settings, '')
}

function within(schema: Schema, pointer: string): string[] {
  if (schema.writeOnly === true) return [pointer]
  const members = Object.entries(objectOf(schema.properties)).flatMap(([name, member]) =>
    within(objectOf(member), `${pointer}/${token(name)}`),
  )
  return schema.items === undefined
    ? members
    : [...members, ...within(objectOf(schema.items), `${pointer}/*`)]
}

/** RFC 6901 §3. */
function token(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function objectOf(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {}
}

/** The secrets themselves, as texts. For masking only. */
export function secretValues(manifest: Pick<Manifest, 'settings'>, settings: Settings): string[] {
  return secretsOf(manifest)
    .flatMap(pointer => allAt(settings, pointer))
    .flatMap(texts)
    .filter(text => text !== '')
}

function texts(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}

/** The settings as they may be shown and logged: of a secret only that it is set. */
export function maskSettings(manifest: Pick<Manifest, 'settings'>, settings: Settings): Settings {
  const secret = new Set(secretsOf(manifest))
  const mask = (value: unknown, pointer: string): unknown => {
    if (secret.has(pointer)) return value === '' ? '' : '(set)'
    if (Array.isArray(value)) return value.map(item => mask(item, `${pointer}/*`))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, mask(member, `${pointer}/${token(name)}`)]),
    )
  }
  return mask(settings, '') as Settings
}
