import t from 'tap'
import { memoryGrants } from '../../../src/adapter/auth/grants.ts'
import { answer } from '../platform.ts'
import { aDossier, create } from '../portal.ts'
import { type Lgsp, openWith, startLgsp } from './support.ts'

const settings = { appId: '300', secretApp: 'DEMO-SECRET', secretRefresh: 'refresh-0' }
const auth = {
  kind: 'refresh-token',
  url: '{settings.baseUrl}/token',
  refreshToken: '{settings.secretRefresh}',
  parameters: { app_id: '{settings.appId}' },
  headers: { secret_key: '{settings.secretApp}' },
  header: 'access_token',
  scheme: '',
  coolDownSeconds: 30,
}

/** An account whose refresh token is good once: used again it is refused, as an error inside HTTP 200. */
function rotate(platform: Lgsp, seconds = 90_000): { valid: () => string } {
  let turn = 0
  platform.onToken = (response, { text, headers }) => {
    const given = new URLSearchParams(text)
    const fits = given.get('refresh_token') === `refresh-${turn}` && given.get('app_id') === '300'
    if (!fits || headers.secret_key !== 'DEMO-SECRET' || given.get('grant_type') !== 'refresh_token')
      return answer(response, { error: -14014, error_name: 'Invalid refresh token' })
    turn++
    return answer(response, {
      access_token: `access-${turn}`,
      refresh_token: `refresh-${turn}`,
      expires_in: String(seconds),
    })
  }
  return { valid: () => `access-${turn}` }
}

const send = { ...create }

t.test('one refresh for all who wait, the token in the header that the platform wants', async t => {
  const platform = await startLgsp(t)
  rotate(platform)
  const { adapter } = await openWith(t, platform.url, { auth, settings })
  const records = await Promise.all(
    Array.from({ length: 5 }, () => adapter.deliver('dossier.deliver', aDossier(), send)),
  )
  t.ok(records.every(({ outcome }) => outcome.kind === 'delivered'))
  t.equal(platform.tokenCalls.length, 1)
  t.ok(platform.calls.every(({ headers }) => headers.access_token === 'access-1'))
})

t.test('two processes share one chain: nobody ever uses a refresh token twice', async t => {
  const platform = await startLgsp(t)
  // Trusted for no time at all: every call needs a new one.
  rotate(platform, 0)
  const grants = memoryGrants()
  const open = () => openWith(t, platform.url, { auth, settings }, { grants })
  const [first, second] = await Promise.all([open(), open()])
  for (let round = 0; round < 3; round++) {
    const records = await Promise.all(
      [first, second].map(({ adapter }) => adapter.deliver('dossier.deliver', aDossier(), send)),
    )
    t.ok(records.every(({ outcome }) => outcome.kind === 'delivered'))
  }
  const used = platform.tokenCalls.map(({ text }) => new URLSearchParams(text).get('refresh_token'))
  t.equal(new Set(used).size, used.length)
})

t.test('an access token that the platform rejects is renewed, with the next refresh token', async t => {
  const platform = await startLgsp(t)
  const account = rotate(platform)
  const { adapter } = await openWith(t, platform.url, { auth, settings })
  platform.onCall = (response, { headers }, turn) =>
    turn === 0 || headers.access_token !== account.valid()
      ? answer(response, { error_code: -2, message: 'session' })
      : answer(response, { error_code: 0, message: 'Thành công', result: [] })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), send), { outcome: { kind: 'delivered' } })
  t.equal(platform.tokenCalls.length, 2)
})

t.test('what the store could not take is not lost with the next attempt', async t => {
  const platform = await startLgsp(t)
  rotate(platform)
  const inner = memoryGrants()
  let away = true
  const grants = {
    get: inner.get,
    renew: (key: string, renew: Parameters<typeof inner.renew>[1]) =>
      inner.renew(key, async kept => {
        const next = await renew(kept)
        if (away) throw new Error('away')
        return next
      }),
  }
  const { adapter } = await openWith(t, platform.url, { auth, settings }, { grants })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), send), {
    outcome: { kind: 'retry', rule: 'login-unreachable' },
  })
  away = false
  t.match(await adapter.deliver('dossier.deliver', aDossier(), send), { outcome: { kind: 'delivered' } })
  t.equal(platform.tokenCalls.length, 1, 'the refresh token was used once')
})

t.test('a refused refresh token pauses, and says whose it is to mend', async t => {
  const platform = await startLgsp(t)
  rotate(platform)
  const { adapter, logged } = await openWith(t, platform.url, {
    auth,
    settings: { ...settings, secretRefresh: 'refresh-of-yesterday' },
  })
  for (let round = 0; round < 2; round++) {
    t.match(await adapter.deliver('dossier.deliver', aDossier(), send), {
      outcome: { kind: 'retry', rule: 'login-refused' },
    })
  }
  t.equal(platform.tokenCalls.length, 1)
  t.notMatch(JSON.stringify(logged), /refresh-of-yesterday|DEMO-SECRET/)
})

t.test('where another way is better than waiting, a lost token refuses the message at once', async t => {
  const platform = await startLgsp(t)
  rotate(platform)
  const { adapter } = await openWith(t, platform.url, {
    auth: { ...auth, whenRefused: 'refuse' },
    settings: { ...settings, secretRefresh: 'refresh-of-yesterday' },
  })
  for (let round = 0; round < 2; round++) {
    t.match(await adapter.deliver('dossier.deliver', aDossier(), send), {
      outcome: { kind: 'refused', rule: 'grant-lost', owner: 'operator', code: 'platform-grant-lost' },
    })
  }
  t.equal(platform.tokenCalls.length, 1, 'the second one did not ask again')
  t.equal(platform.calls.length, 0)
})

t.test('a secret of the token request that is not marked as one is refused', async t => {
  const platform = await startLgsp(t)
  const open = { ...auth, headers: { secret_key: '{settings.appId}' } }
  await t.rejects(openWith(t, platform.url, { auth: open, settings }), /writeOnly/)
})
