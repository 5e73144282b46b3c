import t from 'tap'
import { readToken } from '../../../src/adapter/auth/token-answer.ts'
import { answer } from '../platform.ts'
import { aDossier, create } from '../portal.ts'
import { openWith, startLgsp, token } from './support.ts'

const settings = {
  clientId: 'demoConsumerKey',
  secretClient: 'demoConsumerSecret',
  accessKey: 'demo-access',
  secretLgsp: 'demo-secret',
}
const oauth2 = (more: object = {}) => ({
  kind: 'oauth2',
  url: '{settings.baseUrl}/token',
  dialect: 'basic',
  clientId: '{settings.clientId}',
  clientSecret: '{settings.secretClient}',
  coolDownSeconds: 30,
  ...more,
})
const lgsp = (more: object = {}) => ({
  kind: 'lgspaccesstoken',
  accessKey: '{settings.accessKey}',
  secretKey: '{settings.secretLgsp}',
  appName: 'GATEWAY-DEMO',
  partnerCode: '000.00.00.H99',
  partnerCodeCus: '000.00.00.H99',
  ...more,
})
const lgspHeader =
  'eyJBY2Nlc3NLZXkiOiJkZW1vLWFjY2VzcyIsIlNlY3JldEtleSI6ImRlbW8tc2VjcmV0IiwiQXBwTmFtZSI6IkdBVEVXQVktREVNTyIsIlBhcnRuZXJDb2RlIjoiMDAwLjAwLjAwLkg5OSIsIlBhcnRuZXJDb2RlQ3VzIjoiMDAwLjAwLjAwLkg5OSJ9'

t.test('T1: the client in Basic, lgspaccesstoken beside the Bearer on calls only (§14.1, §14.3)', async t => {
  const platform = await startLgsp(t)
  const auth = [oauth2(), lgsp()]
  const { adapter } = await openWith(t, platform.url, { auth, settings })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), create), { outcome: { kind: 'delivered' } })
  const [asked] = platform.tokenCalls
  t.match(asked?.headers, {
    authorization: 'Basic ZGVtb0NvbnN1bWVyS2V5OmRlbW9Db25zdW1lclNlY3JldA==',
    'content-type': 'application/x-www-form-urlencoded',
  })
  t.equal(asked?.text, 'grant_type=client_credentials')
  t.equal(asked?.headers.lgspaccesstoken, undefined)
  t.match(platform.calls[0]?.headers, { authorization: `Bearer ${token(0)}`, lgspaccesstoken: lgspHeader })
})

t.test('T2: the client in the form; further parameters over it', async t => {
  const platform = await startLgsp(t)
  const parameters = { scope: 'default', username: '{settings.username}' }
  const auth = oauth2({ dialect: 'form', parameters })
  const { adapter } = await openWith(t, platform.url, { auth, settings })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(platform.tokenCalls[0]?.headers.authorization, undefined)
  t.strictSame(Object.fromEntries(new URLSearchParams(platform.tokenCalls[0]?.text)), {
    grant_type: 'client_credentials',
    client_id: 'demoConsumerKey',
    client_secret: 'demoConsumerSecret',
    scope: 'default',
    username: 'demo_tinh',
  })
})

t.test('T3: a step before signs the token call, which carries no Basic', async t => {
  const platform = await startLgsp(t)
  const auth = [lgsp(), oauth2({ dialect: 'bare', clientId: '', clientSecret: '' })]
  const { adapter } = await openWith(t, platform.url, { auth, settings })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(platform.tokenCalls, [
    { headers: { lgspaccesstoken: lgspHeader }, text: 'grant_type=client_credentials' },
  ])
  t.equal(platform.tokenCalls[0]?.headers.authorization, undefined)
  t.match(platform.calls[0]?.headers, { authorization: `Bearer ${token(0)}`, lgspaccesstoken: lgspHeader })
})

