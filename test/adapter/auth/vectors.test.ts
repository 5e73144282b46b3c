import t from 'tap'
import type { Step } from '../../../src/adapter/auth/auth.ts'
import { basicDigest, digestOf } from '../../../src/adapter/auth/basic-digest.ts'
import { lgspValue } from '../../../src/adapter/auth/lgsp-access-token.ts'
import { signedText, vxpHash, vxpSignature, vxpTimestamp } from '../../../src/adapter/auth/vxp-signature.ts'
import type { Signable } from '../../../src/adapter/egress/outgoing.ts'

const clock = () => new Date(1_767_225_600_123)

async function signed(step: Step, headers: Record<string, string>) {
  const grant = await step.grant('test', { values: {} })
  const request: Signable = { method: 'POST', url: new URL('https://api.invalid/'), headers }
  return 'sign' in grant && grant.sign !== undefined ? grant.sign(request) : {}
}

t.test('lgspaccesstoken is base64 of compact JSON in the order of every client seen (§14.2)', async t => {
  const value = lgspValue({
    accessKey: 'demo-access',
    secretKey: 'demo-secret',
    appName: 'GATEWAY-DEMO',
    partnerCode: '000.00.00.H99',
    partnerCodeCus: '000.00.00.H99',
  })
  t.equal(
    value,
    'eyJBY2Nlc3NLZXkiOiJkZW1vLWFjY2VzcyIsIlNlY3JldEtleSI6ImRlbW8tc2VjcmV0IiwiQXBwTmFtZSI6IkdBVEVXQVktREVNTyIsIlBhcnRuZXJDb2RlIjoiMDAwLjAwLjAwLkg5OSIsIlBhcnRuZXJDb2RlQ3VzIjoiMDAwLjAwLjAwLkg5OSJ9',
  )
})

const population = {
  username: 'ubnd_demo',
  secret: 'demo-secret-key',
  serviceUrl: '/XacThucThongTin/demo',
}

t.test('the digest of the population database (§8.3) is in the Basic of that moment (§14.4)', async t => {
  const { username, secret, serviceUrl } = population
  t.equal(
    digestOf(serviceUrl, username, '1767225600000', secret),
    'f9e903249f58dc374737a4cab704ca2f4fb501031e7b2ef0817cfd81b3197913',
  )
  let now = 1_767_225_600_000
  const step = basicDigest({ ...population, clock: () => new Date(now) })
  t.strictSame(await signed(step, { authorization: 'cũ', ApiKey: 'demo' }), {
    ApiKey: 'demo',
    Timestamp: '1767225600000',
    Authorization:
      'Basic dWJuZF9kZW1vOmY5ZTkwMzI0OWY1OGRjMzc0NzM3YTRjYWI3MDRjYTJmNGZiNTAxMDMxZTdiMmVmMDgxN2NmZDgxYjMxOTc5MTM=',
  })
  const grant = await step.grant('test', { values: {} })
  const request: Signable = { method: 'POST', url: new URL('https://api.invalid/'), headers: {} }
  const sign = 'sign' in grant ? grant.sign : undefined
  const first = sign?.(request)
  now += 1
  t.match(sign?.(request), { Timestamp: '1767225600001' }, 'one grant, each request at its own time')
  t.not(first?.Authorization, sign?.(request).Authorization)
})

t.test('VXP headers are signed as its client does (§3.3)', async t => {
  t.equal(vxpTimestamp(clock()), '01012026T070000+0123')
  t.equal(
    vxpHash(
      '{"XroadVnpt-timestamp":"01012026T070000+0123","XroadVnpt-systemid":"000.00.00.H99","XroadVnpt-Content-Type":"application/json","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc"}',
      'demo-vxp-secret',
    ),
    '648efea1a6c8b8bdff4a6b29f8dccaac962d3513338877fc5ff1d0abb7108421',
  )
  const step = vxpSignature({
    systemId: '000.00.00.H99',
    secret: 'demo-vxp-secret',
    parameters: ['servicetype', 'messagetype', 'docId'],
    clock,
  })
  const headers = await signed(step, {
    'content-type': 'application/json',
    accept: 'application/json',
    ServiceType: 'eDoc',
    messagetype: 'edoc',
  })
  t.match(headers, {
    accept: 'application/json',
    'Content-Type': 'application/json',
    'User-Agent': 'JAVASDKAgent/1.0.0 XRoad/VPCP',
    'XroadVnpt-version': '3.0.201608',
    'XroadVnpt-timestamp': '01012026T070000+0123',
    'XroadVnpt-ServiceType': 'eDoc',
    'XroadVnpt-sign-header-key':
      'XroadVnpt-timestamp;XroadVnpt-systemid;XroadVnpt-Content-Type;XroadVnpt-ServiceType;XroadVnpt-messagetype',
  })
  t.equal(
    headers['XroadVnpt-hash-header'],
    vxpHash(headers['XroadVnpt-sign-header'] ?? '', 'demo-vxp-secret'),
  )
  t.notOk('ServiceType' in headers || 'messagetype' in headers || 'content-type' in headers)
  t.strictSame(
    Object.keys(JSON.parse(headers['XroadVnpt-sign-header'] ?? '')),
    headers['XroadVnpt-sign-header-key']?.split(';'),
    'one order in both',
  )
})

t.test('what is signed can stand in a header', async t => {
  t.equal(signedText([['a', 'Hồ\nsơ']]), '{"a":"H\\u1ed3\\ns\\u01a1"}')
})
