import type { Answer } from './codes.ts'

/** An answer as it goes over the line. */
export interface Told {
  readonly type: 'application/json' | 'text/plain'
  readonly text: string
  /** Its error code, where it has one: what a wrapper around it repeats. */
  readonly code?: number | string
}

export function asJson(answer: Answer): Told {
  return { type: 'application/json', text: JSON.stringify(answer), code: answer.error_code }
}

export function asText({ message }: Answer): Told {
  return { type: 'text/plain', text: message }
}
