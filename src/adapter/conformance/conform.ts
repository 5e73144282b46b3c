import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JsonSchema } from '../../contract/schemas.ts'
import { AdapterFault } from '../adapter-fault.ts'
import { loginOf } from '../auth/spec.ts'
import { compileSchema } from '../json-schema.ts'
import { type Bundle, loadFolder, readAll } from '../load.ts'
import { checkSettings, type Settings } from '../settings.ts'
import { type Bench, faultsOf } from './check-fixture.ts'
import { checkFixture } from './fixture.ts'
import { canonicalGaps, missingCodes, nativeGaps } from './totality.ts'

/** One thing that was checked. */
export interface Finding {
  readonly check: string
  /** Empty: it holds. */
  readonly faults: readonly string[]
}

export interface Conformance {
  readonly findings: readonly Finding[]
  /** Rules that no fixture reaches, as `operation/rule`. */
  readonly unreached: readonly string[]
}

/**
 * The suite that every adapter must pass; sends nothing. `fixtures/settings.json` holds the settings that the
 * fixtures were written for, every other file in `fixtures/` is one fixture (see fixture.ts).
 * @throws Fault `adapter-invalid` when the folder cannot be read as an adapter at all.
 */
export async function conform(folder: URL | string): Promise<Conformance> {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  const id = basename(path.replace(/\/$/, ''))
  const bundle = await loadFolder(path)
  const schemas = parseAll(await readAll(id, path, 'schemas', '.json'))
  const { settings: sample, ...fixtures } = Object.fromEntries(
    parseAll(await readAll(id, path, 'fixtures', '.json')),
  )
  const settings = checkSettings(bundle.manifest, (sample ?? {}) as Settings)
  const bench: Bench = {
    bundle,
    settings,
    nativeSchemas: new Map([...schemas].map(([name, schema]) => [name, compileSchema(schema as object)])),
    reached: new Set(),
  }
  const findings: Finding[] = [
    { check: 'README.md is there', faults: await missingFile(path, 'README.md') },
    ...tableFindings(bundle, schemas),
    ...Object.entries(fixtures).map(([name, value]) => ({
      check: `fixture ${name}`,
      faults: guarded(() => faultsOf(checkFixture(value), bench)),
    })),
    { check: 'every operation has a fixture', faults: withoutFixture(bundle, Object.values(fixtures)) },
  ]
  return { findings, unreached: unreachedRules(bundle, bench.reached) }
}

function parseAll(texts: ReadonlyMap<string, string>): Map<string, unknown> {
  return new Map([...texts].map(([name, text]) => [name, parse(name, text)]))
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AdapterFault(`${name}.json is not JSON`)
  }
}

async function missingFile(path: string, file: string): Promise<string[]> {
  try {
    await access(join(path, file))
    return []
  } catch {
    return [`${file} is missing`]
  }
}

function tableFindings({ manifest, maps, tables }: Bundle, schemas: ReadonlyMap<string, unknown>): Finding[] {
  return Object.entries(manifest.operations).flatMap(([name, { map = '', schema = '', carries }]) => {
    const table = maps.get(map)
    if (table === undefined) return []
    const native = schemas.get(schema)
    const gaps =
      native === undefined
        ? [`schemas/${schema}.json is missing`]
        : nativeGaps(table.rows, native as JsonSchema)
    return [
      { check: `${name}: every native field is mapped or ignored with a reason`, faults: gaps },
      ...(carries === undefined
        ? []
        : [
            {
              check: `${name}: every canonical field is mapped or ignored with a reason`,
              faults: canonicalGaps(table.rows, carries),
            },
            {
              check: `${name}: code tables know every canonical word`,
              faults: missingCodes(table.rows, carries, tables),
            },
          ]),
    ]
  })
}

function guarded(work: () => string[]): string[] {
  try {
    return work()
  } catch (error) {
    if (error instanceof AdapterFault) return [error.reason]
    throw error
  }
}

function withoutFixture({ manifest }: Bundle, fixtures: readonly unknown[]): string[] {
  const named = new Set(fixtures.map(fixture => (fixture as { operation?: unknown }).operation))
  return Object.keys(manifest.operations).filter(name => !named.has(name))
}

function unreachedRules({ manifest }: Bundle, reached: ReadonlySet<string>): string[] {
  const own = Object.entries(manifest.operations).flatMap(([name, { outcomes }]) =>
    outcomes.map(rule => `${name}/${rule.id}`),
  )
  const login = (loginOf(manifest.auth)?.outcomes ?? []).map(rule => `auth/${rule.id}`)
  const ends = [...reached]
  const shared = manifest.outcomes
    .filter(rule => !ends.some(end => end.endsWith(`/${rule.id}`)))
    .map(rule => `outcomes/${rule.id}`)
  return [...[...own, ...login].filter(rule => !reached.has(rule)), ...shared]
}
