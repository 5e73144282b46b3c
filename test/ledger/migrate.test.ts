import t from 'tap'
import { migrate } from '../../src/ledger/migrate.ts'
import { connect, startLedger } from '../support/ledger.ts'

const ledger = await startLedger(t)

t.test('an empty database gets every table, once', async t => {
  const database = connect(await ledger.emptyUrl())
  t.teardown(() => database.close())
  const ran = await migrate(database)
  t.ok(ran.includes('0001-ledger.sql'))
  t.same(ran, [...ran].sort())
  const tables = await database.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  )
  for (const table of ['clients', 'messages', 'dossiers', 'steps', 'lanes', 'deliveries', 'attempts'])
    t.ok(
      tables.some(({ name }) => name === table),
      table,
    )
  await database.query("INSERT INTO admins (name, password_hash) VALUES ('kept', 'x')")
  t.same(await migrate(database), [], 'a second run does nothing')
  t.same(await database.query('SELECT name FROM admins'), [{ name: 'kept' }])
})

t.test('of processes that start together one migrates and the others find it done', async t => {
  const url = await ledger.emptyUrl()
  const databases = [connect(url), connect(url), connect(url)]
  t.teardown(() => Promise.all(databases.map(database => database.close())))
  const ran = await Promise.all(databases.map(migrate))
  const some = ran.filter(names => names.length > 0)
  t.equal(some.length, 1)
  t.same(
    await databases[0]?.query('SELECT name FROM migrations ORDER BY name'),
    some[0]?.map(name => ({ name })),
  )
})

t.test('a ledger of a newer version is refused and left as it is', async t => {
  const database = await ledger.fresh(t)
  await database.query("INSERT INTO migrations (name) VALUES ('9999-of-tomorrow.sql')")
  await t.rejects(migrate(database), {
    code: 'ledger-newer',
    params: { migration: '9999-of-tomorrow.sql' },
  })
})

t.test('a migration that fails leaves nothing half done', async t => {
  const database = connect(await ledger.emptyUrl())
  t.teardown(() => database.close())
  // In the way of a later table of the same migration.
  await database.query('CREATE TABLE attempts (other integer)')
  await t.rejects(migrate(database), { code: 'ledger-unavailable' })
  t.same(await database.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"), [
    { name: 'attempts' },
  ])
  await database.query('DROP TABLE attempts')
  t.ok((await migrate(database)).length > 0, 'and once mended it runs')
})
