import type { Adapter } from '../../adapter/index.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { Database } from '../../ledger/database.ts'
import { QuestionStore } from '../../ledger/questions.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Exchange } from '../open.ts'
import { questionFinished } from './finished.ts'
import { LookAtQuestions } from './look.ts'
import { PullQuestions } from './pull.ts'
import { Speak } from './speak.ts'

export interface QuestionSettings {
  /** How often platforms are asked for new ones. */
  readonly pullSeconds: number
  /** How long it is kept who asked, from when the question came. */
  readonly keepAskerDays: number
}

export interface Questions {
  readonly speak: Speak
  readonly look: LookAtQuestions
  readonly pull: PullQuestions
}

/** Questions and answers, put together: fetched from platforms, answered by the outbox, forgotten who asked. */
export function openQuestions(parts: {
  readonly exchange: Exchange
  readonly database: Database
  readonly seal: Seal
  readonly catalog: Catalog
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly settings: QuestionSettings
  readonly clock?: () => Date
}): Questions {
  const { exchange, database, seal, catalog, adapters, log, settings, clock = () => new Date() } = parts
  const { router, outbox, events, handlers, schedule } = exchange
  const { keepAskerDays, pullSeconds } = settings
  const store = new QuestionStore(database)
  const pull = new PullQuestions({ database, store, events, seal, adapters, log, keepAskerDays })
  handlers.onFinished(questionFinished(store, events, clock))
  schedule.add({
    name: 'questions-pull',
    everyMs: pullSeconds * 1000,
    run: async context => void (await pull.run(context)),
  })
  schedule.add({
    name: 'questions-forget',
    everyMs: { dailyAt: '03:10' },
    async run({ now }) {
      const askers = await store.forgetAskers(now)
      if (askers > 0) log.info({ askers }, 'who asked was forgotten')
    },
  })
  return {
    speak: new Speak({ database, store, outbox, router, seal, adapters, clock }),
    look: new LookAtQuestions({ store, seal, catalog, clock }),
    pull,
  }
}
