import type { FastifyInstance } from 'fastify'
import type { Clients } from '../../access/clients.ts'
import type { AskPlatform } from '../../exchange/ask.ts'
import type { Catalogs } from '../../exchange/catalogs/open.ts'
import type { AskCitizens } from '../../exchange/citizens/ask-citizens.ts'
import type { Documents } from '../../exchange/documents/open.ts'
import type { Land } from '../../exchange/land/open.ts'
import type { Look } from '../../exchange/look.ts'
import type { RequestNotification } from '../../exchange/notifications/request.ts'
import type { AskPapers } from '../../exchange/papers/ask-papers.ts'
import type { OnlinePayments } from '../../exchange/payments/open.ts'
import type { PostalOrders } from '../../exchange/post/orders.ts'
import type { Questions } from '../../exchange/questions/open.ts'
import type { RatingUses } from '../../exchange/ratings/open.ts'
import type { TellStory } from '../../exchange/story/tell-story.ts'
import type { Submit } from '../../exchange/submit.ts'
import { attachmentRoutes } from './attachments.ts'
import { authenticate } from './authenticate.ts'
import { catalogRoutes } from './catalogs.ts'
import { citizenRoutes } from './citizens.ts'
import { documentRoutes } from './documents.ts'
import { dossierRoutes } from './dossiers.ts'
import { eventRoutes } from './events.ts'
import { exchangeRoutes } from './exchanges.ts'
import { importRoute } from './import.ts'
import { landRoutes } from './land.ts'
import { messageRoutes } from './messages.ts'
import { notificationRoutes } from './notifications.ts'
import { paperRoutes } from './papers.ts'
import { paymentRoutes } from './payments.ts'
import { postalOrderRoutes } from './postal-orders.ts'
import { questionRoutes } from './questions.ts'
import { ratingRoutes } from './ratings.ts'
import { refundRoutes } from './refunds.ts'
import { type AgencyRoute, collectRoutes } from './routes.ts'
import { storyRoutes } from './story.ts'

export interface AgencyApi {
  readonly clients: Clients
  readonly submit: Submit
  readonly look: Look
  readonly story: TellStory
  readonly platform: AskPlatform
  readonly citizens: AskCitizens
  readonly papers: AskPapers
  readonly land: Pick<Land, 'send' | 'look'>
  readonly payments: OnlinePayments
  readonly post: PostalOrders
  readonly documents: Documents
  readonly notifications: RequestNotification
  readonly catalogs: Catalogs
  readonly ratings: Pick<RatingUses, 'report'>
  readonly questions: Questions
  /** Bytes of one import line at the most. */
  readonly lineLimit: number
  /** Filled with every route, for the surfaces beside REST. */
  readonly routes: AgencyRoute[]
}

/** The one API of the agency systems. Encapsulated: what it adds reaches no other API. */
export async function agencyApi(app: FastifyInstance, api: AgencyApi): Promise<void> {
  collectRoutes(app, api.routes)
  authenticate(app, api.clients)
  dossierRoutes(app, api.submit, api.look)
  storyRoutes(app, api.story)
  messageRoutes(app, api.look)
  eventRoutes(app, api.look)
  exchangeRoutes(app, api.platform)
  app.register(citizenRoutes, { citizens: api.citizens })
  app.register(paperRoutes, { papers: api.papers })
  landRoutes(app, api.land)
  paymentRoutes(app, api.payments.payOnline)
  refundRoutes(app, api.payments.refund)
  postalOrderRoutes(app, api.post)
  documentRoutes(app, api.documents)
  app.register(attachmentRoutes, { documents: api.documents })
  notificationRoutes(app, api.notifications)
  catalogRoutes(app, api.catalogs.browse)
  ratingRoutes(app, api.ratings.report)
  app.register(questionRoutes, { questions: api.questions })
  // Not `api` itself: with it would go the prefix that this plugin was registered with, once more.
  app.register(importRoute, { submit: api.submit, lineLimit: api.lineLimit })
}
