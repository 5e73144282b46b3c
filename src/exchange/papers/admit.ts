import { isWithin, speaksFor } from '../../catalog/agency-code.ts'
import type { Dossier, PaperQuestion } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { Accesses } from '../../ledger/accesses.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { CitizenCaller } from '../citizens/ask-citizens.ts'
import type { Asked } from '../citizens/licence.ts'
import type { Pace } from '../citizens/pace.ts'
import { requireParty } from '../citizens/party.ts'
import type { Controls } from '../citizens/stops.ts'

/** Who asks about whom, for what: of a search, and of a fetch, where the ticket says most of it. */
export type PaperAsker = Omit<PaperQuestion, 'papers'>

export type PaperOperation = 'paper.search' | 'paper.fetch'

export interface AdmitParts {
  readonly accesses: Accesses
  readonly controls: Controls
  readonly pace: Pace
  readonly seal: Seal
  /** The code under which the catalogue knows a procedure, whichever code it is named by. */
  readonly procedure: (code: string) => string | undefined
}

/**
 * Everything that must hold before anything leaves, the cheapest first: as with questions to the population database (R-01,
 * ), for here, too, a person's number is asked about. An owner who does not stand in the dossier is
 * never asked about; a citizen asks for papers of their own only, because the number asked about and the asker's are one.
 *
 * @throws Fault `citizen-*`, `dossier-unknown`, `agency-outside-scope`, `ledger-unavailable`
 */
export async function admit(
  parts: AdmitParts,
  { client }: CitizenCaller,
  operation: PaperOperation,
  asked: PaperAsker,
  now: Date,
): Promise<void> {
  const { accesses, controls, pace, seal } = parts
  const { channel, officer, unit, dossier: code, owner } = asked
  if (channel === 'officer' && officer === undefined)
    throw new Fault('citizen-asker-missing', { params: { member: '/officer' } })
  if (!isWithin(unit.code, client.agency))
    throw new Fault('agency-outside-scope', { params: { scope: client.agency } })
  await controls.admit(operation, unit.code, officer?.account ?? '')
  const row = await accesses.dossier(code)
  const known = row !== undefined && speaksFor(client, row.agency) ? row : undefined
  const same = (one: string, other: string) =>
    one === other || (parts.procedure(one) ?? one) === (parts.procedure(other) ?? other)
  const content = known && contentOf(seal, known.content_message, known.body ?? Buffer.alloc(0))
  requireParty(
    { ...asked, subject: { ...owner, birth: '' } } as Asked,
    known && content && { ...known, content },
    [],
    same,
  )
  // The store compares no names: a dossier that knows no number gives no reason to ask about one.
  if (content?.applicant.identities?.some(({ number }) => number === owner.personalId) !== true)
    throw new Fault('citizen-subject-stranger')
  pace.take(officer?.id ?? `system ${client.id}`, unit.code, owner.personalId, now)
}

function contentOf(seal: Seal, message: string, body: Buffer) {
  const { procedure, applicant } = JSON.parse(seal.open(message, body)) as Dossier
  return { procedure: procedure.code, applicant }
}
