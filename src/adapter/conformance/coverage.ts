import { loginOf } from '../auth/spec.ts'
import type { Bundle } from '../load.ts'
import type { Manifest } from '../manifest.ts'
import type { PathGroups } from '../mapping/path.ts'
import type { Fixture, Submitted } from './fixture.ts'
import type { Coverage } from './report.ts'

/** What the fixtures leave out. @param reached rules that they have reached, as `operation/rule` */
export function coverageOf(
  bundle: Bundle,
  fixtures: readonly Fixture[],
  reached: ReadonlySet<string>,
): Coverage {
  return { ...ruleCoverage(bundle.manifest, reached), ...rowCoverage(bundle, fixtures) }
}

function ruleCoverage(manifest: Manifest, reached: ReadonlySet<string>) {
  const own = Object.entries(manifest.operations).flatMap(([name, { outcomes }]) =>
    outcomes.map(rule => `${name}/${rule.id}`),
  )
  const login = (loginOf(manifest.auth)?.outcomes ?? []).map(rule => `auth/${rule.id}`)
  const ends = [...reached]
  const shared = manifest.outcomes
    .filter(rule => !ends.some(end => end.endsWith(`/${rule.id}`)))
    .map(rule => `outcomes/${rule.id}`)
  return {
    rules: own.length + login.length + manifest.outcomes.length,
    unreached: [...[...own, ...login].filter(rule => !reached.has(rule)), ...shared],
  }
}

/** What fixtures expect of tables that go one way only. */
function readSamples(manifest: Manifest, fixtures: readonly Fixture[], map: string) {
  return fixtures.flatMap(fixture => {
    const inbound = fixture.kind === 'inbound' ? manifest.inbound?.[fixture.operation] : undefined
    if (fixture.kind === 'inbound' && inbound?.map === map)
      return fixture.calls.flatMap(({ body = {}, rows, ...call }) =>
        (rows ?? [call]).map(({ canonical = {} }) => ({ canonical, native: body })),
      )
    if (fixture.kind === 'answers' && manifest.operations[fixture.operation]?.answer?.map === map)
      return fixture.answers.map(({ says = {} }) => ({ canonical: says, native: {} }))
    if (fixture.kind === 'inbound' && inbound?.submits !== undefined && inbound.answer?.map === map)
      return fixture.calls.flatMap(({ rows, ...call }) =>
        (rows ?? [call]).map(one => ({ canonical: saidIn(one), native: {} })),
      )
    if (fixture.kind === 'inbound' && inbound?.answer?.map === map)
      return fixture.calls.map(({ answer = {}, reply }) => ({ canonical: answer, native: reply.body ?? {} }))
    return []
  })
}

/** The members that a reply to what is submitted is written of, by what the fixture says of it. */
function saidIn({
  came = {},
  pointers,
}: {
  readonly came?: Submitted
  readonly pointers?: readonly string[]
}) {
  const { reply, fault } = came
  const refused = fault !== undefined || pointers !== undefined
  const places = fault?.pointers ?? pointers ?? []
  const problem = {
    ...{ code: '', status: 0, owner: '', retryable: false, title: '', detail: '', fix: '' },
    violations: places.map(place => ({ place, message: '' })),
  }
  return { result: '', row: 1, dossier: '', ...reply, ...(refused ? { problem } : {}) }
}

function rowCoverage({ manifest, maps }: Bundle, fixtures: readonly Fixture[]) {
  const messages = fixtures.filter(fixture => fixture.kind === 'message')
  const rows = [...maps].flatMap(([name, table]) => {
    const samples = [
      ...messages.filter(({ operation }) => manifest.operations[operation]?.map === name),
      ...readSamples(manifest, fixtures, name),
    ]
    return table.rows
      .filter(row => row.ignored === undefined)
      .map(row => ({
        name: `${name}: ${row.canonical || '(none)'} → ${row.native}`,
        exercised: samples.some(
          ({ canonical, native }) =>
            (row.canonical !== '' && isThere(canonical, row.canonicalGroups)) ||
            (row.canonical === '' && isThere(native, row.nativeGroups)),
        ),
      }))
  })
  return {
    rows: rows.length,
    unexercised: rows.filter(({ exercised }) => !exercised).map(({ name }) => name),
  }
}

/** Whether anything stands at a path, in any item of its lists. */
function isThere(document: unknown, groups: PathGroups): boolean {
  const [names = [], ...rest] = groups
  const value = names.reduce<unknown>(
    (node, name) =>
      typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[name] : undefined,
    document,
  )
  if (value === undefined || value === null) return false
  if (rest.length === 0) return true
  return Array.isArray(value) && value.some(item => isThere(item, rest))
}
