import type { FileSpec } from './manifest.ts'
import { type Observed, valueAt } from './observed.ts'
import type { Settings } from './settings.ts'
import { fillText } from './template.ts'

/** A document that a platform answers with: a receipt, a form. */
export interface AnsweredFile {
  readonly type: string
  readonly bytes: Buffer
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * Reads the document of an answer: the body as it came, or base64 inside it. What does not begin as documents of its type
 * do is none: platforms send pages of errors under any Content-Type. A document of any kind is believed only as base64.
 *
 * @returns undefined when the answer holds no such document
 */
export function compileFileAnswer(
  { type, begins, at }: FileSpec,
  settings: Settings,
): (observed: Observed) => AnsweredFile | undefined {
  const pointer = fillText(at ?? '', settings)
  const start = Buffer.from(begins ?? '')
  const isOne = (bytes: Buffer) => bytes.subarray(0, start.length).equals(start)
  return observed => {
    const inside = embedded(valueAt(observed, pointer) ?? (pointer === '' ? observed.text : undefined))
    const bytes = [begins === undefined ? undefined : observed.body, inside].find(
      one => one !== undefined && isOne(one),
    )
    return bytes === undefined ? undefined : { type, bytes }
  }
}

function embedded(value: unknown): Buffer | undefined {
  const text = typeof value === 'string' ? value.replace(/\s/g, '') : ''
  return text.length % 4 === 0 && base64.test(text) ? Buffer.from(text, 'base64') : undefined
}
