import t from 'tap'
import { Seal } from '../../src/ledger/seal.ts'
import { openTokens, sharedTokens } from '../../src/registry/shared-tokens.ts'
import { answer } from '../adapter/platform.ts'
import { aDossier, create, openPortal } from '../adapter/portal.ts'
import { eventually } from '../support/eventually.ts'
import { redisMissing, startRedis } from '../support/redis.ts'

const seal = new Seal(Buffer.alloc(32, 7))
const inAMinute = () => new Date(Date.now() + 60_000)

t.test('without a Redis there is nothing to share', async t => {
  t.equal(openTokens(undefined, seal), undefined)
})

t.test('tokens in Redis', { skip: redisMissing ?? false }, async t => {
  const redis = await startRedis(t)
  const process = () => {
    const tokens = sharedTokens(redis.url, seal)
    t.teardown(() => tokens.close())
    return tokens
  }
  const raw = (key: string) => redis.command('GET', `lienthong:token:${key}`)

  t.test('what one process keeps, another finds, sealed and with an end', async t => {
    const [a, b] = [process(), process()]
    const expiresAt = inAMinute()
    await a.put('k', { value: 'phien-bi-mat', expiresAt })
    t.strictSame(await b.get('k'), { value: 'phien-bi-mat', expiresAt })
    t.equal(await b.get('khac'), undefined)
    const stored = String(await raw('k'))
    t.notMatch(`${stored}${Buffer.from(stored, 'base64')}`, /bi-mat/)
    const left = Number(await redis.command('PTTL', 'lienthong:token:k'))
    t.ok(left > 50_000 && left <= 60_000, `${left} ms`)
  })

  t.test('one that is rejected is forgotten everywhere; a newer one stays', async t => {
    const [a, b] = [process(), process()]
    await a.put('r', { value: 'cu', expiresAt: inAMinute() })
    await b.get('r')
    await a.drop('r', 'cu')
    t.equal(await raw('r'), null)
    await a.put('r', { value: 'moi', expiresAt: inAMinute() })
    await b.drop('r', 'cu')
    t.match(await b.get('r'), { value: 'moi' })
  })

  t.test('what is not ours, or not under its own key, is no token', async t => {
    const a = process()
    await redis.command('SET', 'lienthong:token:x', 'rac')
    t.equal(await a.get('x'), undefined)
    await a.put('one', { value: 'v', expiresAt: inAMinute() })
    await redis.command('SET', 'lienthong:token:two', String(await raw('one')))
    t.equal(await a.get('two'), undefined)
    const stranger = sharedTokens(redis.url, new Seal(Buffer.alloc(32, 8)))
    t.teardown(() => stranger.close())
    t.equal(await stranger.get('one'), undefined)
  })

  t.test('two processes log in once', async t => {
    const { adapter, platform } = await openPortal(t, {}, { tokens: process() })
    const other = await openPortal(t, { baseUrl: platform.url }, { tokens: process() })
    platform.onCall = response => answer(response, { error_code: 0 })
    for (const { deliver } of [adapter, other.adapter])
      t.match(await deliver('dossier.deliver', aDossier(), create), { outcome: { kind: 'delivered' } })
    t.equal(platform.calls.length, 2)
    t.equal(platform.logins.length, 1)
  })

  t.test(
    'while Redis is away each process has its own, without long waits; later they share again',
    async t => {
      const [a, b] = [process(), process()]
      await a.put('w', { value: 'chung', expiresAt: inAMinute() })
      await redis.stop()
      const start = performance.now()
      await a.put('w2', { value: 'rieng', expiresAt: inAMinute() })
      t.match(await a.get('w2'), { value: 'rieng' })
      t.match(await a.get('w'), { value: 'chung' })
      t.equal(await b.get('w2'), undefined)
      await a.drop('w2', 'rieng')
      t.equal(await a.get('w2'), undefined)
      t.ok(performance.now() - start < 5_000)
      await redis.start()
      await eventually(async () => {
        await a.put('w3', { value: 'lai', expiresAt: inAMinute() })
        return (await b.get('w3'))?.value === 'lai'
      }, 10_000)
    },
  )
})
