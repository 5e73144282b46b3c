import type { Dossier, Step } from '../../contract/types.generated.ts'

export type LifeEvent =
  | { readonly kind: 'put'; readonly dossier: Dossier }
  | { readonly kind: 'step'; readonly step: Step }

/** Everything that an agency system sends about one dossier, in the order in which it sends it. */
export interface DossierLife {
  readonly code: string
  readonly events: readonly LifeEvent[]
}

/**
 * Writes a life down as it happens. Steps change the status and puts carry what the step brought with it, so a put always
 * has the status of the last step; only the first put sets a status by itself.
 */
export class LifeWriter {
  readonly events: LifeEvent[] = []
  #dossier: Dossier

  constructor(first: Dossier) {
    this.#dossier = first
    this.events.push({ kind: 'put', dossier: first })
  }

  /** The dossier as it stands now. */
  get dossier(): Dossier {
    return this.#dossier
  }

  step(step: Step): void {
    this.events.push({ kind: 'step', step })
    this.#dossier = { ...this.#dossier, status: step.status }
  }

  put(changes: Partial<Dossier>): void {
    this.#dossier = { ...this.#dossier, ...changes }
    this.events.push({ kind: 'put', dossier: this.#dossier })
  }
}
