import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Admins } from './access/admins.ts'
import type { Clients } from './access/clients.ts'
import { adminApi } from './api/admin/admin-api.ts'
import { agencyApi } from './api/agency/agency-api.ts'
import type { AgencyRoute } from './api/agency/routes.ts'
import { type CallerSettings, knowCallers } from './api/caller/caller.ts'
import { LateCompilers } from './api/compile.ts'
import { correlationId, logRequests } from './api/correlation.ts'
import { filesApi } from './api/files/files.ts'
import { healthRoutes } from './api/health.ts'
import { acceptJson } from './api/json-body.ts'
import { describeApi } from './api/openapi.ts'
import { limitPatience } from './api/patience.ts'
import { platformApi } from './api/platform/platform-api.ts'
import {
  answerClientError,
  answerFrameworkError,
  answerProblems,
  headersSeconds,
  refuseWhenStopping,
} from './api/problems.ts'
import { soapApi } from './api/soap/soap-api.ts'
import { consolePages } from './console/console.ts'
import type { AskPlatform } from './exchange/ask.ts'
import type { Catalogs } from './exchange/catalogs/open.ts'
import type { AskCitizens } from './exchange/citizens/ask-citizens.ts'
import type { Oversight } from './exchange/citizens/oversight.ts'
import type { Documents } from './exchange/documents/open.ts'
import type { OpenFiles } from './exchange/files/open-file.ts'
import type { FileStores } from './exchange/files/stores.ts'
import type { Land } from './exchange/land/open.ts'
import type { Look } from './exchange/look.ts'
import type { RequestNotification } from './exchange/notifications/request.ts'
import type { Operate } from './exchange/operate.ts'
import type { AskPapers } from './exchange/papers/ask-papers.ts'
import type { OnlinePayments } from './exchange/payments/open.ts'
import type { PostalOrders } from './exchange/post/orders.ts'
import type { Questions } from './exchange/questions/open.ts'
import type { RatingUses } from './exchange/ratings/open.ts'
import type { Receive } from './exchange/receive.ts'
import type { Rehearse } from './exchange/rehearse.ts'
import type { TellStory } from './exchange/story/tell-story.ts'
import type { Submit } from './exchange/submit.ts'
import type { Webhooks } from './exchange/webhooks.ts'
import type { FileOpenings } from './ledger/file-openings.ts'
import type { Records } from './ledger/records.ts'
import type { Routines } from './ledger/schedules.ts'
import type { AdapterDesk } from './registry/desk.ts'
import type { GrantsDesk } from './registry/grants-desk.ts'
import type { Logger } from './telemetry/log.ts'

/** What bounds connections, however they come in. `silenceMs`: neither side sends anything for so long, and it is cut. */
export const connectionTimes = {
  headersMs: headersSeconds * 1000,
  checkMs: 5_000,
  silenceMs: 120_000,
  keepAliveMs: 72_000,
} as const

export interface AppParts {
  readonly version: string
  readonly log: Logger
  readonly bodyLimitBytes: number
  /** How long a request's body may take to arrive; imports may take longer. */
  readonly bodySeconds: number
  /** Absent: nobody stands between callers and the gateway. */
  readonly callers?: CallerSettings
  readonly clients: Clients
  readonly admins: Admins
  readonly records: Records
  readonly submit: Submit
  readonly look: Look
  readonly story: TellStory
  readonly platform: AskPlatform
  readonly citizens: AskCitizens
  readonly papers: AskPapers
  readonly oversight: Oversight
  readonly land: Land
  readonly payments: OnlinePayments
  readonly post: PostalOrders
  readonly documents: Documents
  readonly files: OpenFiles
  readonly fileStores: FileStores
  readonly openings: FileOpenings
  readonly notifications: RequestNotification
  readonly catalogs: Catalogs
  readonly ratings: RatingUses
  readonly questions: Questions
  readonly operate: Operate
  readonly receive: Receive
  readonly adapters: AdapterDesk
  readonly rehearse: Rehearse
  readonly webhooks: Webhooks
  readonly grants: GrantsDesk
  readonly routines: Routines
  /** Why the gateway cannot do its work now, or undefined. */
  readonly readiness: () => Promise<string | undefined>
}

/**
 * Assembles the gateway's HTTP side; does not listen. The APIs of agencies (REST and SOAP), platforms and admins are
 * siblings that cannot reach each other.
 */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const compilers = new LateCompilers()
  const times = connectionTimes
  const app: FastifyInstance = Fastify({
    loggerInstance: parts.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for every request costs more than its one line, which names the request itself.
    childLoggerFactory: logger => logger,
    genReqId: correlationId,
    bodyLimit: parts.bodyLimitBytes,
    schemaController: compilers.schemaController,
    routerOptions: { maxParamLength: 200 },
    // Slow senders must not hold sockets for ever; imports stream for as long as they make progress.
    http: { headersTimeout: times.headersMs, connectionsCheckingInterval: times.checkMs },
    connectionTimeout: times.silenceMs,
    keepAliveTimeout: times.keepAliveMs,
    forceCloseConnections: 'idle',
    // `refuseWhenStopping` says it as a problem document.
    return503OnClosing: false,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  })
  app.setValidatorCompiler(compilers.validators)
  app.decorate('compileSchemas', () => compilers.all())
  knowCallers(app, parts.callers)
  acceptJson(app)
  answerProblems(app)
  logRequests(app)
  refuseWhenStopping(app)
  limitPatience(app, parts.bodySeconds)
  await describeApi(app, parts.version, parts.bodyLimitBytes)
  healthRoutes(app, parts.readiness)
  const routes: AgencyRoute[] = []
  await app.register(agencyApi, { prefix: '/v1', ...parts, lineLimit: parts.bodyLimitBytes, routes })
  await app.register(soapApi, { prefix: '/soap', clients: parts.clients, routes })
  await app.register(platformApi, { prefix: '/platforms', ...parts })
  await app.register(filesApi, { prefix: '/files', files: parts.files })
  await app.register(adminApi, { prefix: '/admin/v1', ...parts })
  await app.register(consolePages, { prefix: '/console', ...parts })
  await app.ready()
  return app
}
