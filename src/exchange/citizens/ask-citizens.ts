import type { Client } from '../../access/clients.ts'
import type { Adapter, AskResult, PreparedAsk } from '../../adapter/index.ts'
import { isWithin } from '../../catalog/agency-code.ts'
import type { PopulationOperation, PopulationProfile } from '../../catalog/population.ts'
import { newId } from '../../contract/id.ts'
import type { Citizen, CitizenQuestion } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { Access, Accesses } from '../../ledger/accesses.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import { faultOf } from '../ask.ts'
import { type Asked, requireAsker, requireFields, requireProfile } from './licence.ts'
import { masked } from './mask.ts'
import type { Pace } from './pace.ts'
import { Reasons } from './reasons.ts'
import { type AccessOutcome, failureOf } from './result.ts'
import type { Controls } from './stops.ts'
import type { SubjectKeys } from './subject-keys.ts'

/** Who calls, and from where. */
export interface CitizenCaller {
  readonly client: Client
  readonly address: string
  readonly correlationId: string
}

export interface Verified {
  /** Id of the access record, which the platform knows as well. */
  readonly access: string
  readonly matched: boolean
}

export interface LookedUp {
  readonly access: string
  readonly found: boolean
  readonly citizen?: Citizen
}

export interface AskCitizensParts {
  /** The adapter with that operation which serves the unit. */
  readonly route: (operation: string, unit: string) => Adapter | undefined
  readonly profiles: ReadonlyMap<string, readonly PopulationProfile[]>
  /** The code under which profiles know a procedure; undefined when the catalogue does not. */
  readonly procedure: (code: string) => string | undefined
  readonly accesses: Accesses
  readonly controls: Controls
  readonly pace: Pace
  readonly keys: SubjectKeys
  readonly seal: Seal
  readonly log: Logger
  readonly now?: () => Date
  /** Hours of the day in Vietnam, `[from, to)`: outside of them an access is flagged. */
  readonly officeHours: readonly [number, number]
}

/** A question on its way; filled as far as it gets, so that a refused one is on record with what was known of it. */
interface Draft {
  readonly id: string
  readonly at: Date
  readonly caller: CitizenCaller
  readonly operation: string
  readonly question: CitizenQuestion
  profile?: PopulationProfile
  adapter?: Adapter
  fields: readonly string[]
}

/** What a question may compare or release under a profile. */
type Plan = (profile: PopulationProfile) => {
  readonly fields: readonly string[]
  readonly release: readonly string[]
}

/** A question that may leave as soon as it is on record. */
interface Ready {
  readonly asked: Asked
  readonly profile: PopulationProfile
  readonly prepared: PreparedAsk
  readonly release: readonly string[]
  /** At which its dossier gives the reason; see reasons.ts. */
  readonly revision: number | undefined
}

/** Use cases of an officer who asks the population database about a person of a dossier. */
export class AskCitizens {
  readonly #parts: AskCitizensParts
  readonly #now: () => Date
  readonly #reasons: Reasons

  constructor(parts: AskCitizensParts) {
    this.#parts = parts
    this.#reasons = new Reasons(parts)
    this.#now = parts.now ?? (() => new Date())
  }

