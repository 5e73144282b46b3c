import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { FaultName, Faults } from '../dial/faults.ts'
import { dialRoutes } from '../dial/routes.ts'
import { isMembers } from '../members.ts'
import type { Desk } from './desk.ts'
import { askedFields } from './questions.ts'
import type { Store } from './store.ts'
import { type DossierView, lastBody, viewDossier } from './view.ts'

export interface ControlOptions {
  readonly desk: Desk
  readonly faults: Faults
  readonly store: Store
}

/** Dossiers, versions and progress are of the journal; all other counts are since the start of the program. */
export interface PortalState {
  readonly dossiers: number
  readonly versions: number
  readonly progress: number
  readonly refused: Readonly<Record<string, number>>
  /** How often each fault was injected. */
  readonly faults: Readonly<Record<FaultName, number>>
  readonly logins: number
  /** Calls with a valid session, by service. */
  readonly calls: Readonly<Record<string, number>>
}

const PAGE_DEFAULT = 500
const PAGE_MOST = 5000
/** A page of dossiers is read from the journal in slices, so that the portal goes on answering meanwhile. */
const SLICE = 100

export function stateOf({ desk, faults, store }: ControlOptions): PortalState {
  return {
    ...store.counts,
    refused: desk.refusals.counts,
    faults: faults.injected,
    logins: desk.logins,
    calls: Object.fromEntries(desk.calls),
  }
}

/** The sandbox's own addresses, which no real portal has: what arrived, what was refused, and the fault dial. */
export async function control(app: FastifyInstance, options: ControlOptions): Promise<void> {
  const { desk, faults, store } = options

  await app.register(async dial => dialRoutes(dial, faults), { prefix: '/_sandbox' })

  app.get('/_sandbox/state', async () => stateOf(options))
  // Sessions stay open: emptying the portal between two measurements must not look like an outage.
  app.delete('/_sandbox/state', async (_request, reply) => {
    store.wipe()
    desk.forget()
    faults.forgetCounts()
    return reply.code(204).send()
  })

  app.get('/_sandbox/ratings', async () => ({ ratings: desk.ratings.all }))

  app.get('/_sandbox/questions', async () => ({ questions: desk.questions.all }))
  // A citizen asks: in the portal's words, NOIDUNG and MADONVI at the least.
  app.post('/_sandbox/questions', async ({ body }, reply) => {
    const known: readonly string[] = askedFields
    const words = isMembers(body) ? body : {}
    const odd = Object.keys(words).find(name => !known.includes(name) || typeof words[name] !== 'string')
    if (odd !== undefined || !words.NOIDUNG || !words.MADONVI)
      return reply
        .code(400)
        .send({ error: `texts of ${askedFields.join(', ')}; NOIDUNG and MADONVI must be there` })
    return reply.code(201).send({ id: desk.questions.ask(words) })
  })

  app.get('/_sandbox/refusals', async () => ({ refusals: desk.refusals.records }))

  app.get<{ Querystring: { after?: string; limit?: string; bodies?: string } }>(
    '/_sandbox/dossiers',
    async (request, reply) => {
      const limit = readLimit(request.query.limit)
      if (limit === undefined) return reply.code(400).send({ error: `limit: 1..${PAGE_MOST}` })
      const codes = store.codesAfter(request.query.after ?? '', limit)
      const dossiers = await readAll(store, codes, request.query.bodies === '1')
      // A full page may have a next one; a short page is the last.
      return { dossiers, next: codes.length === limit ? codes.at(-1) : null }
    },
  )

  app.get<{ Params: { code: string } }>('/_sandbox/dossiers/:code', async (request, reply) => {
    const dossier = viewDossier(store, request.params.code)
    if (dossier === undefined) return reply.code(404).send({ error: 'unknown dossier' })
    return { ...dossier, body: lastBody(store, request.params.code) }
  })
}

async function readAll(store: Store, codes: readonly string[], bodies: boolean): Promise<DossierView[]> {
  const dossiers: DossierView[] = []
  for (const [place, code] of codes.entries()) {
    if (place % SLICE === SLICE - 1) await turn()
    const dossier = viewDossier(store, code)
    // It may have been wiped since the codes were listed.
    if (dossier === undefined) continue
    dossiers.push(bodies ? Object.assign(dossier, { body: lastBody(store, code) }) : dossier)
  }
  return dossiers
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return PAGE_DEFAULT
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return limit >= 1 && limit <= PAGE_MOST ? limit : undefined
}
