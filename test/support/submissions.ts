import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { Seal } from '../../src/ledger/seal.ts'
import type { Decision, DossierRow, PlannedDelivery, Submission } from '../../src/ledger/submission.ts'

/** The adapter that the ledger's own tests plan deliveries for; the ledger knows adapters by name only. */
export const adapter = 'portal'

/** What the acceptors of these tests seal with. */
export const seal = new Seal(Buffer.alloc(32, 9))

const client = uuidv7()
const plan = (carries: 'dossier' | 'step'): PlannedDelivery => ({
  adapter,
  version: '1.0.0',
  operation: `${carries}.deliver`,
  carries,
})

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

const row = {
  agency: 'H99.05',
  agency_path: 'H99/05/',
  procedure: '2.900452',
  channel: 'online',
  status: 'accepted',
  withheld: null,
  dated: true,
}

/** A dossier as the acceptor takes it: a new revision whenever the content differs, and one delivery. */
export function aPut(code: string, content = 'as filed', changes: Partial<Submission> = {}): Submission {
  const hash = hashOf(content)
  return {
    id: uuidv7(),
    client,
    kind: 'dossier',
    code,
    body: content,
    correlationId: 'test',
    decide: (current): Decision =>
      current?.content_hash === hash
        ? { kind: 'unchanged', message: current.content_message, revision: current.revision }
        : {
            kind: 'write',
            dossier: {
              ...row,
              revision: (current?.revision ?? 0) + 1,
              steps: current?.steps ?? 0,
              content_hash: hash,
            },
            deliveries: [plan('dossier')],
            warnings: [],
          },
    ...changes,
  }
}

/** A step as the acceptor takes it: known again by its content; one delivery, or two when it changes the status. */
export function aStepOf(
  code: string,
  content: string,
  changes: Partial<Submission> = {},
  carries: ReadonlyArray<'dossier' | 'step'> = ['step'],
): Submission {
  const hash = hashOf(content)
  return {
    id: uuidv7(),
    client,
    kind: 'step',
    code,
    body: content,
    correlationId: 'test',
    stepHash: hash,
    decide: (current): Decision => (current === undefined ? unknownDossier : decideStep(current, carries)),
    ...changes,
  }
}

const unknownDossier: Decision = {
  kind: 'unchanged',
  message: '00000000-0000-0000-0000-000000000000',
  revision: 0,
}

function decideStep(current: DossierRow, carries: ReadonlyArray<'dossier' | 'step'>): Decision {
  const { code: _code, same_step, same_step_message, ...kept } = current
  if (same_step !== null && same_step_message !== null) {
    return { kind: 'unchanged', message: same_step_message, revision: current.revision, step: same_step }
  }
  return {
    kind: 'write',
    dossier: { ...kept, revision: current.revision + 1, steps: current.steps + 1 },
    stepAt: '2026-03-02T08:00:00+07:00',
    deliveries: carries.map(plan),
    warnings: [],
  }
}