  /**
   * Whether the person is as the dossier says: nothing about them comes back.
   * @throws Fault `citizen-*`, `dossier-unknown`, `agency-outside-scope`, `ask-*`, `ledger-unavailable`
   */
  async verify(caller: CitizenCaller, question: CitizenQuestion): Promise<Verified> {
    const attributes = Object.keys(question.attributes ?? {})
    const { draft, answer } = await this.#ask(caller, 'verify', question, () => ({
      fields: ['personalId', 'oldIdNumber']
        .filter(name => name in question.subject)
        .concat('name', 'birth', attributes),
      release: ['matched'],
    }))
    if (typeof answer.answer?.matched !== 'boolean') throw this.#failed(draft, answer, 'malformed')
    const { matched } = answer.answer
    this.#conclude(draft, answer, matched ? 'matched' : 'mismatched', [])
    return { access: draft.id, matched }
  }

  /**
   * The person's data, as far as the procedure's profile releases it.
   * @throws Fault as `verify`, `citizen-fields-refused`, `citizen-ambiguous`
   */
  async lookup(caller: CitizenCaller, question: CitizenQuestion): Promise<LookedUp> {
    const { attributes: _, ...asked } = question
    let granted: PopulationProfile['fields'] = new Map()
    const { draft, answer } = await this.#ask(caller, 'lookup', asked, profile => {
      granted = requireFields(question.fields, profile)
      const fields = [...granted.keys()]
      return { fields, release: fields.map(name => `citizens[].${name}`) }
    })
    const citizens = (answer.answer?.citizens ?? []) as readonly Citizen[]
    const [citizen] = citizens
    if (citizen === undefined) {
      this.#conclude(draft, answer, 'not-found', [])
      return { access: draft.id, found: false }
    }
    // Several people's data for one question is more than anybody asked for.
    if (citizens.length > 1) {
      this.#conclude(draft, answer, 'ambiguous', [])
      throw new Fault('citizen-ambiguous', { params: { count: citizens.length } })
    }
    const shown = masked(citizen, granted)
    this.#conclude(draft, answer, 'found', Object.keys(shown))
    return { access: draft.id, found: true, citizen: shown }
  }

  async #ask(
    caller: CitizenCaller,
    verb: PopulationOperation,
    question: CitizenQuestion,
    plan: Plan,
  ): Promise<{ draft: Draft; answer: AskResult }> {
    const operation = `citizen.${verb}`
    const draft: Draft = { id: newId(), at: this.#now(), caller, operation, question, fields: [] }
    const { accesses } = this.#parts
    const ready = await this.#refusing(draft, () => this.#prepare(draft, verb, plan))
    const { asked, profile, prepared, release, revision } = ready
    const record = this.#record(draft, 'asked')
    if (!(await accesses.record(record, revision))) {
      // The dossier has changed since it was seen.
      await this.#refusing(draft, () => this.#reasons.confirm(asked, caller.client, profile))
      await accesses.record(record)
    }
    const { correlationId } = caller
    const answer = await prepared.ask({ standing: 'unsure', correlationId, release })
    const { kind } = answer.record.outcome
    if (kind !== 'delivered' && kind !== 'duplicate')
      throw this.#failed(draft, answer, failureOf(answer.record.outcome))
    return { draft, answer }
  }

  /** What is refused before anything leaves is on record, too. */
  async #refusing<T>(draft: Draft, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Fault && error.code !== 'ledger-unavailable')
        await this.#parts.accesses.record(this.#record(draft, error.code))
      throw error
    }
  }

  /** Everything that must hold before anything leaves, the cheapest first; and the question as it will leave. */
  async #prepare(draft: Draft, verb: PopulationOperation, plan: Plan): Promise<Ready> {
    const asked = requireAsker(draft.question)
    const profile = await this.#admit(draft, asked, verb)
    const revision = await this.#reasons.find(asked, draft.caller.client, profile)
    this.#parts.pace.take(asked.officer.id, asked.unit.code, numberOf(asked.subject), draft.at)
    const { fields, release } = plan(profile)
    draft.fields = fields
    const adapter = this.#route(draft, asked)
    const prepared = adapter.prepare(draft.operation, outbound(draft.id, asked, profile))
    const { violations } = prepared
    if (violations.length > 0)
      throw new Fault('platform-would-refuse', {
        params: { adapter: adapter.id, count: violations.length },
        violations,
      })
    return { asked, profile, prepared, release, revision }
  }

  async #admit(draft: Draft, asked: Asked, verb: PopulationOperation): Promise<PopulationProfile> {
    const { client } = draft.caller
    const { controls, procedure, profiles } = this.#parts
    if (!isWithin(asked.unit.code, client.agency))
      throw new Fault('agency-outside-scope', { params: { scope: client.agency } })
    const admitted = controls.admit(draft.operation, asked.unit.code, asked.officer.account)
    if (admitted !== undefined) await admitted
    const code = procedure(asked.procedure.code) ?? asked.procedure.code
    const profile = requireProfile(asked, verb, profiles.get(code) ?? [], draft.at)
    draft.profile = profile
    return profile
  }

  #route(draft: Draft, asked: Asked): Adapter {
    const adapter = this.#parts.route(draft.operation, asked.unit.code)
    if (adapter === undefined) throw new Fault('citizen-unserved', { params: { operation: draft.operation } })
    draft.adapter = adapter
    return adapter
  }

  #record(draft: Draft, verdict: string): Access {
    const { id, at, caller, question, profile, adapter } = draft
    const { keys, seal, log } = this.#parts
    const { officer, unit, subject, purpose } = question
    const number = numberOf(subject)
    const flags = this.#flags(number, at, verdict)
    // Somebody must look at these at once.
    if (flags.length > 0)
      log.error(
        {
          security: true,
          access: id,
          operation: draft.operation,
          correlationId: caller.correlationId,
          flags,
        },
        'a conspicuous access to the population database',
      )
    return {
      id,
      at,
      client: caller.client.id,
      clientAddress: caller.address,
      correlationId: caller.correlationId,
      operation: draft.operation,
      verdict,
      unit: unit?.code,
      officer: officer?.account,
      officerKey: officer && keys.officer(officer.id),
      procedure: question.procedure.code,
      service: profile?.service,
      dossier: question.dossier,
      subject: keys.subject(number, at),
      sealed: () => seal.close(id, JSON.stringify({ officer, subject, purpose })),
      adapter,
      fields: draft.fields,
      flags,
    }
  }

  #flags(number: string, at: Date, verdict: string): string[] {
    const { controls, keys, officeHours } = this.#parts
    const [from, to] = officeHours
    const hour = (at.getUTCHours() + 7) % 24
    return [
      ...(hour < from || hour >= to ? ['out-of-hours'] : []),
      ...(controls.isWatched(() => keys.watched(number)) ? ['watched'] : []),
      ...(verdict === 'citizen-limit' ? ['volume'] : []),
    ]
  }

  #failed(draft: Draft, answer: AskResult, result: AccessOutcome): Fault {
    const { outcome } = answer.record
    this.#conclude(draft, answer, result, [])
    const adapter = draft.adapter?.id ?? ''
    const { procedure } = draft.question
    switch (result) {
      case 'unlicensed':
        return new Fault('citizen-unlicensed', {
          params: { procedure: procedure.code, operation: draft.operation.replace('citizen.', '') },
        })
      case 'officer-refused':
        return new Fault('citizen-officer-refused')
      case 'malformed':
        return new Fault('ask-failed', { params: { adapter, rule: outcome.rule } })
      default:
        return faultOf(adapter, outcome)
    }
  }

  /** The question is on record; that its result is not must not keep the answer from whoever waits for it. */
  #conclude(draft: Draft, { record }: AskResult, result: AccessOutcome, released: readonly string[]): void {
    const { outcome, durationMs, httpStatus, evidence } = record
    const { accesses, log } = this.#parts
    const about = { access: draft.id, operation: draft.operation, correlationId: draft.caller.correlationId }
    // The record itself is in the ledger.
    if (log.isLevelEnabled('debug'))
      log.debug(
        { ...about, adapter: draft.adapter?.id, result, rule: outcome.rule, httpStatus, ms: durationMs },
        'access',
      )
    if (result === 'crossed')
      log.error({ ...about, security: true }, 'an answer about somebody else was refused')
    accesses
      .conclude({
        access: draft.id,
        at: this.#now(),
        result,
        rule: outcome.rule,
        released,
        httpStatus,
        durationMs,
        evidence,
      })
      .catch((error: unknown) => log.error({ ...about, error }, 'the result of an access was not recorded'))
  }
}

/** The schema asks for one of both. */
function numberOf({ personalId, oldIdNumber }: CitizenQuestion['subject']): string {
  return personalId ?? oldIdNumber ?? ''
}

/** The question as an adapter takes it. Of two numbers the newer one counts: the older may be written wrongly on both sides. */
function outbound(id: string, asked: Asked, { service }: PopulationProfile): object {
  const { officer, unit, dossier, attributes } = asked
  const procedure = { code: asked.procedure.code, serviceCode: service }
  const { personalId, oldIdNumber, name, birth } = asked.subject
  const subject = personalId === undefined ? { oldIdNumber, name, birth } : { personalId, name, birth }
  const message = { request: id, officer, unit, procedure, dossier, subject }
  return attributes === undefined ? message : Object.assign(message, { attributes })
}
