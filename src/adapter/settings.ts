import { createHash } from 'node:crypto'
import { Fault, type Violation } from '../errors/fault.ts'
import { compileSchema, violationsOf } from './json-schema.ts'
import type { Manifest } from './manifest.ts'
import { maskSettings } from './secrets.ts'

const options = { useDefaults: true, boundedPatterns: true, seldom: true } as const

export type Settings = Readonly<Record<string, unknown>>

/**
 * The settings as the manifest asks for them, defaults filled in.
 * @throws Fault `adapter-settings-invalid` naming the places, never the values: some are secret.
 */
export function checkSettings(manifest: Manifest, given: Settings): Settings {
  const settings = structuredClone(given)
  const validator = compileSchema(manifest.settings, options)
  if (validator(settings)) return settings
  const violations = violationsOf(validator)
  throw new Fault('adapter-settings-invalid', {
    params: {
      adapter: manifest.id,
      count: violations.length,
      places: violations.map(({ pointer, message }) => `${pointer || '/'} ${message.en}`).join('; '),
    },
    violations,
  })
}

/** Compiles what `checkSettings` needs, while there is time. */
export function prepareSettings(manifest: Manifest): void {
  compileSchema(manifest.settings, options)
}

/** What is wrong with settings, without filling anything in; empty when they fit. Values are never quoted. */
export function settingsViolations(manifest: Manifest, given: Settings): Violation[] {
  const validator = compileSchema(manifest.settings, options)
  return validator(structuredClone(given)) ? [] : violationsOf(validator)
}

/** Tells accounts apart in a shared token store, without anything secret in it. */
export function fingerprint(manifest: Manifest, settings: Settings): string {
  const open = Object.entries(maskSettings(manifest, settings))
  const text = JSON.stringify(open.sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${manifest.id}:${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
}
