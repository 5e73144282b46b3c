import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import type { Database } from '../../src/ledger/database.ts'
import { temporaryFolder } from './folder.ts'
import { connect, databaseUrl, sharedUrl, startLedgerServer, templates } from './ledger-server.ts'

export { connect }

export interface TestLedger {
  /** URL of a new database with the ledger's tables and nothing in them; dropped when the file ends. */
  freshUrl(): Promise<string>
  /** The same, connected until the test ends. */
  fresh(t: Pick<Test, 'teardown'>): Promise<Database>
  /** URL of a new database which knows the folder's adapters already, as a gateway's second start finds it. */
  gatewayUrl(): Promise<string>
  /** URL of a new database without any table. */
  emptyUrl(): Promise<string>
}

/** A real PostgreSQL for one test file. Every test takes a database of its own from it: isolated, and quick to have. */
export async function startLedger(t: Pick<Test, 'teardown'>): Promise<TestLedger> {
  const own = sharedUrl === undefined ? await startLedgerServer(await temporaryFolder(t)) : undefined
  if (own !== undefined) t.teardown(() => own.stop())
  const url = own?.url ?? sharedUrl ?? ''
  const maintenance = connect(url, 2)
  const made: string[] = []
  t.teardown(async () => {
    // The own server goes as a whole. The shared one goes soon, with what could not be dropped: no test fails for that.
    if (own === undefined)
      for (const name of made)
        await maintenance.query(`DROP DATABASE ${name} WITH (FORCE)`).catch(() => undefined)
    await maintenance.close()
  })
  const create = async (template?: string) => {
    const name = `test_${randomBytes(8).toString('hex')}`
    await maintenance.query(`CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`)
    made.push(name)
    return databaseUrl(url, name)
  }
  return {
    freshUrl: () => create(templates.ledger),
    emptyUrl: () => create(),
    async gatewayUrl() {
      await own?.gatewayTemplate()
      return create(templates.gateway)
    },
    async fresh(t) {
      const database = connect(await create(templates.ledger))
      t.teardown(() => database.close())
      return database
    },
  }
}
