import { plain, tidy } from './plain.ts'

/** A value that a template asks for. */
export interface Parameter {
  /** Where a dossier holds it (JSON pointer); absent: only the caller can give it. */
  readonly from?: string
  readonly as?: 'text' | 'date' | 'money'
  /** Longest value, in letters. A longer one of a dossier is cut, one that a caller gives is refused. */
  readonly max: number
  /** Said where there is none; without it the message is not sent. */
  readonly otherwise?: string
}

/** The two forms in which a text is registered with the providers. Variables stand as `{name}`. */
export interface Wording {
  readonly accented: string
  readonly plain: string
}

const variable = /\{([^{}]*)\}/g

/** Names of the variables in a text, in the order in which they stand, each once. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(variable)].map(([, name = '']) => name))]
}

/**
 * The text of a message. Values are put in as they are and never read as a template again.
 * @param values of every variable of the wording
 */
export function render(
  wording: Wording,
  values: Readonly<Record<string, string>>,
  form: keyof Wording,
): string {
  const say = form === 'plain' ? plain : tidy
  return say(wording[form]).replace(variable, (_, name: string) => say(namedValue(values, name)))
}

function namedValue(values: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? '') : ''
}

export type Filled =
  | { readonly kind: 'filled'; readonly values: Readonly<Record<string, string>> }
  /** Names of parameters without a value, and of values that are too long. */
  | { readonly kind: 'wrong'; readonly missing: readonly string[]; readonly tooLong: readonly string[] }

/** The values of a template's parameters out of a dossier, `{ code, …Dossier }`. */
export function fromDossier(parameters: Readonly<Record<string, Parameter>>, dossier: object): Filled {
  return fill(parameters, (_, { from, as = 'text', max }) => {
    const value = from === undefined ? undefined : shown(valueAt(dossier, from), as)
    return value === undefined ? undefined : firstLetters(value, max)
  })
}

/** The same out of what a caller has given. */
export function fromCaller(
  parameters: Readonly<Record<string, Parameter>>,
  given: Readonly<Record<string, string>>,
): Filled {
  return fill(parameters, name => (Object.hasOwn(given, name) ? oneLine(given[name] ?? '') : undefined))
}

function fill(
  parameters: Readonly<Record<string, Parameter>>,
  valueFor: (name: string, parameter: Parameter) => string | undefined,
): Filled {
  const entries = Object.entries(parameters).map(([name, parameter]) => {
    const value = valueFor(name, parameter)
    const given = value === undefined || value === '' ? parameter.otherwise : value
    return { name, value: given, max: parameter.max }
  })
  const missing = entries.filter(({ value }) => value === undefined).map(({ name }) => name)
  const tooLong = entries.filter(({ value = '', max }) => [...value].length > max).map(({ name }) => name)
  if (missing.length > 0 || tooLong.length > 0) return { kind: 'wrong', missing, tooLong }
  return {
    kind: 'filled',
    values: Object.fromEntries(entries.map(({ name, value = '' }) => [name, value])),
  }
}

function shown(value: unknown, as: NonNullable<Parameter['as']>): string | undefined {
  if (as === 'date') return typeof value === 'string' ? vietnamDay(value) : undefined
  if (as === 'money')
    return typeof value === 'number' ? String(value).replace(/\B(?=(\d{3})+$)/g, '.') : undefined
  return typeof value === 'string' ? oneLine(value) : undefined
}

/** `2026-01-20T01:00:00Z` is 20/01/2026 in Vietnam. */
function vietnamDay(instant: string): string | undefined {
  const at = new Date(instant).getTime()
  if (Number.isNaN(at)) return undefined
  const [year, month, day] = new Date(at + 7 * 3_600_000).toISOString().slice(0, 10).split('-')
  return `${day}/${month}/${year}`
}

/** A value must not be able to begin a line of its own, nor hold what cannot be seen. */
function oneLine(text: string): string {
  return tidy(text.replace(/[\p{Cc}]+/gu, ' '))
    .replace(/ +/g, ' ')
    .trim()
}

function firstLetters(text: string, max: number): string {
  return [...text].slice(0, max).join('').trim()
}

function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (node, name) =>
        typeof node === 'object' && node !== null && Object.hasOwn(node, name)
          ? (node as Record<string, unknown>)[name]
          : undefined,
      document,
    )
}
