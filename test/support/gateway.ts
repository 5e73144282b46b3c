import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { Admins } from '../../src/access/admins.ts'
import { Clients, operations } from '../../src/access/clients.ts'
import type { Adapter } from '../../src/adapter/index.ts'
import type { CallerSettings } from '../../src/api/caller/caller.ts'
import { buildApp } from '../../src/app.ts'
import { openCatalog } from '../../src/catalog/catalog.ts'
import { openPopulation } from '../../src/exchange/citizens/open.ts'
import { Deliver } from '../../src/exchange/deliver.ts'
import { FileStores } from '../../src/exchange/files/stores.ts'
import type { Land } from '../../src/exchange/land/open.ts'
import type { OpenNotifications } from '../../src/exchange/notifications/open.ts'
import type { Exchange } from '../../src/exchange/open.ts'
import { Operate } from '../../src/exchange/operate.ts'
import { openPapers } from '../../src/exchange/papers/open.ts'
import type { OnlinePayments } from '../../src/exchange/payments/open.ts'
import { Planner } from '../../src/exchange/plan.ts'
import type { Questions } from '../../src/exchange/questions/open.ts'
import type { RatingUses } from '../../src/exchange/ratings/open.ts'
import { Rehearse } from '../../src/exchange/rehearse.ts'
import { Submissions } from '../../src/exchange/submissions.ts'
import { Submit } from '../../src/exchange/submit.ts'
import { Webhooks } from '../../src/exchange/webhooks.ts'
import { Acceptor } from '../../src/ledger/accept.ts'
import { AdapterStops } from '../../src/ledger/adapter-stops.ts'
import { AdapterVersions } from '../../src/ledger/adapter-versions.ts'
import type { Database } from '../../src/ledger/database.ts'
import { Deliveries, type Job } from '../../src/ledger/deliveries.ts'
import { FileLinks } from '../../src/ledger/file-links.ts'
import { Grants } from '../../src/ledger/grants.ts'
import { Instance } from '../../src/ledger/instance.ts'
import { Records } from '../../src/ledger/records.ts'
import { Routines } from '../../src/ledger/schedules.ts'
import { openSeal } from '../../src/ledger/seal.ts'
import { DeliveryQueue } from '../../src/queue/delivery-queue.ts'
import { Sweep, type SweepPace } from '../../src/queue/sweep.ts'
import { AdapterDesk } from '../../src/registry/desk.ts'
import { enterFolder, readAdapterFolders } from '../../src/registry/folder.ts'
import { GrantsDesk } from '../../src/registry/grants-desk.ts'
import { Registrar } from '../../src/registry/registrar.ts'
import { Registry } from '../../src/registry/registry.ts'
import { loadSettings } from '../../src/settings/load.ts'
import type { Logger } from '../../src/telemetry/log.ts'
import { openUseCases } from '../../src/use-cases.ts'
import { connect } from './ledger.ts'
import { silentLog } from './log.ts'

