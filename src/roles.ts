import type { FastifyInstance } from 'fastify'
import { Admins } from './access/admins.ts'
import { Clients } from './access/clients.ts'
import { type AdapterSettings, among, closeXmlWorkers } from './adapter/index.ts'
import type { CallerSettings } from './api/caller/caller.ts'
import { buildApp } from './app.ts'
import { type Catalog, openCatalog } from './catalog/catalog.ts'
import { Fault } from './errors/fault.ts'
import { openPopulation } from './exchange/citizens/open.ts'
import { Deliver } from './exchange/deliver.ts'
import { FileStores } from './exchange/files/stores.ts'
import { Operate } from './exchange/operate.ts'
import { openPapers } from './exchange/papers/open.ts'
import { Planner } from './exchange/plan.ts'
import { Rehearse } from './exchange/rehearse.ts'
import { Submissions } from './exchange/submissions.ts'
import { Submit } from './exchange/submit.ts'
import { Webhooks } from './exchange/webhooks.ts'
import { firstAdmin, firstRun } from './first-run.ts'
import type { Acceptor } from './ledger/accept.ts'
import { AdapterStops } from './ledger/adapter-stops.ts'
import { AdapterVersions } from './ledger/adapter-versions.ts'
import { ContentStore } from './ledger/contents.ts'
import type { DatabaseServer } from './ledger/database-server.ts'
import { FileLinks } from './ledger/file-links.ts'
import { Grants } from './ledger/grants.ts'
import { keepHouse } from './ledger/housekeeping.ts'
import { openLedger } from './ledger/ledger.ts'
import { Routines } from './ledger/schedules.ts'
import { DeliveryQueue } from './queue/delivery-queue.ts'
import { Sweep } from './queue/sweep.ts'
import { AdapterDesk } from './registry/desk.ts'
import { type AdapterFolder, enterFolder, prepareAdapters, readAdapterFolders } from './registry/folder.ts'
import { GrantsDesk } from './registry/grants-desk.ts'
import { Registrar } from './registry/registrar.ts'
import { Registry } from './registry/registry.ts'
import { sandboxAdapters } from './registry/sandbox-adapters.ts'
import { openTokens } from './registry/shared-tokens.ts'
import type { SandboxProcess } from './sandbox-process.ts'
import type { Settings } from './settings/load.ts'
import type { Logger } from './telemetry/log.ts'
import { listenTls, type TlsListener } from './tls-listener.ts'
import { openUseCases } from './use-cases.ts'
import { version } from './version.ts'

/** What the roles need that takes no ledger to have. */
export interface Prepared {
  readonly catalog: Catalog
  readonly folders: readonly AdapterFolder[]
}

/** Reads what is in files, while the processes beside this one start. */
export async function prepare(): Promise<Prepared> {
  const folders = await readAdapterFolders()
  prepareAdapters(folders)
  return { catalog: openCatalog(), folders }
}

/** Closes one thing that was opened; what was opened last is closed first. */
export type Closer = () => Promise<unknown>

/** The roles that run. */
export interface Roles {
  /** Absent in the worker role. */
  readonly url?: string
  /** Where it listens with TLS, if it does. */
  readonly tlsUrl?: string
  readonly sandboxUrl?: string
  readonly databaseUrl: string
  /** Path of first-run.json, when this was the first start. */
  readonly firstRun?: string
}

export interface RoleParts extends Prepared {
  readonly settings: Settings
  readonly log: Logger
  readonly server: DatabaseServer
  readonly sandbox: SandboxProcess | undefined
  /** Gets what closes the things that are opened here. */
  readonly closers: Closer[]
}

