import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { Admins } from '../../src/access/admins.ts'
import { Clients, operations } from '../../src/access/clients.ts'
import { bearerToken, newKey } from '../../src/access/key.ts'
import { connect, startLedger } from '../support/ledger.ts'

const ledger = await startLedger(t)
const url = await ledger.freshUrl()
const database = connect(url, 4)
t.teardown(() => database.close())

const dump = async (table: string) => JSON.stringify(await database.query(`SELECT t::text FROM ${table} t`))

t.test('a key is kept as its hash: neither it nor most of it is in the database', async t => {
  const clients = new Clients(database)
  const { client, key } = await clients.create({ name: 'Một cửa', agency: 'H99.17', operations })
  t.match(key, /^lt_[\w-]{43}$/)
  const rows = await dump('clients')
  t.notOk(rows.includes(key))
  t.ok(rows.includes(createHash('sha256').update(key).digest('hex')))
  const [listed] = await clients.list()
  t.match(listed, { id: client.id, keyHint: key.slice(0, 9), revokedAt: null })
  t.ok((listed?.keyHint.length ?? 0) < 12)
  t.notOk(JSON.stringify(await clients.list()).includes(key))
})

t.test('two keys are never the same, and only the whole key opens', async t => {
  const clients = new Clients(database)
  const keys = new Set(Array.from({ length: 1_000 }, () => newKey('lt').key))
  t.equal(keys.size, 1_000)
  const { client, key } = await clients.create({ name: 'a', agency: 'H99', operations: ['dossiers:read'] })
  t.same(await clients.byKey(key), { id: client.id, name: 'a', agency: 'H99', operations: ['dossiers:read'] })
  for (const wrong of [key.slice(0, -1), `${key}a`, key.toUpperCase(), key.replace('lt_', 'lta_'), '']) {
    t.equal(await clients.byKey(wrong), undefined)
  }
})

t.test('a revoked key closes at once here, and within two seconds in another process', async t => {
  const here = new Clients(database)
  const there = new Clients(connectFor(t))
  const { client, key } = await here.create({ name: 'b', agency: 'H99', operations })
  t.ok(await here.byKey(key))
  t.ok(await there.byKey(key))
  await here.revoke(client.id)
  t.equal(await here.byKey(key), undefined)
  await sleep(2_050)
  t.equal(await there.byKey(key), undefined)
  await t.rejects(here.revoke(client.id), { code: 'client-unknown' })
  t.ok((await here.list()).find(({ id }) => id === client.id)?.revokedAt instanceof Date)
})

t.test('a key made in another process opens here within two seconds, though it was tried before', async t => {
  const here = new Clients(database)
  const there = new Clients(connectFor(t))
  const { key, hash } = newKey('lt')
  t.equal(await here.byKey(key), undefined)
  const { client } = await there.create({ name: 'c', agency: 'H99', operations })
  await database.query({ text: 'UPDATE clients SET key_hash = $1 WHERE id = $2', values: [hash, client.id] })
  await sleep(2_050)
  t.ok(await here.byKey(key))
})

t.test('passwords are kept as scrypt with a salt of their own', async t => {
  const admins = new Admins(database)
  t.equal(await admins.any(), false)
  t.equal(await admins.create('lan', 'mật khẩu chung'), true)
  t.equal(await admins.create('lan', 'khác'), false, 'nobody takes over a name')
  await admins.create('minh', 'mật khẩu chung')
  const rows = await database.query<{ password_hash: string }>('SELECT password_hash FROM admins')
  t.equal(new Set(rows.map(row => row.password_hash)).size, 2)
  for (const { password_hash } of rows) t.match(password_hash, /^scrypt\$131072\$8\$1\$/)
  await t.rejects(admins.login('lan', 'khác'), { code: 'login-refused' })
  t.match(
    await admins.login('lan', 'mật khẩu chung'.normalize('NFD')),
    { token: /^lta_/ },
    'NFD is the same password',
  )
})

t.test('of a session only the hash is kept; it ends by time and by logging out', async t => {
  const admins = new Admins(database)
  const { token } = await admins.login('lan', 'mật khẩu chung')
  t.notOk((await dump('admin_sessions')).includes(token))
  t.equal(await admins.bySession(token), 'lan')
  t.equal(await new Admins(connectFor(t)).bySession(token), 'lan', 'in every process')
  await database.query(`UPDATE admin_sessions SET expires_at = now() - interval '1 ms'`)
  t.equal(await admins.bySession(token), undefined)
  const second = await admins.login('lan', 'mật khẩu chung')
  await admins.logout(second.token)
  t.equal(await admins.bySession(second.token), undefined)
  t.equal(await admins.bySession(''), undefined)
})

t.test(
  'after five failures a name must wait, also when they come at once, also with the right password',
  async t => {
    const admins = new Admins(database)
    const codes = await Promise.all(
      Array.from({ length: 8 }, () =>
        admins.login('minh', 'sai').catch(error => (error as { code: string }).code),
      ),
    )
    t.equal(codes.filter(code => code === 'login-refused').length, 5)
    t.equal(codes.filter(code => code === 'login-throttled').length, 3)
    await t.rejects(admins.login('minh', 'mật khẩu chung'), {
      code: 'login-throttled',
      retryAfterSeconds: /^\d+$/,
    })
    t.ok(await admins.login('lan', 'mật khẩu chung'), 'another name need not')
  },
)

t.test('a right password forgets the failures before it', async t => {
  const admins = new Admins(database)
  const failures = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () => t.rejects(admins.login('lan', 'sai'), { code: 'login-refused' })),
    )
  await failures(4)
  await admins.login('lan', 'mật khẩu chung')
  await failures(2)
})

t.test('an unknown name takes as long as a wrong password', async t => {
  const admins = new Admins(database)
  // The shortest of three: what the machine does besides can only add.
  const time = async (name: string) => {
    const times: number[] = []
    while (times.length < 3) {
      const began = performance.now()
      await admins.login(name, 'sai').catch(() => undefined)
      times.push(performance.now() - began)
    }
    return Math.min(...times)
  }
  await time('ai đó')
  const known = await time('lan')
  const unknown = await time('không có ai')
  // scrypt takes hundreds of ms, a look-up about one: far enough apart for a machine under load.
  t.ok(unknown > known / 4 && known > unknown / 4, `${Math.round(known)} and ${Math.round(unknown)} ms`)
  t.ok(unknown > 40)
})

t.test('guesses under ever new names do not take the memory: most of a flood is sent away', async t => {
  const admins = new Admins(database)
  const guesses = Array.from({ length: 30 }, (_, number) => admins.login(`guess ${number}`, 'wrong'))
  const codes = (await Promise.allSettled(guesses)).map(
    result => (result as PromiseRejectedResult).reason.code as string,
  )
  t.equal(codes.filter(code => code === 'login-busy').length, 20)
  t.equal(codes.filter(code => code === 'login-refused').length, 10)
})

t.test('a bearer token is read as RFC 6750 writes it', async t => {
  t.equal(bearerToken('Bearer lt_abc'), 'lt_abc')
  t.equal(bearerToken('bearer   lt_abc  '), 'lt_abc')
  for (const wrong of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    'Bearer a b',
    'Bearer a,b',
    'xBearer a',
  ]) {
    t.equal(bearerToken(wrong), undefined, String(wrong))
  }
})

function connectFor(t: { teardown(work: () => Promise<void>): void }) {
  const other = connect(url, 1)
  t.teardown(() => other.close())
  return other
}
