import { AdapterVersions } from '../../src/ledger/adapter-versions.ts'
import { Database } from '../../src/ledger/database.ts'
import { startEmbedded } from '../../src/ledger/embedded/embedded.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { enterFolder, readAdapterFolders } from '../../src/registry/folder.ts'
import { silentLog } from './log.ts'

/** Databases to copy: the ledger's tables and nothing in them; and with the folder's adapters, tested, none active. */
export const templates = { ledger: 'ledger_template', gateway: 'gateway_template' } as const

/**
 * The server of test/support/shared-ledger.ts; without it each test file starts one of its own. Not named LIENTHONG_…,
 * because a gateway that a test starts would refuse it as a setting that there is not.
 */
export const sharedUrl = process.env.TEST_LEDGER_URL

/** Many files use it at once, and it need not outlive the machine: what survives a crash is tested on servers as they are. */
const tuning = { max_connections: '300', fsync: 'off', full_page_writes: 'off' }

export interface LedgerServer {
  readonly url: string
  /** Makes the template with the adapters, once. */
  gatewayTemplate(): Promise<void>
  stop(): Promise<void>
}

/** A real PostgreSQL with the template of an empty ledger. */
export async function startLedgerServer(folder: string): Promise<LedgerServer> {
  const quiet = { info: () => undefined, warn: () => undefined }
  const server = await startEmbedded({ folder, log: quiet, tuning })
  await createDatabase(server.url, templates.ledger)
  await inside(server.url, templates.ledger, migrate)
  let gateway: Promise<void> | undefined
  return {
    url: server.url,
    gatewayTemplate: () => (gateway ??= enterAdapters(server.url)),
    stop: () => server.stop(),
  }
}

/** As after a first start without settings: the suites of all adapters take seconds, and no test needs them run again. */
async function enterAdapters(url: string): Promise<void> {
  await createDatabase(url, templates.gateway, templates.ledger)
  const folders = await readAdapterFolders()
  await inside(url, templates.gateway, database => {
    const versions = new AdapterVersions(database)
    return enterFolder({ versions, settings: {}, log: silentLog, developing: false, folders })
  })
}

export async function createDatabase(url: string, name: string, template?: string): Promise<void> {
  const like = template === undefined ? '' : ` TEMPLATE ${template}`
  const maintenance = connect(url, 1)
  try {
    await maintenance.query(`CREATE DATABASE ${name}${like}`)
  } finally {
    await maintenance.close()
  }
}

/** A second connection pool on a database, as another process would have it. */
export function connect(url: string, connections?: number): Database {
  return new Database(url, () => undefined, connections)
}

export function databaseUrl(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

/** A template can be copied only while nobody is connected to it. */
async function inside(
  url: string,
  name: string,
  work: (database: Database) => Promise<unknown>,
): Promise<void> {
  const database = connect(databaseUrl(url, name), 1)
  try {
    await work(database)
  } finally {
    await database.close()
  }
}
