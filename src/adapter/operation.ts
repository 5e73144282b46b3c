import type { ValidateFunction } from 'ajv/dist/2020.js'
import { once } from '../contract/once.ts'
import type { Violation } from '../errors/fault.ts'
import { AdapterFault } from './adapter-fault.ts'
import { compileFileAnswer } from './file-answer.ts'
import { compileSchema } from './json-schema.ts'
import type { Judging } from './judge.ts'
import type { Bundle } from './load.ts'
import type { Manifest, OperationSpec, Refusal } from './manifest.ts'
import type { Loss } from './mapping/run.ts'
import type { Encoded, FieldTable } from './mapping/table.ts'
import type { Rule } from './outcome.ts'
import type { Settings } from './settings.ts'
import { fillSettings, fillText } from './template.ts'

/** An operation's pure half: what it would send and what answers mean. */
export interface Operation {
  readonly name: string
  readonly spec: OperationSpec
  readonly judging: Judging
  readonly whenUnsure: 'resend' | 'hold'
  /** Pointer to the message in an ask's answer. */
  readonly answerAt: string
  /** Of an ask that is answered with a document. */
  readonly answerFile: ReturnType<typeof compileFileAnswer> | undefined
  /** The native message; for operations without a field table an empty one. */
  encode(canonical: object): Encoded
  /** The violations of `encode`, without making the message. */
  check(canonical: object): Violation[]
}

/** @throws AdapterFault when a schema, a rule or a setting makes no sense. */
export function compileOperation(name: string, bundle: Bundle, settings: Settings): Operation {
  const { manifest, maps } = bundle
  const spec = manifest.operations[name]
  if (spec === undefined) throw new AdapterFault(`there is no operation ${name}`)
  const table = spec.map === undefined ? undefined : maps.get(spec.map)
  const whenUnsure = fillSettings(spec.whenUnsure ?? (spec.idempotent === true ? 'resend' : 'hold'), settings)
  if (whenUnsure !== 'resend' && whenUnsure !== 'hold')
    throw new AdapterFault(`${name}: whenUnsure must be resend or hold`)
  return {
    name,
    spec,
    judging: judgingOf(manifest, spec, table, settings),
    whenUnsure,
    answerAt: fillText(spec.answer?.at ?? '', settings),
    answerFile: spec.answer?.file === undefined ? undefined : compileFileAnswer(spec.answer.file, settings),
    encode: compileEncoder(spec, table),
    check: compileCheck(spec, table),
  }
}

/** From a canonical message to a native one, with all that speaks against sending it. */
export function compileEncoder(
  { refuses = [], sends }: OperationSpec,
  table: FieldTable | undefined,
): Operation['encode'] {
  const refusals = refuses.map(toRefusal)
  if (sends === undefined) return canonical => encode(table, refusals, canonical)
  const kept = new Set(sends)
  const origins = once(() => originsOf(table))
  return canonical => onlyMembers(encode(table, refusals, canonical), kept, origins())
}

/** Where each member of the native message comes from, as a pointer: of several places the first. */
function originsOf(table: FieldTable | undefined): ReadonlyMap<string, string> {
  const rows = (table?.rows ?? []).toReversed()
  return new Map(
    rows.map(({ nativeGroups, canonicalGroups }) => [
      nativeGroups[0]?.[0] ?? '',
      `/${(canonicalGroups[0] ?? []).join('/')}`,
    ]),
  )
}

/** A message of which the platform takes some members. What else says something is lost; empty ones say nothing. */
function onlyMembers(
  encoded: Encoded,
  kept: ReadonlySet<string>,
  origins: ReadonlyMap<string, string>,
): Encoded {
  const members = Object.entries(encoded.native)
  const left = members.filter(([name, value]) => !kept.has(name) && !isEmpty(value)).map(([name]) => name)
  return {
    ...encoded,
    native: Object.fromEntries(members.filter(([name]) => kept.has(name))),
    losses: [...encoded.losses, ...left.map(name => notSent(name, origins.get(name) ?? '/'))],
  }
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

function notSent(name: string, canonical: string): Loss {
  const note = { vi: 'nền tảng không nhận trường này', en: 'the platform does not take this field' }
  return { canonical, native: `/${name}`, codec: 'sends', note }
}

function compileCheck({ refuses = [] }: OperationSpec, table: FieldTable | undefined): Operation['check'] {
  const refusals = refuses.map(toRefusal)
  return canonical => [...(table?.check(canonical) ?? []), ...refused(refusals, canonical)]
}

const toRefusal = (refusal: Refusal) => ({ ...refusal, matches: compileSchema(refusal.when) })

type CompiledRefusal = Refusal & { readonly matches: ValidateFunction }

function encode(
  table: FieldTable | undefined,
  refusals: readonly CompiledRefusal[],
  canonical: object,
): Encoded {
  const encoded = table === undefined ? { native: {}, violations: [], losses: [] } : table.encode(canonical)
  const more = refused(refusals, canonical)
  return more.length === 0 ? encoded : { ...encoded, violations: [...encoded.violations, ...more] }
}

function refused(refusals: readonly CompiledRefusal[], canonical: object): Violation[] {
  return refusals
    .filter(({ matches }) => matches(canonical) === true)
    .map(({ pointer, message }) => ({ pointer, message }))
}

function judgingOf(
  { transport, outcomes }: Manifest,
  spec: OperationSpec,
  table: FieldTable | undefined,
  settings: Settings,
): Judging {
  return {
    rules: fillRules([...spec.outcomes, ...outcomes], settings),
    asks: spec.direction === 'ask',
    names: once(() => new Set(table?.rows.flatMap(row => row.nativeGroups.flat()))),
    ...(transport.code === undefined ? {} : { code: transport.code }),
  }
}

/** Rules with their settings filled in. @throws AdapterFault when a setting that a condition needs has no value. */
export function fillRules(rules: readonly Rule[], settings: Settings): Rule[] {
  return rules.map(rule => {
    const when = fillSettings(rule.when, settings)
    // A condition that came out undefined would hold for every answer.
    if (hasUndefined(when)) throw new AdapterFault(`rule ${rule.id} needs a setting that has no value`)
    return { ...rule, when: when as Rule['when'] }
  })
}

function hasUndefined(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined
  return Object.values(value).some(hasUndefined)
}
