import { toNfc } from '../contract/nfc.ts'
import { builtIn } from './built-in.ts'
import { maskSentence } from './mask.ts'
import { type Observed, valueAt } from './observed.ts'
import type { Comparison, Condition, Outcome, Rule, Standing, Text, Verdict } from './outcome.ts'
import { at } from './pointer.ts'
import { classOf } from './x-road/error-class.ts'

export interface Sent {
  /** What the call told the platform about its record. */
  readonly standing: Standing
  /** Values that must not be shown; asked for only when a rule quotes the platform. */
  readonly sensitive: () => readonly string[]
}

type Names = ReadonlySet<string>

const noNames = (): Names => new Set()

export interface Judging {
  /** In order; the first that matches decides. */
  readonly rules: readonly Rule[]
  /** Pointers to the platform's own result code, in answers or in the detail of a fault; the first that leads to one counts. */
  readonly code?: string | readonly string[]
  /** The platform's field names; asked for only when a rule shows which ones an answer mentions. */
  readonly names?: () => Names
  /** An ask changes nothing at the platform, so nothing about it is ever uncertain: unknown becomes retry. */
  readonly asks: boolean
}

/** What an exchange means. Pure. An answer that no rule matches is `unknown`, never success. */
export function judge(observed: Observed, sent: Sent, judging: Judging): Verdict {
  const { ruled } = observed
  const rule =
    ruled?.final === true ? undefined : judging.rules.find(one => holds(one, observed, sent.standing))
  const verdict =
    rule === undefined
      ? (ruled?.outcome ?? builtIn(observed))
      : fromRule(rule, observed, sent, judging.names ?? noNames)
  const nativeCode = nativeCodeOf(observed, judging.code)
  return {
    ...verdict,
    kind: judging.asks && verdict.kind === 'unknown' ? 'retry' : verdict.kind,
    ...(nativeCode === undefined ? {} : { nativeCode }),
    ...(observed.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: observed.retryAfterSeconds }),
  }
}

function fromRule(rule: Rule, observed: Observed, sent: Sent, names: () => Names): Verdict {
  const message = messageOf(rule, observed, sent, names)
  return {
    kind: rule.outcome,
    rule: rule.id,
    ...(rule.owner === undefined ? {} : { owner: rule.owner }),
    ...(message === undefined ? {} : { message }),
    ...(rule.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: rule.retryAfterSeconds }),
    ...(rule.standing === undefined ? {} : { standing: rule.standing }),
    ...(rule.flip === undefined ? {} : { flip: rule.flip }),
    ...(rule.stopsAdapter === undefined ? {} : { stopsAdapter: rule.stopsAdapter }),
    ...recordIdOf(rule, observed),
  }
}

/** Ids of platforms are short; what is longer is something else. */
const longestId = 200

function recordIdOf({ recordId }: Rule, observed: Observed): { recordId?: string } {
  const value = recordId === undefined ? undefined : valueAt(observed, recordId)
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  return text === '' || text.length > longestId ? {} : { recordId: text }
}

function messageOf(
  { title, fix, mentions, quote }: Rule,
  observed: Observed,
  sent: Sent,
  names: () => Names,
): Text | undefined {
  if (title === undefined) return undefined
  const named = sentenceAt(observed, mentions, sentence => fieldNames(sentence, names()))
  const quoted = sentenceAt(observed, quote, sentence => maskSentence(sentence, sent.sensitive()))
  const say = (language: 'vi' | 'en') =>
    [
      title[language],
      named === '' ? '' : `${language === 'vi' ? 'Câu trả lời nhắc tới' : 'The answer mentions'}: ${named}`,
      quoted === '' ? '' : `“${quoted}”`,
      fix?.[language] ?? '',
    ]
      .filter(part => part !== '')
      .join('. ')
  return { vi: say('vi'), en: say('en') }
}

function sentenceAt(
  observed: Observed,
  pointer: string | undefined,
  show: (sentence: string) => string,
): string {
  const sentence = pointer === undefined ? undefined : valueAt(observed, pointer)
  return typeof sentence === 'string' ? show(sentence) : ''
}

function fieldNames(sentence: string, names: Names): string {
  const words = sentence.match(/[A-Za-z][A-Za-z0-9]*/g) ?? []
  return [...new Set(words.filter(word => names.has(word)))].join(', ')
}

/** A result code is short; whatever else stands there could be a person's data and is not shown. */
function nativeCodeOf(observed: Observed, pointers: Judging['code']): string | undefined {
  const { xRoad, fault } = observed
  for (const pointer of pointers === undefined ? [] : list(pointers)) {
    const value = valueAt(observed, pointer) ?? (fault && at(fault.detail, pointer))
    const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
    if (/^[-+\w.]{1,20}$/.test(text) && !/\d{9}/.test(text)) return text
  }
  const spoken = xRoad?.code ?? fault?.subcodes.at(-1) ?? fault?.code ?? ''
  return /^[A-Za-z][-\w.:]{0,99}$/.test(spoken) && !/\d{9}/.test(spoken) ? spoken : undefined
}