t.test('the variants: JSON body, token in another header, lgspaccesstoken bare in Authorization', async t => {
  const platform = await startLgsp(t)
  const auth = [
    oauth2({ dialect: 'json', header: 'access_token', scheme: '' }),
    lgsp({ header: 'Authorization' }),
  ]
  const { adapter } = await openWith(t, platform.url, { auth, settings })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.strictSame(JSON.parse(platform.tokenCalls[0]?.text ?? ''), {
    client_id: 'demoConsumerKey',
    client_secret: 'demoConsumerSecret',
  })
  t.match(platform.calls[0]?.headers, { access_token: token(0), authorization: lgspHeader })
})

t.test('twenty calls at once share one token', async t => {
  const platform = await startLgsp(t)
  platform.onToken = (response, _, turn) => {
    setTimeout(() => answer(response, { access_token: token(turn), expires_in: 3600 }), 30)
  }
  const { adapter } = await openWith(t, platform.url, { auth: oauth2(), settings })
  const records = await Promise.all(
    Array.from({ length: 20 }, () => adapter.deliver('dossier.deliver', aDossier(), create)),
  )
  t.ok(records.every(({ outcome }) => outcome.kind === 'delivered'))
  t.equal(platform.tokenCalls.length, 1)
})

t.test(
  'a token is trusted for what the server says, less a margin; WSO2 gives the same with less left',
  async t => {
    const platform = await startLgsp(t)
    let now = Date.parse('2026-01-05T08:00:00+07:00')
    const end = now + 1_000_000
    platform.onToken = response =>
      answer(response, { access_token: token(0), expires_in: String((end - now) / 1000) })
    const clock = () => new Date(now)
    const { adapter } = await openWith(t, platform.url, { auth: oauth2(), settings }, { clock })
    const deliver = () => adapter.deliver('dossier.deliver', aDossier(), create)
    await deliver()
    now += 969_000
    await deliver()
    t.equal(platform.tokenCalls.length, 1)
    now += 1_000
    await deliver()
    t.equal(platform.tokenCalls.length, 2, 'half a minute before its end')
    now += 26_000
    await deliver()
    t.equal(platform.tokenCalls.length, 2, 'one that has 30 s left is used for 27')
    now += 1_000
    await deliver()
    t.equal(platform.tokenCalls.length, 3)
  },
)

t.test('a token without a lifetime serves those who wait for it, and nobody later', async t => {
  const platform = await startLgsp(t)
  platform.onToken = (response, _, turn) => answer(response, { access_token: token(turn) })
  const { adapter } = await openWith(t, platform.url, { auth: oauth2(), settings })
  const deliver = () => adapter.deliver('dossier.deliver', aDossier(), create)
  await Promise.all([deliver(), deliver(), deliver()])
  t.equal(platform.tokenCalls.length, 1)
  await deliver()
  t.equal(platform.tokenCalls.length, 2)
})

t.test('a token that the platform rejects is renewed once, between all who hold it', async t => {
  const platform = await startLgsp(t)
  platform.onCall = (response, { headers }) =>
    headers.authorization === `Bearer ${token(0)}`
      ? answer(response, { error_code: 1, message: 'Invalid session' })
      : answer(response, { error_code: 0 })
  const { adapter } = await openWith(t, platform.url, { auth: [oauth2(), lgsp()], settings })
  const records = await Promise.all(
    Array.from({ length: 8 }, () => adapter.deliver('dossier.deliver', aDossier(), create)),
  )
  t.ok(records.every(({ outcome, reauthenticated }) => outcome.kind === 'delivered' && reauthenticated))
  t.equal(platform.tokenCalls.length, 2)
})

t.test('a platform that rejects every token is not asked in a loop', async t => {
  const platform = await startLgsp(t)
  platform.onCall = response => answer(response, { error_code: 1, message: 'Invalid session' })
  const { adapter } = await openWith(t, platform.url, { auth: oauth2(), settings })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), create), {
    outcome: { kind: 'retry', rule: 'session-rejected' },
  })
  t.equal(platform.tokenCalls.length, 2)
  t.equal(platform.calls.length, 2)
})

