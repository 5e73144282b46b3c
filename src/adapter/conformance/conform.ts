import { inFile } from '../adapter-fault.ts'
import { digestOf } from '../bundle/bundle.ts'
import { type Files, filesIn } from '../bundle/files.ts'
import { parseData } from '../bundle/json.ts'
import { compileSchema } from '../json-schema.ts'
import { type Bundle, loadFiles, loadWork } from '../load.ts'
import { compileOperation, type Operation } from '../operation.ts'
import { checkSettings, type Settings } from '../settings.ts'
import type { Bench } from './bench.ts'
import { callFindings } from './calls.ts'
import { faultsOf } from './check-fixture.ts'
import { coverageOf } from './coverage.ts'
import { checkFixture, type Fixture } from './fixture.ts'
import { hintsOf } from './hints.ts'
import type { Conformance, Coverage, Finding } from './report.ts'
import { requestFindings } from './requests.ts'
import { type SandboxAt, sandboxFindings } from './sandbox.ts'
import { tableFindings } from './tables.ts'
import { faultTexts } from './texts.ts'

/** A folder on this machine, or the files of a bundle. */
export type Source = URL | string | Files

export interface SuiteOptions {
  /** Also send the message fixtures to a sandbox of the platform. Absent: nothing is sent. */
  readonly sandbox?: SandboxAt
}

/** Manifest and tables only: what can be known without a single sample. Sends nothing, never throws for a bad adapter. */
export async function validate(source: Source): Promise<Conformance> {
  return told('tables', await load(source), async bundle => ({
    findings: [...tableFindings(bundle), ...(await requestFindings(bundle))],
  }))
}

/**
 * The suite that every adapter must pass, the same from the command line, the admin API and the tests.
 * `fixtures/settings.json` holds the settings that the fixtures were written for, every other JSON file in `fixtures/`
 * is one fixture (see fixture.ts). Never throws for a bad adapter: that is a finding.
 */
export async function conform(source: Source, options: SuiteOptions = {}): Promise<Conformance> {
  return told('whole', await load(source), async bundle => {
    const { bench, fixtures, findings } = openBench(bundle)
    const tables = [...tableFindings(bundle), ...(await requestFindings(bundle))]
    if (bench === undefined) return { findings: [...tables, ...findings] }
    const judged = [...fixtures].map(([subject, fixture]): Finding => {
      return { check: 'fixture', subject, faults: guarded(() => faultsOf(fixture, bench)) }
    })
    const calls = await callFindings(bench, [...fixtures.values()]).catch(asFinding('timeouts'))
    const sandbox =
      options.sandbox === undefined
        ? []
        : await sandboxFindings(bench, fixtures, options.sandbox).catch(asFinding('sandbox'))
    return {
      findings: [
        ...tables,
        ...findings,
        ...judged,
        { check: 'operations', faults: withoutFixture(bundle, [...fixtures.values()]) },
        ...calls,
        ...sandbox,
      ],
      coverage: coverageOf(bundle, [...fixtures.values()], bench.reached),
    }
  })
}

type Loaded = Bundle | { readonly faults: readonly string[]; readonly files?: Files }

async function load(source: Source): Promise<Loaded> {
  try {
    return typeof source === 'string' || source instanceof URL ? await loadWork(source) : loadFiles(source)
  } catch (error) {
    const files = typeof source === 'string' || source instanceof URL ? undefined : source
    return { faults: faultTexts(error), ...(files && { files }) }
  }
}

async function told(
  extent: Conformance['extent'],
  loaded: Loaded,
  work: (bundle: Bundle) => Promise<{ findings: Finding[]; coverage?: Coverage }>,
): Promise<Conformance> {
  const digest = loaded.files === undefined ? '' : digestOf(loaded.files).toString('hex')
  if ('faults' in loaded) {
    const findings: Finding[] = [{ check: 'manifest', faults: loaded.faults }]
    return { adapter: '', version: '', digest, extent, passed: false, findings, hints: [] }
  }
  const { id, version } = loaded.manifest
  const { findings: found, coverage } = await work(loaded)
  const findings: Finding[] = [{ check: 'manifest', faults: [] }, ...found]
  const passed = findings.every(({ faults }) => faults.length === 0)
  const hints = hintsOf(loaded)
  return { adapter: id, version, digest, extent, passed, findings, hints, ...(coverage && { coverage }) }
}

/** Fixtures that can be read, what they are judged against, and what is wrong with those that cannot be read. */
function openBench(bundle: Bundle) {
  const findings: Finding[] = []
  const fixtures = new Map<string, Fixture>()
  for (const [name, text] of filesIn(bundle.files, 'fixtures', '.json')) {
    if (name === 'settings') continue
    const faults = guarded(() => {
      const { id } = bundle.manifest
      fixtures.set(
        name,
        inFile(id, `fixtures/${name}.json`, () => checkFixture(parseData(text))),
      )
      return []
    })
    if (faults.length > 0) findings.push({ check: 'fixture', subject: name, faults })
  }
  let bench: Bench | undefined
  const faults = guarded(() => {
    bench = benchOf(bundle)
    return []
  })
  findings.push({ check: 'settings', faults })
  return { bench, fixtures, findings }
}

function benchOf(bundle: Bundle): Bench {
  const sample = bundle.files.get('fixtures/settings.json')
  const given = inFile(bundle.manifest.id, 'fixtures/settings.json', () => parseData(sample ?? '{}'))
  const settings = checkSettings(bundle.manifest, given as Settings)
  const operations = new Map<string, Operation>()
  const operation = (name: string) => {
    const known = operations.get(name) ?? compileOperation(name, bundle, settings)
    operations.set(name, known)
    return known
  }
  const nativeSchemas = new Map(
    [...filesIn(bundle.files, 'schemas', '.json')].map(([name, text]) => [
      name,
      compileSchema(parseData(text) as object),
    ]),
  )
  // What no fixture asks for must make sense as well.
  for (const name of Object.keys(bundle.manifest.operations)) operation(name)
  return { bundle, settings, nativeSchemas, operation, reached: new Set() }
}

function guarded(work: () => string[]): string[] {
  try {
    return work()
  } catch (error) {
    return faultTexts(error)
  }
}

const asFinding =
  (check: Finding['check']) =>
  (error: unknown): Finding[] => [{ check, faults: faultTexts(error) }]

function withoutFixture({ manifest }: Bundle, fixtures: readonly Fixture[]): string[] {
  const named = new Set(fixtures.map(({ operation }) => operation))
  const names = [...Object.keys(manifest.operations), ...Object.keys(manifest.inbound ?? {})]
  return names.filter(name => !named.has(name))
}