function holds(rule: Rule, observed: Observed, told: Standing): boolean {
  const { when } = rule
  const success = rule.outcome === 'delivered' || rule.outcome === 'duplicate'
  if (success && (observed.fault !== undefined || observed.xRoad !== undefined)) return false
  // What X-Road itself reports is not the provider's word: rules about answers do not speak of it.
  if (observed.ruled !== undefined && !when.xRoad && !when.fault) return false
  return (
    eventHolds(when, observed) &&
    (when.told === undefined || when.told.includes(told)) &&
    (when.json === undefined || when.json === observed.json) &&
    (when.xml === undefined || when.xml === observed.xml) &&
    faultHolds(when.fault, observed) &&
    xRoadHolds(when.xRoad, observed) &&
    (when.headers ?? []).every(header => compare(header, headerOf(observed, header.name))) &&
    (when.text === undefined || includesAny(foldedText(observed), when.text)) &&
    (when.at ?? []).every(comparison => comparisonHolds(comparison, observed, success))
  )
}

function eventHolds({ event = 'answer', status }: Condition, observed: Observed): boolean {
  if (!list(event).includes(observed.event)) return false
  if (status === undefined) return true
  const [from, to] = typeof status === 'number' ? [status, status] : status
  return observed.status !== undefined && observed.status >= from && observed.status <= to
}

function faultHolds(condition: Condition['fault'], { fault }: Observed): boolean {
  if (condition === undefined) return true
  if (typeof condition === 'boolean') return condition === (fault !== undefined)
  if (fault === undefined) return false
  const { code, text, at: comparisons = [] } = condition
  const spoken = [fault.code, ...fault.subcodes].flatMap(name => [name, name.slice(name.indexOf(':') + 1)])
  return (
    (code === undefined || list(code).some(name => spoken.includes(name))) &&
    (text === undefined || containsAny(fault.text, text)) &&
    comparisons.every(comparison => compare(comparison, at(fault.detail, comparison.pointer)))
  )
}

function xRoadHolds(condition: Condition['xRoad'], { xRoad }: Observed): boolean {
  if (condition === undefined) return true
  if (typeof condition === 'boolean') return condition === (xRoad !== undefined)
  if (xRoad === undefined) return false
  return (
    (condition.class === undefined || list(condition.class).includes(classOf(xRoad))) &&
    (condition.code === undefined ||
      list(condition.code).some(code => code === xRoad.code || code === xRoad.leaf))
  )
}

function headerOf({ headers }: Observed, name: string): unknown {
  const value = headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : value
}

function comparisonHolds(comparison: Comparison, observed: Observed, success: boolean): boolean {
  const found = observed.layers
    .map(layer => at(layer, comparison.pointer))
    .filter(value => value !== undefined)
  const values = found.length === 0 ? [undefined] : found
  const holdsFor = (value: unknown) => compare(comparison, value)
  // Something is missing only when it is missing everywhere.
  return success || comparison.filled === false || comparison.present === false
    ? values.every(holdsFor)
    : values.some(holdsFor)
}

function compare(
  { number, equals, contains, filled, present }: Omit<Comparison, 'pointer'>,
  value: unknown,
): boolean {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
  return (
    (filled === undefined || filled === isFilled(value)) &&
    (present === undefined || present === (value !== undefined)) &&
    // Number("") is 0: an empty code is not a success.
    (number === undefined || (text !== '' && list(number).includes(Number(text)))) &&
    (equals === undefined || (text !== '' && list(equals).includes(text))) &&
    (contains === undefined || containsAny(text, contains))
  )
}

function isFilled(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'string') return value.trim() !== ''
  if (typeof value === 'object') return Object.keys(value).length > 0
  return true
}

function containsAny(text: string, phrases: string | readonly string[]): boolean {
  return includesAny(fold(text), phrases)
}

function includesAny(folded: string, phrases: string | readonly string[]): boolean {
  return list(phrases).some(phrase => phrase !== '' && folded.includes(fold(phrase)))
}

const fold = (text: string) => toNfc(text).toLowerCase()

/** An answer may be long and the rules many: it is folded once for all of them. */
const folded = new WeakMap<Observed, string>()

function foldedText(observed: Observed): string {
  const text = folded.get(observed) ?? fold(observed.text)
  folded.set(observed, text)
  return text
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T]
}

/** A verdict that may leave the room. `reauthenticate` must have been acted on before. */
export function isOutcome(verdict: Verdict): verdict is Outcome {
  return verdict.kind !== 'reauthenticate'
}
