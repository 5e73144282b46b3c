import t from 'tap'
import { Grants } from '../../src/ledger/grants.ts'
import { Seal } from '../../src/ledger/seal.ts'
import { connect, startLedger } from '../support/ledger.ts'

const ledger = await startLedger(t)
const seal = new Seal(Buffer.alloc(32, 7))
const expiresAt = new Date('2026-11-23T00:00:00Z')

t.test('two processes renew one after the other: each is handed what the one before has kept', async t => {
  const url = await ledger.freshUrl()
  const [here, there] = [connect(url, 2), connect(url, 2)]
  t.teardown(() => Promise.all([here.close(), there.close()]))
  const handed: (string | undefined)[] = []
  const turns = [here, there, here, there].map((database, turn) =>
    new Grants(database, seal).renew('key', async kept => {
      handed.push(kept?.refresh)
      await new Promise(resolve => setTimeout(resolve, 20))
      return { refresh: `refresh-${turn}`, access: `access-${turn}`, expiresAt }
    }),
  )
  await Promise.all(turns)
  t.equal(handed[0], undefined)
  t.equal(new Set(handed).size, 4, 'nobody is handed the same twice')
  const kept = await new Grants(here, seal).get('key')
  t.strictSame(kept?.expiresAt, expiresAt)
  const rows = await here.query('SELECT * FROM grants')
  t.notMatch(JSON.stringify(rows), /refresh-|access-/)
  t.notOk(String((rows[0] as { sealed: Buffer }).sealed).includes('refresh-'), 'sealed at rest')
})

t.test('a renewal that gives nothing, or fails, leaves what was kept', async t => {
  const grants = new Grants(await ledger.fresh(t), seal)
  t.equal(await grants.get('key'), undefined)
  await grants.renew('key', async () => undefined)
  t.equal(await grants.get('key'), undefined)
  const grant = { refresh: 'r', access: 'a', expiresAt }
  await grants.renew('key', async () => grant)
  await t.rejects(
    grants.renew('key', async () => {
      throw new RangeError('the platform answered nonsense')
    }),
  )
  t.strictSame(await grants.get('key'), grant)
})

t.test('a renewal that was cut off or refused is seen, by adapter, until a new one is kept', async t => {
  const grants = new Grants(await ledger.fresh(t), seal)
  t.same(await grants.newest(), [])
  await t.rejects(
    grants.renew('old', async () => Promise.reject(new RangeError('the process died')), 'zalo-zns'),
  )
  t.match(await grants.newest(), [
    { adapter: 'zalo-zns', attempted_at: Date, refused_at: null, renewed_at: null },
  ])
  await grants.renew('old', async () => 'refused', 'zalo-zns')
  t.match(await grants.newest(), [{ attempted_at: null, refused_at: Date }])
  await grants.forgive('zalo-zns')
  t.match(await grants.newest(), [{ attempted_at: null, refused_at: null }])
  await grants.renew('old', async () => 'refused', 'zalo-zns')
  await grants.renew('new', async () => ({ refresh: 'r', access: 'a', expiresAt }), 'zalo-zns')
  t.match(await grants.newest(), [
    { adapter: 'zalo-zns', refused_at: null, attempted_at: null, renewed_at: Date },
  ])
  await grants.renew('new', async kept => kept && 'refused', 'zalo-zns')
  t.match(await grants.newest(), [{ refused_at: Date }])
  t.match(await grants.get('new'), { refresh: 'r' }, 'what is kept stays: it may be taken yet')
})
