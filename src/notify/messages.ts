import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { agencyPath, isWithin } from '../catalog/agency-code.ts'
import { seldomRun } from '../contract/own-schema.ts'
import type { JsonSchema } from '../contract/schemas.ts'
import { toViolations } from '../contract/violations.ts'
import { Fault } from '../errors/fault.ts'
import { measure } from './segments.ts'
import { type Parameter, variablesOf, type Wording } from './template.ts'

/** The points of a dossier's life at which its citizen is told by itself. */
export type Point = 'received' | 'paid' | 'result-ready'

export interface ProviderTemplate {
  readonly template: string
  readonly form?: 'plain' | 'accented'
  /** The provider's name of a variable → our parameter. */
  readonly parameters: Readonly<Record<string, string>>
}

export interface Template {
  readonly id: string
  readonly event?: Point
  readonly agencies: readonly string[]
  readonly channels?: readonly string[]
  readonly form: 'plain' | 'accented'
  readonly mostSegments: number
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly text: Wording
  readonly providers?: Readonly<Record<string, ProviderTemplate>>
}

interface File {
  readonly channels: readonly string[]
  readonly fallbackOn: readonly string[]
  readonly templates: readonly Template[]
}

/** What the gateway may say, to whose citizens, and on which ways. Immutable. */
export interface Messages {
  readonly templates: readonly Template[]
  /** The template of a point for an agency; undefined: this agency's citizens are not told. */
  forPoint(point: Point, agency: string): Template | undefined
  /** A template by name, if an agency may use it. */
  find(id: string, agency: string): Template | undefined
  /** Adapters in the order in which they are tried. */
  channelsOf(template: Template): readonly string[]
  /** Whether an outcome rule says that this channel does not reach the person, and another may. */
  fallsBackOn(rule: string): boolean
}

const folder = new URL('../../config/messages/', import.meta.url)
const shipped = new URL('templates.json', folder)
const schema = new URL('templates.schema.json', folder)

/** @throws Fault `messages-invalid` naming every fault. */
export function openMessages(path: URL | string = shipped): Messages {
  const name = String(path instanceof URL ? path.pathname.split('/').at(-1) : path)
  return compileMessages(parse(path, name), name)
}

/** @throws Fault `messages-invalid` */
export function compileMessages(value: unknown, name: string): Messages {
  const { channels, fallbackOn, templates } = checked(structuredClone(value), name)
  const fallback = new Set(fallbackOn)
  const nearest = (fits: (template: Template) => boolean, agency: string) =>
    templates
      .filter(fits)
      .map(template => ({ template, depth: depthOf(template, agency) }))
      .filter(({ depth }) => depth > 0)
      .sort((a, b) => b.depth - a.depth)[0]?.template
  return Object.freeze({
    templates,
    forPoint: (point: Point, agency: string) => nearest(({ event }) => event === point, agency),
    find: (id: string, agency: string) => nearest(template => template.id === id, agency),
    channelsOf: (template: Template) => template.channels ?? channels,
    fallsBackOn: (rule: string) => fallback.has(rule),
  })
}

/**
 * The same for agencies as they are after a reform: of one that was abolished the templates of the agency in its place, and
 * its own where that has none.
 *
 * @param current the code that stands in the place of a code now
 */
export function withHeirs(messages: Messages, current: (agency: string) => string | undefined): Messages {
  return Object.freeze({
    ...messages,
    forPoint: (point: Point, agency: string) =>
      messages.forPoint(point, current(agency) ?? agency) ?? messages.forPoint(point, agency),
    find: (id: string, agency: string) =>
      messages.find(id, current(agency) ?? agency) ?? messages.find(id, agency),
  })
}

/** How near the nearest of its subtrees is; 0: the template is not for this agency. */
function depthOf({ agencies }: Template, agency: string): number {
  return Math.max(
    0,
    ...agencies.filter(root => isWithin(agency, root)).map(root => agencyPath(root)?.length ?? 0),
  )
}

function parse(path: URL | string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'it is not valid JSON' : String((cause as Error).message)
    throw new Fault('messages-invalid', { params: { file: name, faults: reason }, cause })
  }
}

/** Compiled when first used, and once. */
let validator: ValidateFunction<File> | undefined

function compileFileSchema(): ValidateFunction<File> {
  const ajv = new Ajv2020({ ...seldomRun, useDefaults: true })
  return ajv.compile<File>(JSON.parse(readFileSync(schema, 'utf8')) as JsonSchema)
}

function checked(value: unknown, name: string): File {
  validator ??= compileFileSchema()
  const validate = validator
  const faults = validate(value)
    ? value.templates.flatMap(templateFaults)
    : toViolations(validate.errors as ErrorObject[]).map(
        ({ pointer, message }) => `${pointer || '/'} ${message.en}`,
      )
  if (faults.length > 0)
    throw new Fault('messages-invalid', { params: { file: name, faults: faults.join('; ') } })
  return value as File
}

function templateFaults({ id, event, agencies, parameters, text, providers = {} }: Template): string[] {
  const known = new Set(Object.keys(parameters))
  const used = [...variablesOf(text.accented), ...variablesOf(text.plain)]
  const named = Object.values(providers).flatMap(provider => Object.values(provider.parameters))
  const unknown = [...new Set([...used, ...named])].filter(variable => !known.has(variable))
  return [
    ...unknown.map(variable => `${id}: {${variable}} is not among its parameters`),
    ...agencies
      .filter(code => agencyPath(code) === undefined)
      .map(code => `${id}: ${code} is no agency code`),
    ...Object.entries(parameters)
      .filter(([, { from, otherwise }]) => event !== undefined && (from ?? otherwise) === undefined)
      .map(
        ([parameter]) =>
          `${id}: ${parameter} needs "from" or "otherwise", because the message is sent by itself`,
      ),
    ...(measure(text.plain.replace(/\{[^{}]*\}/g, '')).encoding === 'ucs-2'
      ? [`${id}: its plain text holds letters that are not in the GSM alphabet`]
      : []),
  ]
}
