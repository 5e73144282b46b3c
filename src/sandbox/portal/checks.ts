import { isMembers, type Members } from '../members.ts'
import type { RefusalKind } from './codes.ts'
import { isPortalDate } from './dates.ts'
import type { FieldTable, Rule } from './fields.ts'

/** The first thing wrong in a message: what, and the path of the field, such as `TaiLieuNop[0].IsDeleted`. */
export interface Flaw {
  readonly kind: RefusalKind
  readonly path: string
}

export type Check = (value: unknown) => Flaw | undefined

type ValueCheck = (value: unknown, neighbours: Members) => Flaw | undefined

/**
 * Compiles a field table once into one closure per field. Paths are put together on the way out of a failure, so a
 * good message builds no strings.
 */
export function compile(table: FieldTable): Check {
  const fields = Object.entries(table).map(([name, rule]) => ({ name, check: compileField(rule) }))
  const known = new Set(Object.keys(table))
  return value => {
    if (!isMembers(value)) return { kind: 'wrongType', path: '' }
    for (const name in value) {
      if (!known.has(name)) return { kind: 'unknownField', path: printable(name) }
    }
    for (const { name, check } of fields) {
      const flaw = check(value[name], value)
      if (flaw !== undefined) return inside(name, flaw)
    }
    return undefined
  }
}

/** A field's name as it may be repeated in an answer: a "name" that is no name could hold anything, so is not echoed. */
export function printable(name: string): string {
  return /^[A-Za-z_]\w{0,39}$/.test(name) ? name : '(tên trường không hợp lệ)'
}

export function inside(name: string, flaw: Flaw): Flaw {
  if (flaw.path === '') return { kind: flaw.kind, path: name }
  return { kind: flaw.kind, path: flaw.path.startsWith('[') ? name + flaw.path : `${name}.${flaw.path}` }
}

function compileField(rule: Rule): ValueCheck {
  if (rule.kind === 'list') return compileList(rule.of, rule.presence !== 'optional')
  if (rule.kind === 'integer') return integerCheck(rule.presence !== 'optional')
  const optional = rule.presence === 'optional'
  const filled = rule.presence === 'filled'
  const content = compileContent(rule)
  return (value, neighbours) => {
    if (value === undefined) return optional ? undefined : { kind: 'missing', path: '' }
    if (typeof value !== 'string') return { kind: 'wrongType', path: '' }
    if (value === '') return filled ? { kind: 'missing', path: '' } : undefined
    if (filled && value.trim() === '') return { kind: 'missing', path: '' }
    const kind = content(value, neighbours)
    return kind === undefined ? undefined : { kind, path: '' }
  }
}

function compileList(of: FieldTable, mandatory: boolean): ValueCheck {
  const check = compile(of)
  return value => {
    if (value === undefined) return mandatory ? { kind: 'missing', path: '' } : undefined
    if (!Array.isArray(value)) return { kind: 'wrongType', path: '' }
    return checkEach(value, check)
  }
}

/** The first flaw in a list, its path beginning with the place in brackets. */
export function checkEach(list: readonly unknown[], check: Check): Flaw | undefined {
  for (const [place, item] of list.entries()) {
    const flaw = check(item)
    if (flaw !== undefined) return inside(`[${place}]`, flaw)
  }
  return undefined
}

function integerCheck(mandatory: boolean): ValueCheck {
  return value => {
    if (value === undefined) return mandatory ? { kind: 'missing', path: '' } : undefined
    return Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : { kind: 'wrongType', path: '' }
  }
}

type ScalarRule =
  | Exclude<Rule, { kind: 'list' } | { kind: 'integer' | 'date' | 'status' | 'boolean' }>
  | SimpleRule
type SimpleRule = { readonly kind: 'date' | 'status' | 'boolean' | 'integer' }

function compileContent(rule: ScalarRule): (value: string, neighbours: Members) => RefusalKind | undefined {
  switch (rule.kind) {
    case 'text':
      return value => (value.length > rule.max ? 'tooLong' : undefined)
    case 'url':
      return value => {
        if (value.length > rule.max) return 'tooLong'
        return isHttpUrl(value) ? undefined : 'wrongUrl'
      }
    case 'date':
      return value => (isPortalDate(value) ? undefined : 'wrongDate')
    case 'status':
      return value => (/^(?:[1-9]|10)$/.test(value) ? undefined : 'wrongStatus')
    case 'boolean':
      return value => (value === 'True' || value === 'False' ? undefined : 'wrongBoolean')
    case 'code': {
      const values = new Set(rule.values)
      return value => (values.has(value) ? undefined : 'wrongCode')
    }
    case 'digits':
      return value => {
        if (value.length > rule.max) return 'tooLong'
        return /^\d+$/.test(value) ? undefined : 'wrongDigits'
      }
    case 'identity':
      return (value, neighbours) => {
        const wanted = rule.lengths[String(neighbours[rule.by])]
        return /^\d+$/.test(value) && value.length === wanted ? undefined : 'wrongDigits'
      }
    case 'integer':
      return () => 'wrongType'
  }
}

/** The portal downloads the file later (pitfall 10), so the address must be one it could follow. */
function isHttpUrl(value: string): boolean {
  return /^https?:\/\/[^/\s]/.test(value) && !/\s/.test(value) && URL.canParse(value)
}
