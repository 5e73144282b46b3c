import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import t from 'tap'
import { makeAuthority, opensslMissing } from '../egress/certificates.ts'
import { serve } from '../egress/support.ts'
import { answer } from '../platform.ts'
import { aDossier, create, portalFolder } from '../portal.ts'
import { openWith, startLgsp, token } from './support.ts'

const login = JSON.parse(await readFile(new URL('adapter.json', portalFolder), 'utf8')).auth
const settings = {
  clientId: 'demo',
  secretClient: 'bi-mat-1',
  secretPass: 'demoKeyPass',
  secretKey: 'demo-secret-key',
}
const oauth2 = {
  kind: 'oauth2',
  url: '{settings.baseUrl}/token',
  dialect: 'basic',
  clientId: '{settings.clientId}',
  clientSecret: '{settings.secretClient}',
  coolDownSeconds: 30,
}

t.test('Bearer, keys in headers and a session together; the login carries what stands before it', async t => {
  const platform = await startLgsp(t)
  const headers = {
    AuthHash: { $base64: { of: ['demoKeyName', '{settings.secretPass}'], join: ':' } },
    'X-Authentication-Token': '{settings.secretPass}',
    'X-Empty': '',
  }
  const auth = [oauth2, { kind: 'headers', headers }, login]
  const { adapter } = await openWith(t, platform.url, { auth, settings })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), create), { outcome: { kind: 'delivered' } })
  const expected = {
    authorization: `Bearer ${token(0)}`,
    authhash: 'ZGVtb0tleU5hbWU6ZGVtb0tleVBhc3M=',
    'x-authentication-token': 'demoKeyPass',
  }
  t.match(platform.logins[0]?.headers, expected)
  t.match(platform.calls[0]?.headers, expected)
  t.notOk('x-empty' in (platform.calls[0]?.headers ?? {}))
  t.equal(JSON.parse(platform.calls[0]?.text ?? '').session, 'phien-bi-mat-1')
})

t.test('a login whose Bearer is rejected lets the token be renewed', async t => {
  const platform = await startLgsp(t)
  platform.onLogin = (response, { headers }) =>
    headers.authorization === `Bearer ${token(0)}`
      ? answer(response, { fault: { code: 900901 } }, 419)
      : answer(response, { error_code: 0, session: 's' })
  const stale = { id: 'token-stale', when: { status: 419 }, outcome: 'reauthenticate' }
  const auth = [oauth2, { ...login, outcomes: [stale, ...login.outcomes] }]
  const { adapter } = await openWith(t, platform.url, { auth, settings })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), create), { outcome: { kind: 'retry' } })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), create), { outcome: { kind: 'delivered' } })
  t.equal(platform.tokenCalls.length, 2)
})

t.test('two steps that fetch something share the time of one exchange', async t => {
  const platform = await startLgsp(t)
  platform.onLogin = () => {}
  const auth = [oauth2, login]
  const limits = { timeoutMs: 3_000 }
  const { adapter } = await openWith(t, platform.url, { auth, settings, limits })
  const { outcome, durationMs } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'retry', rule: 'login-unreachable' })
  t.ok(durationMs < 2_750, `${durationMs} ms`)
})

t.test('Basic with a digest of the moment, for each request anew', async t => {
  const platform = await startLgsp(t)
  let now = 1_767_225_600_000
  const auth = {
    kind: 'basic-digest',
    username: 'ubnd_demo',
    secret: '{settings.secretKey}',
    serviceUrl: '/XacThucThongTin/demo',
  }
  const { adapter } = await openWith(t, platform.url, { auth, settings }, { clock: () => new Date(now) })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  now += 1
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(platform.calls, [
    {
      headers: {
        timestamp: '1767225600000',
        authorization:
          'Basic dWJuZF9kZW1vOmY5ZTkwMzI0OWY1OGRjMzc0NzM3YTRjYWI3MDRjYTJmNGZiNTAxMDMxZTdiMmVmMDgxN2NmZDgxYjMxOTc5MTM=',
      },
    },
    { headers: { timestamp: '1767225600001' } },
  ])
})

t.test('VXP: the parameters of a call go out signed', async t => {
  const platform = await startLgsp(t)
  const auth = {
    kind: 'vxp-signature',
    systemId: '000.00.00.H99',
    secret: '{settings.secretKey}',
    parameters: ['servicetype'],
  }
  const { adapter } = await openWith(t, platform.url, { auth, settings, headers: { servicetype: 'eDoc' } })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  const heard = platform.calls[0]?.headers ?? {}
  t.match(heard, { 'xroadvnpt-servicetype': 'eDoc', 'xroadvnpt-hash-header': /^[0-9a-f]{64}$/ })
  t.equal(heard.servicetype, undefined)
})

