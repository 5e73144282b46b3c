import type { Outcome } from '../../adapter/index.ts'

/** What came of a question, as the access record says it. */
export type AccessOutcome =
  | 'matched'
  | 'mismatched'
  | 'found'
  | 'not-found'
  | 'ambiguous'
  | 'unlicensed'
  | 'officer-refused'
  | 'crossed'
  | 'malformed'
  | 'unavailable'
  | 'refused'

const malformed = new Set(['malformed-answer', 'answer-not-understood', 'no-rule', 'too-large'])

/** Of an answer that is none. There is no national table of errors; rules of the adapters bear these names. */
export function failureOf({ kind, rule, code }: Outcome): AccessOutcome {
  if (code === 'platform-reply-crossed') return 'crossed'
  if (rule === 'procedure-unlicensed') return 'unlicensed'
  if (rule === 'officer-unauthorised') return 'officer-refused'
  if (malformed.has(rule)) return 'malformed'
  return kind === 'retry' || kind === 'unknown' ? 'unavailable' : 'refused'
}