export interface GatewayOptions {
  readonly databaseUrl: string
  readonly portalUrl: string
  /** Absent: the queue lives in PostgreSQL. */
  readonly redisUrl?: string
  /** Of the national portal's adapter, over the ones below. */
  readonly settings?: Readonly<Record<string, unknown>>
  readonly log?: Logger
  /** Default all. */
  readonly role?: 'all' | 'gateway' | 'worker'
  readonly pace?: SweepPace
  readonly dualControl?: boolean
  /** Default never: calls of its own would take what tests have scripted for the portal. */
  readonly questionsPullSeconds?: number
  readonly callers?: CallerSettings
  readonly lateEffectSeconds?: number
  readonly notifications?: {
    readonly quietHours?: string
    readonly dailyCap?: number
    readonly fallbackOnUndelivered?: boolean
  }
  /** Of messages to citizens. */
  readonly clock?: () => Date
  /** Of further adapters, by id. */
  readonly adapters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface TestGateway {
  readonly app: FastifyInstance
  readonly url: string
  /** An API key for the whole province. */
  readonly key: string
  readonly database: Database
  readonly records: Records
  readonly operate: Operate
  readonly registry: Registry
  readonly desk: AdapterDesk
  readonly clients: Clients
  readonly admins: Admins
  readonly queue: DeliveryQueue
  readonly exchange: Exchange
  readonly payments: OnlinePayments
  readonly notifications: OpenNotifications
  readonly land: Land
  readonly ratings: RatingUses
  readonly questions: Questions
  /** Ends as the gateway does when it is told to. */
  stop(): Promise<void>
  /**
   * As near to `kill -9` as one process comes: the worker's session ends, calls are cut, what was to be written is
   * not, and nothing is handed back. Deliveries in hand stay in `sending`.
   */
  kill(): Promise<void>
}

/** What no test changes is read once. */
const folders = readAdapterFolders()
const catalog = openCatalog()
const sealKey = Buffer.alloc(32, 7).toString('base64')
/** Quick, because a test has no quarter of an hour to wait. */
const impatient = { retryFirstMs: 20, retryCapMs: 100, timeoutMs: 5_000, loginCoolDownSeconds: 0 }
const quickSchedule = { lookMs: 100, leaseMs: 60_000 }
const quickPace: SweepPace = { everyMs: 300, overdueMs: 300, silentMs: 10_000 }

/** A whole gateway in this process, from the same parts as src/gateway.ts, but one that can be killed. */
export async function startGateway(t: Pick<Test, 'teardown'>, options: GatewayOptions): Promise<TestGateway> {
  const { databaseUrl, log = silentLog, role = 'all' } = options
  const life = new Life()
  const usual = loadSettings({})
  const database = connect(databaseUrl)
  const instance = new Instance(databaseUrl, () => undefined)
  const seal = openSeal({ sealKey, data: '/nowhere' })
  const records = new Records(database)
  const versions = new AdapterVersions(database)
  const adapterSettings = {
    'national-portal': {
      baseUrl: options.portalUrl,
      username: 'sandbox',
      password: 'sandbox',
      agencyCode: 'H99',
      dstcode: 'TEST',
      ...impatient,
      ...options.settings,
    },
    ...options.adapters,
  }
  await enterFolder({
    versions,
    settings: adapterSettings,
    log,
    developing: true,
    folders: await folders,
  })
  const grants = new Grants(database, seal)
  const registry = await Registry.open({
    versions,
    url: databaseUrl,
    seal,
    settings: adapterSettings,
    log,
    host: { allowedNetworks: ['127.0.0.1/32'], grants },
  })
  const registrar = new Registrar({
    versions,
    seal,
    settings: adapterSettings,
    dualControl: options.dualControl ?? false,
    allowedNetworks: ['127.0.0.1/32'],
    changed: () => registry.refresh(),
  })
  const desk = new AdapterDesk({ versions, registry, registrar, seal })
  const queue = new DeliveryQueue(
    { databaseUrl, ...(options.redisUrl && { redisUrl: options.redisUrl }) },
    log,
  )
  await queue.prepare()
  const onQueued = (jobs: Job[]) => {
    if (!life.over) queue.enqueue(jobs)
  }

  const adapters = () => registry.active
  const useCases = openUseCases({
    ...{ database, records, seal, catalog, adapters, onQueued, log },
    settings: {
      payments: usual.payments,
      attachments: usual.attachments,
      lateEffectSeconds: options.lateEffectSeconds ?? usual.lateEffectSeconds,
      files: usual.files,
      tax: { firstSeconds: 1, longestSeconds: 2 },
      questions: { pullSeconds: options.questionsPullSeconds ?? 86_400, keepAskerDays: 90 },
      notifications: {
        ...{ enabled: true, quietHours: 'none', dailyCap: 10, fallbackOnUndelivered: true },
        ...options.notifications,
      },
    },
    pace: quickSchedule,
    ...(options.clock && { clock: options.clock }),
  })
  const { exchange, notifications } = useCases
  const { payments, land, ratings, questions } = useCases.api
  let sweep: Sweep | undefined
  let deliver: Deliver | undefined
  if (role !== 'gateway') {
    await instance.open()
    const deliveries = new MortalDeliveries(database, instance, onQueued, life)
    const worker = new Deliver({
      deliveries,
      adapter: async (id, version) => life.mortal(await registry.find(id, version)),
      catalog,
      seal,
      handlers: exchange.handlers,
      lateEffects: exchange.lateEffects,
      publish: useCases.publish,
      stops: new AdapterStops(database, onQueued),
      log,
    })
    deliver = worker
    registry.watch(() => {
      if (!life.over && !life.draining) queue.staff(registry.workers, id => worker.run(id))
    })
    sweep = new Sweep(deliveries, queue, log, options.pace ?? quickPace)
    await sweep.start()
    if (options.questionsPullSeconds === undefined) await takeElsewhere(database, 'questions-pull')
    exchange.schedule.start()
  }

  const admins = new Admins(database)
  const clients = new Clients(database, agency => catalog.heirTo(agency))
  const operate = new Operate(database, records, onQueued)
  const acceptor = new Acceptor(database, seal, onQueued)
  const asking = { database, seal, catalog, router: exchange.router, settings: usual.population, log }
  const population = openPopulation(asking)
  const papers = openPapers({
    ...asking,
    ...(options.clock && { clock: options.clock }),
  })
  const submit = new Submit(acceptor, new Planner(() => registry.active, catalog))
  exchange.handlers.onSubmission(new Submissions(clients, submit))
  const app = await buildApp({
    ...population,
    papers: papers.papers,
    ...useCases.api,
    version: '0.0.0',
    log,
    bodyLimitBytes: 2 * 1024 * 1024,
    bodySeconds: 30,
    ...(options.callers && { callers: options.callers }),
    admins,
    clients,
    records,
    submit,
    operate,
    adapters: desk,
    webhooks: new Webhooks({
      ...{ desk, versions, outbox: exchange.outbox },
      stops: new AdapterStops(database, onQueued),
    }),
    fileStores: new FileStores({ desk, versions, links: new FileLinks(database, seal) }),
    grants: new GrantsDesk({ grants, settings: desk.settings, registrar }),
    routines: new Routines(database),
    rehearse: new Rehearse({ versions, records, catalog, seal }),
    readiness: async () => undefined,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { key } = await clients.create({ name: 'Một cửa thử nghiệm', agency: 'H99', operations })

  let ended: Promise<void> | undefined
  const stop = async () => {
    await app.close()
    await acceptor.idle()
    await population.idle()
    await papers.idle()
    life.draining = true
    await sweep?.stop()
    await exchange.schedule.stop()
    deliver?.finishSoon()
    await Promise.all(queue.workers.map(worker => worker.drain()))
    await queue.close()
    await registry.close()
    await instance.close()
    await database.close()
  }
  const kill = async () => {
    life.over = true
    deliver?.stop()
    await exchange.schedule.stop()
    await instance.close()
    app.server.closeAllConnections()
    await app.close()
    await sweep?.stop()
    await queue.close()
    await registry.close()
    await database.close()
  }
  const gateway: TestGateway = {
    app,
    url,
    key,
    database,
    records,
    operate,
    registry,
    desk,
    clients,
    admins,
    queue,
    exchange,
    payments,
    notifications,
    land,
    ratings,
    questions,
    stop: () => (ended ??= stop()),
    kill: () => (ended ??= kill()),
  }
  t.teardown(() => gateway.stop())
  return gateway
}

/** Another process has this routine in hand for the day. */
async function takeElsewhere(database: Database, routine: string): Promise<void> {
  const routines = new Routines(database)
  const now = new Date()
  await routines.enter([{ name: routine, dueAt: now }])
  await routines.take([routine], now, new Date(now.getTime() + 86_400_000))
}

/** Whether this gateway still lives; what a dead one was about to do never comes to an end. */
class Life {
  over = false
  /** It stops as it is told to: no new workers. */
  draining = false

  async or<T>(work: Promise<T>): Promise<T> {
    const result = await work.catch((error: unknown) => {
      if (!this.over) throw error
      return never
    })
    return this.over ? never : (result as T)
  }

  mortal(adapter: Adapter | undefined): Adapter | undefined {
    if (adapter === undefined) return undefined
    return {
      ...adapter,
      deliver: (...call) => this.or(adapter.deliver(...call)),
      probe: (...call) => this.or(adapter.probe(...call)),
    }
  }
}

const never = new Promise<never>(() => undefined)

class MortalDeliveries extends Deliveries {
  readonly #life: Life

  constructor(database: Database, instance: Instance, onQueued: (jobs: Job[]) => void, life: Life) {
    super(database, instance, onQueued)
    this.#life = life
  }

  override lease(id: string) {
    return this.#life.over ? never : this.#life.or(super.lease(id))
  }

  override finish(finish: Parameters<Deliveries['finish']>[0]) {
    return this.#life.over ? never : this.#life.or(super.finish(finish))
  }
}
