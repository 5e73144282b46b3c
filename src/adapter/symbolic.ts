import type { Manifest } from './manifest.ts'
import type { Settings } from './settings.ts'

/** Settings in which each stands for itself, as `{settings.name}`: requests can be made and compared without any value. */
export function symbolicSettings({ settings }: Manifest): Settings {
  return Object.fromEntries(Object.keys(settings.properties).map(name => [name, `{settings.${name}}`]))
}

/** In place of what only a running adapter has. */
export const symbolicGrant = { session: '{session}', token: '{token}' } as const
