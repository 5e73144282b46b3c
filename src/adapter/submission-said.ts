import type { FaultOwner } from '../errors/catalog.ts'
import type { Fault, Violation } from '../errors/fault.ts'
import { toProblem } from '../errors/problem.ts'

/** What a dossier or step came to that a local system sent in its own words: what its reply is written of. */
export interface SubmissionSaid {
  readonly result: 'accepted' | 'unchanged' | 'refused'
  readonly dossier?: string
  /** Of the message in the ledger. */
  readonly message?: string
  readonly revision?: number
  readonly step?: number
  readonly warnings?: readonly { readonly code: string; readonly message: string }[]
  /** The problem that REST would answer with, places in the local system's words. */
  readonly problem?: SaidProblem
  readonly correlationId?: string
  /** Of several: which, counted from 1. */
  readonly row?: number
}

export interface SaidProblem {
  readonly code: string
  /** HTTP status of the same at REST. */
  readonly status: number
  readonly owner: FaultOwner
  readonly retryable: boolean
  readonly title: string
  readonly detail: string
  readonly fix: string
  readonly violations: readonly { readonly place: string; readonly message: string }[]
}

/** A refusal in Vietnamese, which local systems show to their officers. @param violations of the fault, in native places */
export function saidProblem(fault: Fault, violations: readonly Violation[]): SaidProblem {
  const { code, status, owner, retryable, title, detail, fix } = toProblem(fault, 'vi')
  return {
    ...{ code, status, owner, retryable, title, detail, fix },
    violations: violations.map(({ pointer, message }) => ({ place: pointer || '/', message: message.vi })),
  }
}
