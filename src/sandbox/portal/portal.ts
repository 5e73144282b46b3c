import type { FastifyInstance } from 'fastify'
import { Faults } from '../dial/faults.ts'
import type { CompleteOptions } from '../options.ts'
import { type ControlOptions, control, type PortalState, stateOf } from './control.ts'
import { Desk } from './desk.ts'
import { pages } from './pages.ts'
import { Questions } from './questions.ts'
import { Ratings } from './ratings.ts'
import { Sessions } from './sessions.ts'
import { Store } from './store.ts'
import { wire } from './wire.ts'

/**
 * An emulated National Public Service Portal, profile P1 (reference 1.1). It shares no code with the gateway, so that one
 * misunderstanding cannot be on both sides.
 */
export interface Portal {
  readonly routes: (app: FastifyInstance) => Promise<void>
  readonly state: () => PortalState
  readonly close: () => void
}

/**
 * @param closing aborted when the sandbox closes
 * @throws {JournalError} when the data folder holds a journal that is not ours; the system's error when the folder
 * cannot be written
 */
export function openPortal(settings: CompleteOptions, closing: AbortSignal): Portal {
  const { username, password, lookup, now } = settings
  const store = new Store(settings.data, now)
  const sessions = new Sessions(settings.sessionSeconds * 1000, now)
  const desk = new Desk({
    store,
    ratings: new Ratings(),
    questions: new Questions(),
    sessions,
    lookup,
    username,
    password,
    now,
  })
  const faults = new Faults(settings.seed, settings.faults)
  const parts: ControlOptions = { desk, faults, store }
  return {
    async routes(app) {
      await app.register(wire, { desk, faults, closing })
      await app.register(control, parts)
      await app.register(pages, parts)
    },
    state: () => stateOf(parts),
    close: () => store.close(),
  }
}
