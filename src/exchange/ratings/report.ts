import { hash } from 'node:crypto'
import type { Client } from '../../access/clients.ts'
import type { Adapter } from '../../adapter/index.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import type { Rating } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { Database } from '../../ledger/database.ts'
import type { Outbox, Posted, Route } from '../../ledger/outbox.ts'
import type { Ratings } from '../../ledger/ratings.ts'
import type { Router } from '../route.ts'
import { monthBefore, monthOf } from './month.ts'
import { type Counts, respondentsOf, sharesOf } from './shares.ts'

/** A month's answers to an agency's questions, as its system counted them. */
export interface MonthlyRating {
  readonly month: string
  readonly agency: Rating['agency']
  readonly questions: readonly {
    readonly question: string
    readonly counts: Counts
    readonly comments?: string
    readonly procedure?: string
  }[]
}

export interface ReportedRating {
  readonly agency: string
  readonly month: string
  /** Not of the month that ended last: its figures may count no more. */
  readonly late: boolean
  readonly questions: readonly {
    readonly question: string
    readonly respondents: number
    readonly percent: Counts
    /** The same figures had been posted before. */
    readonly unchanged: boolean
    readonly message?: string
    readonly deliveries: Posted['deliveries']
  }[]
}

export interface ReportParts {
  readonly database: Database
  readonly ratings: Ratings
  readonly outbox: Outbox
  readonly router: Router
  readonly adapters: () => readonly Adapter[]
  readonly clock: () => Date
}

/** Use case of an agency system that reports what citizens thought of it in a month. */
export class ReportRatings {
  readonly #parts: ReportParts

  constructor(parts: ReportParts) {
    this.#parts = parts
  }

  /**
   * Accepts figures of a month that is over; the same ones again change nothing, others are sent in their place. Resolves
   * after the commit.
   *
   * @throws Fault `agency-outside-scope`, `body-invalid` (month, a question twice), `rating-platform-missing`,
   *   `platform-would-refuse`, `ledger-unavailable`.
   */
  async report(client: Client, rating: MonthlyRating, correlationId: string): Promise<ReportedRating> {
    const { agency, month } = rating
    if (!speaksFor(client, agency.code))
      throw new Fault('agency-outside-scope', { params: { scope: client.agency } })
    const now = this.#parts.clock()
    checkMonth(month, now)
    checkQuestions(rating)
    const rows = rating.questions.map(question => this.#row(rating, question))
    const { database, ratings, outbox } = this.#parts
    const questions = await database.transaction(async tx => {
      const told: ReportedRating['questions'][number][] = []
      // In one order, whoever reports: two transactions never wait for each other in a circle.
      for (const { body, key, routes } of [...rows].sort((one, other) => (one.key < other.key ? -1 : 1))) {
        const { question, respondents, percent } = body
        const fingerprint = hash('sha256', JSON.stringify(body), 'buffer')
        const fresh = await ratings.note(tx, {
          agency: agency.code,
          month,
          question: key,
          fingerprint,
          at: now,
        })
        const [posted] = fresh
          ? await outbox.postIn(tx, [
              {
                ...{ kind: 'rating', subject: body.id, agency: agency.code, body, correlationId },
                ...{ mends: true, deliveries: routes },
              },
            ])
          : []
        told.push({
          ...{ question, respondents, percent, unchanged: !fresh },
          ...(posted && { message: posted.message }),
          deliveries: posted?.deliveries ?? [],
        })
      }
      return told
    })
    return { agency: agency.code, month, late: month !== monthBefore(monthOf(now)), questions }
  }

  #row(
    { agency, month }: MonthlyRating,
    { question, counts, comments, procedure }: MonthlyRating['questions'][number],
  ): { body: Rating; key: string; routes: Route[] } {
    const key = hash('sha256', `${question}\n${procedure ?? ''}`, 'base64url').slice(0, 16)
    const body: Rating = {
      id: `${agency.code}:${month}:${key}`,
      ...{ month, agency, question, respondents: respondentsOf(counts), percent: sharesOf(counts) },
      ...(comments !== undefined && { comments }),
      ...(procedure !== undefined && { procedure }),
    }
    const { router, adapters } = this.#parts
    const routes = router.route('rating', body, agency.code)
    if (routes.length === 0) throw new Fault('rating-platform-missing', { params: { agency: agency.code } })
    for (const { adapter: id, operation } of routes) {
      const violations =
        adapters()
          .find(adapter => adapter.id === id)
          ?.check(operation, body) ?? []
      if (violations.length > 0)
        throw new Fault('platform-would-refuse', {
          params: { adapter: id, count: violations.length },
          violations,
        })
    }
    return { body, key, routes }
  }
}

/** Figures of a month that goes on are not its figures; sent twice they might count twice (unknown publicly). */
function checkMonth(month: string, now: Date): void {
  if (month < monthOf(now)) return
  const message = { vi: 'tháng này chưa hết', en: 'this month is not over yet' }
  throw new Fault('body-invalid', { params: { count: 1 }, violations: [{ pointer: '/month', message }] })
}

function checkQuestions({ questions }: MonthlyRating): void {
  const seen = new Set<string>()
  const violations = questions.flatMap(({ question, procedure }, place) => {
    const key = `${question}\n${procedure ?? ''}`
    const twice = seen.has(key)
    seen.add(key)
    const message = { vi: 'câu hỏi này có hai lần', en: 'this question is there twice' }
    return twice ? [{ pointer: `/questions/${place}/question`, message }] : []
  })
  if (violations.length > 0)
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
}
