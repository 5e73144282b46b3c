import { type Files, filesOf, loadFolder } from '../../src/adapter/index.ts'

const portal = (await loadFolder(new URL('../../adapters/national-portal/', import.meta.url))).files

/** The national portal's adapter with pieces of its files replaced; each piece must be there. */
export function portalFiles(...changes: readonly (readonly [string, string, string])[]): Files {
  const files = new Map(portal)
  for (const [path, from, to] of changes) {
    const text = files.get(path) ?? ''
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`)
    files.set(path, text.replace(from, to))
  }
  return filesOf({ files: Object.fromEntries(files) })
}

/** Another version of it. */
export function portalVersion(
  version: string,
  ...changes: readonly (readonly [string, string, string])[]
): Files {
  return portalFiles(['adapter.json', '"version": "1.0.0"', `"version": "${version}"`], ...changes)
}