t.test('refused keys are the operator’s, and the server is not hammered', async t => {
  const platform = await startLgsp(t)
  let now = Date.parse('2026-01-05T08:00:00+07:00')
  platform.onToken = response => answer(response, { error: 'invalid_client' }, 401)
  const clock = () => new Date(now)
  const { adapter } = await openWith(t, platform.url, { auth: oauth2(), settings }, { clock })
  const deliver = () => adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(await deliver(), { outcome: { kind: 'retry', rule: 'login-refused', owner: 'operator' } })
  now += 10_000
  t.match(await deliver(), { outcome: { rule: 'login-refused', retryAfterSeconds: 20 } })
  t.equal(platform.tokenCalls.length, 1)
  t.equal(platform.calls.length, 0, 'no call goes out without')
})

t.test('a server without a token to give leaves the delivery for later', async t => {
  const platform = await startLgsp(t)
  const { adapter } = await openWith(t, platform.url, { auth: oauth2(), settings })
  for (const play of [
    (response: Parameters<typeof answer>[0]) => answer(response, 'bảo trì', 502),
    (response: Parameters<typeof answer>[0]) => answer(response, {}),
    (response: Parameters<typeof answer>[0]) => response.destroy(),
  ]) {
    platform.onToken = play
    t.match(await adapter.deliver('dossier.deliver', aDossier(), create), {
      outcome: { kind: 'retry', rule: 'login-unreachable', owner: 'upstream' },
    })
  }
  platform.onToken = response => answer(response, '', 429, { 'retry-after': '9' })
  const { outcome } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'retry', retryAfterSeconds: 9 })
  t.match((await adapter.deliver('dossier.deliver', aDossier(), create)).outcome, { retryAfterSeconds: 9 })
  t.equal(platform.tokenCalls.length, 4, 'the pause that it asks for holds here, too')
})

t.test('answers of a token endpoint, hostile ones among them', async t => {
  const read = (status: number, body: unknown) => readToken(status, Buffer.from(JSON.stringify(body)))
  const reply = {
    access_token: '00000000-1111-2222-3333-444444444444',
    scope: 'am_application_scope default',
    token_type: 'Bearer',
    expires_in: 3600,
  }
  t.strictSame(read(200, reply), { kind: 'token', value: reply.access_token, seconds: 3600 }, '§14.1')
  t.match(read(200, { access_token: 'a', expires_in: 60 }), { kind: 'token', seconds: 60 })
  t.match(read(200, { access_token: 'a', expires_in: -1 }), { kind: 'token', seconds: 0 })
  t.match(read(200, { access_token: 'a', expires_in: 1e300 }), { kind: 'token', seconds: 2_592_000 })
  t.match(read(200, { access_token: 'a', expires_in: 'soon' }), { kind: 'token', seconds: 0 })
  for (const bad of ['', 'a\r\nx-evil: 1', 'a b', 'x'.repeat(8193), 7, null, {}])
    t.match(read(200, { access_token: bad }), { kind: 'none' }, JSON.stringify(bad)?.slice(0, 20))
  t.match(read(200, { error: 'invalid_client' }), { kind: 'refused' })
  t.match(read(400, { error: 'invalid_grant' }), { kind: 'refused' })
  for (const body of [null, [], 'text', 7]) t.match(read(500, body), { kind: 'none' })
  t.match(readToken(200, Buffer.from('{')), { kind: 'none' })
})

t.test('no secret and no token is ever logged or told', async t => {
  const platform = await startLgsp(t)
  platform.onCall = (response, { headers }) =>
    answer(response, { error_code: -9, message: `Lỗi ${headers.authorization} ${headers.lgspaccesstoken}` })
  const changes = { auth: [oauth2(), lgsp()], settings, quote: true }
  const { adapter, logged } = await openWith(t, platform.url, changes)
  const record = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.ok(logged.some(({ message }) => message === 'token fetched'))
  t.match(record.outcome.message?.en, /“Lỗi Bearer ••• •••”/, 'the platform is quoted')
  const shown = JSON.stringify([logged, record])
  for (const secret of [settings.secretClient, settings.secretLgsp, token(0), lgspHeader])
    t.notOk(shown.includes(secret), secret)
})
