import { AdapterFault } from '../adapter-fault.ts'
import type { Files } from './files.ts'
import { parseData } from './json.ts'

/** What an `adapter.json` that builds on a neighbouring folder says of it. */
export interface Heritage {
  readonly folder: string
  /** Files of the neighbour that have no place here. */
  readonly without: readonly string[]
}

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The `extends` of an `adapter.json`; undefined without one, or when it cannot be read, which is told later.
 * @throws AdapterFault
 */
export function heritageOf(manifest: string): Heritage | undefined {
  let parsed: unknown
  try {
    parsed = parseData(manifest)
  } catch {
    return undefined
  }
  const given = isObject(parsed) ? parsed.extends : undefined
  if (given === undefined) return undefined
  const { folder, without = [] } = isObject(given) ? given : {}
  const named = typeof folder === 'string' && /^[a-z][a-z0-9-]*$/.test(folder)
  if (!named || !Array.isArray(without) || !without.every(path => typeof path === 'string'))
    throw new AdapterFault('extends is {"folder": "<a neighbouring folder>", "without": ["<file>", …]}')
  return { folder, without }
}

/**
 * The neighbour's files with this folder's in their place, and its manifest patched with this one (RFC 7396: a member of
 * null takes one away; a list of rules is patched by an object with the rules' ids, new ones come first). What comes out needs no neighbour any more: it is one bundle, with a digest of its own.
 * @throws AdapterFault
 */
export function inherit(base: Files, own: Files, { without }: Heritage): Files {
  const missing = without.find(path => !base.has(path))
  if (missing !== undefined) throw new AdapterFault(`extends: there is no ${missing} to leave out`)
  const kept = [...base].filter(([path]) => path !== 'README.md' && !without.includes(path))
  const { extends: _, ...patch } = parseData(own.get('adapter.json') ?? '') as Members
  const manifest = mergePatch(parseData(base.get('adapter.json') ?? ''), patch)
  return new Map([...kept, ...own, ['adapter.json', `${JSON.stringify(manifest, null, 2)}\n`]])
}

function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  if (isRules(target)) return patchRules(target, patch)
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  }
  return merged
}

type Rule = Members & { readonly id: string }

function isRules(value: unknown): value is readonly Rule[] {
  return Array.isArray(value) && value.length > 0 && value.every(item => isObject(item) && 'id' in item)
}

function patchRules(rules: readonly Rule[], patch: Members): unknown[] {
  const known = new Set(rules.map(({ id }) => id))
  const unknown = Object.entries(patch).filter(([id]) => !known.has(id))
  const gone = unknown.find(([, rule]) => rule === null)
  if (gone !== undefined) throw new AdapterFault(`extends: there is no rule ${gone[0]} to take away`)
  return [
    ...unknown.map(([id, rule]) => ({ id, ...(rule as Members) })),
    ...rules
      .filter(({ id }) => patch[id] !== null)
      .map(rule => (Object.hasOwn(patch, rule.id) ? mergePatch(rule, patch[rule.id]) : rule)),
  ]
}
