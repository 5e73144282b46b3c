import { catalog, type ErrorCode, type FaultOwner, type Language } from './catalog.ts'
import { Fault } from './fault.ts'

/** RFC 9457 problem document, with the members that say who must act and how. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
  readonly owner: FaultOwner
  readonly retryable: boolean
  readonly fix: string
  readonly correlationId?: string
  readonly violations?: readonly { pointer: string; message: string }[]
}

export const problemMediaType = 'application/problem+json; charset=utf-8'

export function toProblem(fault: Fault, language: Language, correlationId?: string): Problem {
  const entry = catalog[fault.code]
  return {
    type: `urn:lienthong:error:${fault.code}`,
    title: entry.title[language],
    status: entry.status,
    detail: fault.detail(language),
    code: fault.code,
    owner: entry.owner,
    retryable: entry.retryable,
    fix: fault.fix(language),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(fault.violations.length === 0
      ? {}
      : { violations: fault.violations.map(v => ({ pointer: v.pointer, message: v.message[language] })) }),
  }
}

/** Anything thrown, as a fault of the catalogue: what nobody foresaw is the gateway's own. */
export function toFault(error: unknown): Fault {
  return error instanceof Fault ? error : new Fault('internal', { cause: error })
}

/** `Accept-Language` (RFC 9110 §12.5.4) cut down to our two languages; Vietnamese when nothing is asked for. */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'vi'
  let best: { language: Language; weight: number } | undefined
  for (const part of header.split(',')) {
    const [range = '', ...parameters] = part
      .toLowerCase()
      .split(';')
      .map(text => text.trim())
    const language =
      range === '*' ? 'vi' : (['vi', 'en'] as const).find(l => range === l || range.startsWith(`${l}-`))
    if (language === undefined) continue
    const quality = parameters.find(parameter => parameter.startsWith('q='))
    const weight = quality === undefined ? 1 : Number(quality.slice(2))
    if (weight > 0 && (best === undefined || weight > best.weight)) best = { language, weight }
  }
  return best?.language ?? 'vi'
}