/** Opens what the roles of the settings ask for, and listens. */
export async function openRoles(parts: RoleParts): Promise<Roles> {
  const { settings, log, server, sandbox, closers, catalog, folders } = parts
  const runs = (role: 'gateway' | 'worker') => settings.role === role || settings.role === 'all'
  const ledger = openLedger(settings, server, log)
  closers.push(() => ledger.close())
  const admins = new Admins(ledger.database)
  const newcomer = runs('gateway') ? await firstAdmin(admins) : undefined
  const tokens = openTokens(settings.redisUrl, ledger.seal)
  if (tokens !== undefined) closers.push(() => tokens.close())
  const versions = new AdapterVersions(ledger.database)
  const fileSettings = adapterSettings(settings, sandbox)
  await enterFolder({ versions, settings: fileSettings, log, developing: sandbox !== undefined, folders })
  const { url: databaseUrl, seal } = ledger
  const host = {
    allowedNetworks: allowedNetworks(settings, sandbox),
    grants: new Grants(ledger.database, seal),
    contents: new ContentStore(ledger.database, seal),
    ...(tokens && { tokens }),
  }
  const registry = await Registry.open({
    versions,
    url: databaseUrl,
    seal,
    settings: fileSettings,
    log,
    host,
  })
  closers.push(() => closeXmlWorkers())
  closers.push(() => registry.close())
  if (registry.active.length === 0) log.warn('no adapter is configured: dossiers are kept but sent nowhere')
  const queue = new DeliveryQueue({ ...settings, databaseUrl: ledger.url }, log)
  closers.push(() => queue.close())
  await queue.prepare()
  const onQueued = queue.enqueue.bind(queue)
  const { database, records } = ledger
  const adapters = () => registry.active
  const useCases = openUseCases({ database, records, seal, catalog, adapters, onQueued, log, settings })
  closers.push(() => useCases.idle())
  const { exchange } = useCases
  // From here on something may be promised.
  await server.settled

  if (runs('worker')) {
    let draining = false
    const deliveries = await ledger.deliveries(onQueued)
    const deliver = new Deliver({
      deliveries,
      adapter: (id, adapterVersion) => registry.find(id, adapterVersion),
      catalog,
      seal: ledger.seal,
      handlers: exchange.handlers,
      lateEffects: exchange.lateEffects,
      publish: useCases.publish,
      stops: new AdapterStops(database, onQueued),
      log,
    })
    registry.watch(() => {
      if (!draining) queue.staff(registry.workers, id => deliver.run(id))
    })
    const sweep = new Sweep(deliveries, queue, log)
    await sweep.start()
    exchange.schedule.start()
    closers.push(async () => {
      draining = true
      await Promise.all([sweep.stop(), exchange.schedule.stop()])
      const drained = Promise.all(queue.workers.map(worker => worker.drain()))
      deliver.finishSoon()
      const patience = setTimeout(() => deliver.stop(), settings.stopGraceSeconds * 1000)
      await drained
      clearTimeout(patience)
    })
  }
  if (!runs('gateway')) return { databaseUrl: ledger.url }

  const clients = new Clients(ledger.database, agency => catalog.heirTo(agency))
  const acceptor = ledger.acceptor(onQueued)
  const asking = { database, seal, catalog, router: exchange.router, settings: settings.population, log }
  const population = openPopulation(asking)
  closers.push(() => population.idle())
  const papers = openPapers(asking)
  closers.push(() => papers.idle())
  const registrar = new Registrar({
    versions,
    seal,
    settings: fileSettings,
    dualControl: settings.registry.dualControl,
    allowedNetworks: host.allowedNetworks,
    changed: () => registry.refresh(),
  })
  const desk = new AdapterDesk({ versions, registry, registrar, seal })
  const submit = new Submit(acceptor, new Planner(() => registry.active, catalog))
  exchange.handlers.onSubmission(new Submissions(clients, submit))
  // Whoever waits for readiness reads first-run.json next.
  let ready = false
  const app = await buildApp({
    ...population,
    papers: papers.papers,
    ...useCases.api,
    version,
    log,
    bodyLimitBytes: settings.bodyLimitBytes,
    bodySeconds: settings.bodySeconds,
    callers: callersOf(settings),
    admins,
    clients,
    records: ledger.records,
    submit,
    operate: new Operate(ledger.database, ledger.records, onQueued),
    adapters: desk,
    webhooks: new Webhooks({
      ...{ desk, versions, outbox: exchange.outbox },
      stops: new AdapterStops(database, onQueued),
    }),
    fileStores: new FileStores({ desk, versions, links: new FileLinks(ledger.database, seal) }),
    grants: new GrantsDesk({ grants: host.grants, settings: desk.settings, registrar }),
    routines: new Routines(database),
    rehearse: new Rehearse({ versions, records: ledger.records, catalog, seal }),
    readiness: async () => {
      if (!ready) return 'it is starting'
      const answers = await ledger.database.query('SELECT 1').then(
        () => true,
        () => false,
      )
      return answers ? undefined : 'the ledger does not answer'
    },
  })
  const stopCleaning = keepHouse(ledger.database, error => log.warn({ error }, 'housekeeping failed'))
  closers.push(async () => stopCleaning())
  const url = await listen(app, settings)
  let tls: TlsListener | undefined
  closers.push(() => closeApp(app, tls, acceptor, settings.stopGraceSeconds))
  tls = await listenTls(app, settings.tls, log)
  sandbox?.tell(`${url}/platforms`)
  const addresses = { gateway: url, ...(sandbox && { sandbox: sandbox.url }) }
  const file = newcomer && (await firstRun(settings.data, addresses, newcomer, admins, clients))
  ready = true
  return {
    url,
    ...(tls && { tlsUrl: tls.url }),
    databaseUrl: ledger.url,
    ...(sandbox && { sandboxUrl: sandbox.url }),
    ...(file && { firstRun: file }),
  }
}

function adapterSettings(
  settings: Settings,
  sandbox: SandboxProcess | undefined,
): Readonly<Record<string, AdapterSettings>> {
  return sandbox === undefined ? settings.adapters : { ...sandboxAdapters(sandbox.url), ...settings.adapters }
}

/** The sandbox is where nothing else may be called: on this machine. */
function allowedNetworks({ egress }: Settings, sandbox: SandboxProcess | undefined): string[] {
  if (sandbox === undefined) return egress.allowedNetworks
  const { hostname, port } = new URL(sandbox.url)
  return [...egress.allowedNetworks, `${hostname}/32:${port}`]
}

/** @throws Fault `settings-invalid` for a proxy that is no address or network */
function callersOf({ proxies, tls }: Settings): CallerSettings {
  try {
    among(proxies.trusted)
  } catch (cause) {
    const faults = '/proxies/trusted holds what is no address or address/prefix'
    throw new Fault('settings-invalid', { params: { faults }, cause })
  }
  return { proxies, verifiedOnly: tls.clientAuthorities !== undefined }
}

async function listen(app: FastifyInstance, { host, port }: Settings): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new Fault('port-taken', {
      params: { address: `${host}:${port}`, reason, variable: 'LIENTHONG_PORT' },
      cause,
    })
  }
}

/** New requests get 503, running ones finish; an import that goes on and on is cut off when patience ends. */
async function closeApp(
  app: FastifyInstance,
  tls: TlsListener | undefined,
  acceptor: Acceptor,
  graceSeconds: number,
): Promise<void> {
  const patience = setTimeout(() => {
    app.server.closeAllConnections()
    tls?.cutConnections()
  }, graceSeconds * 1000)
  await Promise.all([app.close(), tls?.close()])
  clearTimeout(patience)
  await acceptor.idle()
}
