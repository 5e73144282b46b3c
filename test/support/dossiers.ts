import type { Dossier, Status, Step } from '../../src/contract/types.generated.ts'
import { sampleDossier } from '../../src/sandbox/province/sample.ts'

const sample = sampleDossier(new Date('2026-03-02T09:00:00+07:00'))
let count = 0

/** A code that no other call in this process gets; province H99 does not exist. */
export function aCode(): string {
  return `H99.05-260302-${String(++count).padStart(5, '0')}`
}

/** A valid dossier, just accepted: filed online, received, with a date due. */
export function aDossier(changes: Partial<Dossier> = {}): Dossier {
  return { ...sample.dossier, ...changes }
}

/** A valid step. Its content tells it from others of its dossier. */
export function aStep(status: Status, content: string, changes: Partial<Step> = {}): Step {
  return { ...sample.step, status, content, ...changes }
}
