import type { Events } from '../events.ts'
import type { FinishHandler } from '../handlers.ts'

interface Body {
  readonly dossier?: string
  readonly documentId?: string
  readonly from: { readonly id: string }
  readonly responseFor?: { readonly documentId?: string }
}

/** The axis has taken a document or a status, or will not. One that is dead waits for an operator. */
export function documentFinished(events: Events, clock: () => Date): FinishHandler {
  return {
    kinds: ['document', 'document-status'],
    async finished({ adapter, state, outcome, message }, tx) {
      if (state === 'dead') return
      const { dossier, documentId, from, responseFor } = message.body as Body
      const isStatus = message.kind === 'document-status'
      const end = state === 'delivered' ? 'sent' : 'refused'
      const type = isStatus ? `document.status-${end}` : `document.${end}`
      const about = isStatus ? responseFor?.documentId : documentId
      const data = {
        message: message.id,
        documentId: about,
        ...(state === 'refused' ? { rule: outcome.rule } : {}),
      }
      const event = { type, agency: from.id, ...(dossier === undefined ? {} : { dossier }), data }
      await events.record(tx, [event], { adapter, at: clock(), correlationId: message.correlationId })
    },
  }
}
