import type { Client, Clients } from '../access/clients.ts'
import type { SubmissionSaid } from '../adapter/index.ts'
import type { Dossier, Step } from '../contract/types.generated.ts'
import { codeViolations, dossierViolations, stepViolations } from '../contract/validate.ts'
import { Fault, type Violation } from '../errors/fault.ts'
import type { Acceptance } from '../ledger/submission.ts'
import type { SubmissionHandler, SubmittedMessage } from './handlers.ts'
import type { Submit } from './submit.ts'
import { tellWarning } from './warnings.ts'

/** What every client of the agency API needs to send. */
const permission = 'dossiers:write'

/** Dossiers and steps of local systems that speak in their own words, taken as the agency API takes them. */
export class Submissions implements SubmissionHandler {
  readonly #clients: Pick<Clients, 'byId'>
  readonly #submit: Submit

  constructor(clients: Pick<Clients, 'byId'>, submit: Submit) {
    this.#clients = clients
    this.#submit = submit
  }

  /** @throws Fault `client-unknown`, `operation-forbidden`, `body-invalid`, and as `Submit` */
  async submit({ as, client: id, content, ...sent }: SubmittedMessage): Promise<SubmissionSaid> {
    const sender = { client: await this.#admitted(id), ...sent }
    const acceptance =
      as === 'dossier' ? await this.#dossier(sender, content) : await this.#step(sender, content)
    return said(acceptance)
  }

  async #admitted(id: string): Promise<Client> {
    const client = await this.#clients.byId(id)
    if (client === undefined) throw new Fault('client-unknown')
    if (!client.operations.includes(permission))
      throw new Fault('operation-forbidden', { params: { operation: permission } })
    return client
  }

  #dossier(sender: Parameters<Submit['dossier']>[0], content: object): Promise<Acceptance> {
    const { code, ...dossier } = content as { code?: unknown }
    requireValid([...codeViolations(code, '/code'), ...dossierViolations(dossier)])
    return this.#submit.dossier(sender, code as string, dossier as Dossier)
  }

  #step(sender: Parameters<Submit['step']>[0], content: object): Promise<Acceptance> {
    const { dossier, ...step } = content as { dossier?: unknown }
    requireValid([...codeViolations(dossier, '/dossier'), ...stepViolations(step)])
    return this.#submit.step(sender, dossier as string, step as Step)
  }
}

function requireValid(violations: readonly Violation[]): void {
  if (violations.length > 0)
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
}

function said({ unchanged, dossier, message, revision, step, warnings }: Acceptance): SubmissionSaid {
  return {
    result: unchanged ? 'unchanged' : 'accepted',
    ...{ dossier, message, revision },
    ...(step === undefined ? {} : { step }),
    warnings: warnings.map(code => tellWarning(code, 'vi')),
  }
}