t.test('plain Basic', async t => {
  const platform = await startLgsp(t)
  const auth = { kind: 'basic', username: '{settings.username}', password: '{settings.password}' }
  const { adapter } = await openWith(t, platform.url, { auth })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(
    platform.calls[0]?.headers.authorization,
    `Basic ${Buffer.from('demo_tinh:mat-khau-bi-mat').toString('base64')}`,
  )
})

t.test(
  'mutual TLS with the authority and the certificate of the settings',
  { skip: opensslMissing ?? false },
  async t => {
    const authority = makeAuthority(t)
    const client = authority.issue('DNS:cong.invalid')
    const options = { ...authority.issue('IP:127.0.0.1'), ca: authority.cert, requestCert: true }
    const server = createServer(options, (_, response) => answer(response, { error_code: 0 }))
    const { origin } = await serve(t, server, 'https')
    const changes = {
      auth: [
        { kind: 'client-certificate', certificate: '{settings.certificate}', key: '{settings.secretKey}' },
        { kind: 'basic', username: '{settings.username}', password: '{settings.password}' },
      ],
      tls: { ca: '{settings.authority}' },
    }
    const own = { authority: authority.cert, certificate: client.cert, secretKey: client.key }
    const { adapter } = await openWith(t, origin, { ...changes, settings: own })
    t.match(await adapter.deliver('dossier.deliver', aDossier(), create), { outcome: { kind: 'delivered' } })
    const without = { authority: authority.cert, certificate: '', secretKey: '' }
    const { adapter: other } = await openWith(t, origin, { ...changes, settings: without })
    t.not((await other.deliver('dossier.deliver', aDossier(), create)).outcome.kind, 'delivered')
    const { adapter: distrustful } = await openWith(t, origin, {
      ...changes,
      settings: { ...own, authority: '' },
    })
    t.match((await distrustful.deliver('dossier.deliver', aDossier(), create)).outcome, {
      kind: 'retry',
      rule: 'unsent',
      owner: 'operator',
      code: 'platform-not-trusted',
    })
  },
)

t.test('only hosts of the manifest are called; those whose setting is empty are left out', async t => {
  const platform = await startLgsp(t)
  const elsewhere = await startLgsp(t)
  const there = { ...settings, tokenUrl: `${elsewhere.url}/token`, other: '' }
  const auth = { ...oauth2, url: '{settings.tokenUrl}' }
  await t.rejects(openWith(t, platform.url, { auth, settings: there }), { code: 'adapter-invalid' })
  const hosts = ['{settings.baseUrl}', '{settings.tokenUrl}', '{settings.other}']
  const { adapter } = await openWith(t, platform.url, { auth, hosts, settings: there })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), create), { outcome: { kind: 'delivered' } })
  t.equal(elsewhere.tokenCalls.length, 1)
  const wrong = { auth, hosts: ['ftp://a.invalid'], settings: there }
  await t.rejects(openWith(t, platform.url, wrong), { code: 'adapter-invalid', params: { reason: /hosts/ } })
})

t.test('a platform in a network that nobody has allowed is the operator’s to allow', async t => {
  const platform = await startLgsp(t)
  for (const [auth, rule] of [
    [{ kind: 'none' }, 'unsent'],
    [login, 'login-unreachable'],
    [oauth2, 'login-unreachable'],
  ]) {
    const { adapter } = await openWith(t, platform.url, { auth, settings }, { allowedNetworks: [] })
    t.match((await adapter.deliver('dossier.deliver', aDossier(), create)).outcome, {
      kind: 'retry',
      rule,
      owner: 'operator',
      code: 'platform-address-refused',
    })
  }
  t.equal(platform.calls.length, 0)
})

t.test('auth that makes no sense is refused with the reason', async t => {
  const basic = { kind: 'basic', username: 'u', password: '{settings.password}' }
  for (const [auth, reason] of [
    [{ ...basic, password: '{settings.username}' }, /username is a secret of basic and needs "writeOnly"/],
    [{ ...oauth2, clientSecret: '{settings.clientId}' }, /clientId is a secret of oauth2/],
    [[oauth2, basic], /two steps write the header authorization/],
    [[oauth2, { ...oauth2, header: 'X-Other' }], /oauth2 twice/],
    [[{ ...oauth2, dialect: 'bare' }], /needs a step before it/],
    [{ kind: 'basic', username: 'u' }, /password/],
    [{ ...basic, realm: 'x' }, /realm is not part/],
    [{ kind: 'kerberos' }, /auth/],
    [[], /auth/],
    [{ ...oauth2, url: 'token' }, /the address of the token is none/],
  ] as const) {
    const opening = openWith(t, 'https://a.invalid', { auth, settings })
    await t.rejects(opening, { code: 'adapter-invalid', params: { reason } }, String(reason))
  }
})
