import type { Manifest } from './manifest.ts'
import type { Settings } from './settings.ts'

/**
 * Settings in which each stands for itself, as `{settings.name}`: requests can be made and compared without any value. One
 * that chooses among a few words is the word that it defaults to, or the first.
 */
export function symbolicSettings({ settings }: Manifest): Settings {
  return Object.fromEntries(
    Object.entries(settings.properties).map(([name, { enum: words, default: usual }]) => [
      name,
      Array.isArray(words) ? (usual ?? words[0]) : `{settings.${name}}`,
    ]),
  )
}

/** In place of what only a running adapter has. */
export const symbolicGrant = { session: '{session}', token: '{token}' } as const
