import type { Test } from 'tap'
import { Database } from '../../src/ledger/database.ts'
import { startEmbedded } from '../../src/ledger/embedded/embedded.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { temporaryFolder } from './folder.ts'

export interface TestLedger {
  /** URL of a new database with the ledger's tables and nothing in them; dropped with the whole server. */
  freshUrl(): Promise<string>
  /** The same, connected until the test ends. */
  fresh(t: Pick<Test, 'teardown'>): Promise<Database>
  /** URL of a new database without any table. */
  emptyUrl(): Promise<string>
}

const quiet = { info: () => undefined, warn: () => undefined }
const template = 'ledger_template'

/** A real PostgreSQL for one test file. Every test takes a database of its own from it: isolated, and quick to have. */
export async function startLedger(t: Pick<Test, 'teardown'>): Promise<TestLedger> {
  const server = await startEmbedded({ folder: await temporaryFolder(t), log: quiet })
  t.teardown(() => server.stop())
  const maintenance = connect(server.url, 2)
  t.teardown(() => maintenance.close())
  let count = 0
  const create = async (like?: string) => {
    const name = `test_${++count}`
    await maintenance.query(`CREATE DATABASE ${name}${like === undefined ? '' : ` TEMPLATE ${like}`}`)
    return databaseUrl(server.url, name)
  }

  await maintenance.query(`CREATE DATABASE ${template}`)
  const first = connect(databaseUrl(server.url, template), 1)
  await migrate(first)
  // A template can be copied only while nobody is connected to it.
  await first.close()

  return {
    freshUrl: () => create(template),
    emptyUrl: () => create(),
    async fresh(t) {
      const database = connect(await create(template))
      t.teardown(() => database.close())
      return database
    },
  }
}

/** A second connection pool on a database, as another process would have it. */
export function connect(url: string, connections?: number): Database {
  return new Database(url, () => undefined, connections)
}

function databaseUrl(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}
