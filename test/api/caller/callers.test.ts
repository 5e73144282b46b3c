import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request as call } from 'node:https'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import t from 'tap'
import type { CallerSettings } from '../../../src/api/caller/caller.ts'
import { listenTls } from '../../../src/tls-listener.ts'
import { makeAuthority, opensslMissing, type Pair } from '../../adapter/egress/certificates.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { startGateway } from '../../support/gateway.ts'
import { startLedger } from '../../support/ledger.ts'
import { memoryLog } from '../../support/log.ts'
import { bankFiles, settings } from '../../support/trial-bank.ts'
import { startApi } from '../support.ts'

// Who calls: by the address and the certificate that the connection proves, or that a trusted proxy hands over.
if (opensslMissing !== undefined) t.bailout(opensslMissing)
const ledger = await startLedger(t)
const authority = makeAuthority(t)
const stranger = makeAuthority(t)
const bank = authority.issue('DNS:bank', '-subj', '/CN=bank.example')
const server = authority.issue('IP:127.0.0.1')
const escaped = encodeURIComponent(bank.cert)
const { fingerprint256: fingerprint } = new X509Certificate(bank.cert)

async function start(callers: CallerSettings, changed: Record<string, unknown> = {}) {
  const { lines, log } = memoryLog('info')
  const gateway = await startGateway(t, {
    databaseUrl: await ledger.freshUrl(),
    portalUrl: 'http://127.0.0.1:9',
    role: 'gateway',
    callers,
    log,
  })
  const { version, report } = await gateway.desk.registrar.register(filesWithCertificate(), { who: 'test' })
  if (!report.passed) throw new Error(JSON.stringify(report.findings))
  const pinned = { ...settings, networks: ['198.51.100.7'], pins: [fingerprint], ...changed }
  await gateway.desk.settings.set('trial-bank', pinned, { who: 'test' })
  await gateway.desk.registrar.activate('trial-bank', version.version, 'test')
  const hello = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateway.url}/platforms/trial-bank/bank.hello`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${settings.token}`, ...headers },
      body: '{"MaHoSo":"A"}',
    })
    return response.status
  }
  return { gateway, hello, lines }
}

/** `bank.hello` takes the token from one network, with one certificate. */
function filesWithCertificate() {
  const files = bankFiles()
  const text = (path: string) => String(files.get(path))
  const manifest = JSON.parse(text('adapter.json'))
  const { properties } = manifest.settings
  properties.pins = { type: 'array', items: { type: 'string' }, default: [] }
  properties.authorities = { type: 'string', default: '' }
  manifest.inbound['bank.hello'].auth.push({
    kind: 'client-certificate',
    fingerprints: '{settings.pins}',
    authorities: '{settings.authorities}',
  })
  const set = JSON.parse(text('fixtures/settings.json'))
  const fixture = JSON.parse(text('fixtures/hello.json'))
  for (const one of fixture.calls) one.certificate = bank.cert
  const [first] = fixture.calls
  fixture.calls.push({
    ...first,
    about: 'without',
    certificate: undefined,
    admitted: false,
    canonical: undefined,
    reply: { status: 401 },
  })
  files.set('adapter.json', JSON.stringify(manifest))
  files.set('fixtures/settings.json', JSON.stringify({ ...set, pins: [fingerprint] }))
  files.set('fixtures/hello.json', JSON.stringify(fixture))
  return files
}

const proxied: CallerSettings = {
  proxies: {
    trusted: ['127.0.0.1'],
    addressHeader: 'x-forwarded-for',
    certificateHeader: 'ssl-client-cert',
    fingerprintHeader: 'x-client-sha256',
  },
  verifiedOnly: false,
}
const from = { 'x-forwarded-for': '198.51.100.7' }

t.test('a trusted proxy is believed about address and certificate', async t => {
  const { hello } = await start(proxied)
  t.equal(await hello({ ...from, 'ssl-client-cert': escaped }), 200)
  t.equal(await hello({ ...from, 'SSL-Client-Cert': escaped }), 200)
  t.equal(await hello({ ...from, 'x-client-sha256': fingerprint }), 200)
  t.equal(await hello(from), 401, 'no certificate')
  t.equal(await hello({ 'ssl-client-cert': escaped }), 401, 'another address: the proxy’s own')
  t.equal(await hello({ 'x-forwarded-for': '198.51.100.7, 203.0.113.9', 'ssl-client-cert': escaped }), 401)
  t.equal(await hello({ 'x-forwarded-for': '203.0.113.9, 198.51.100.7', 'ssl-client-cert': escaped }), 200)
  t.equal(await hello({ forwarded: 'for=198.51.100.7', 'ssl-client-cert': escaped }), 401, 'not their header')
  const other = encodeURIComponent(authority.issue('DNS:bank').cert)
  t.equal(await hello({ ...from, 'ssl-client-cert': other }), 401)
  t.equal(
    await hello({ ...from, 'ssl-client-cert': other, 'x-client-sha256': fingerprint }),
    401,
    'of two the certificate counts',
  )
})

t.test('what anybody else writes into these headers counts for nothing, and is told', async t => {
  const { proxies } = proxied
  const { hello, lines } = await start({ ...proxied, proxies: { ...proxies, trusted: ['10.0.0.1'] } })
  t.equal(await hello({ ...from, 'ssl-client-cert': escaped, 'x-client-sha256': fingerprint }), 401)
  t.match(lines.join('\n'), /security event: a header that only a trusted proxy writes/)
  // The same call from where the socket itself stands, to show that it is the certificate that lacks.
  const near = await start({ ...proxied, proxies: { ...proxies, trusted: [] } }, { networks: ['127.0.0.1'] })
  t.equal(await near.hello({ 'ssl-client-cert': escaped }), 401)
})

t.test('TLS ends in the gateway: who has proven the key of which certificate', async t => {
  const data = await temporaryFolder(t)
  const file = (name: string, text: string) => {
    writeFileSync(join(data, name), text)
    return join(data, name)
  }
  const { gateway, lines } = await start(
    { proxies: { trusted: [], addressHeader: 'x-forwarded-for' }, verifiedOnly: true },
    { networks: ['127.0.0.1'], pins: [], authorities: authority.cert },
  )
  const { log, lines: said } = memoryLog('info')
  const listener = await listenTls(
    gateway.app,
    {
      host: '127.0.0.1',
      port: 0,
      certificate: file('cert.pem', server.cert),
      key: file('key.pem', server.key),
      clientAuthorities: file('authorities.pem', authority.cert),
      askClients: false,
    },
    log,
    50,
  )
  if (listener === undefined) throw new Error('no TLS')
  t.teardown(() => listener.close())
  const none = join(data, 'none.pem')
  for (const [wrong, told] of [
    [{ key: none }, /\/tls\/key: .*ENOENT/],
    [{ clientAuthorities: join(data, 'key.pem') }, /no certificate/],
  ] as const) {
    const files = { certificate: join(data, 'cert.pem'), key: join(data, 'key.pem'), ...wrong }
    const refused = listenTls(gateway.app, { host: '127.0.0.1', port: 0, askClients: false, ...files }, log)
    await t.rejects(refused, told)
  }
  const hello = (shown?: Pair, headers: Record<string, string> = {}) =>
    over(listener.url, authority.cert, '/platforms/trial-bank/bank.hello', shown, headers)
  t.equal((await hello(bank)).status, 200)
  t.equal((await hello()).status, 401, 'no certificate')
  t.equal((await hello(stranger.issue('DNS:bank', '-subj', '/CN=bank.example'))).status, 401)
  t.equal((await hello(undefined, { 'ssl-client-cert': escaped })).status, 401, 'a header is no handshake')
  t.notMatch(lines.join('\n'), /BEGIN CERT/)
  t.equal((await over(listener.url, authority.cert, '/healthz')).status, 200, 'others need none')
  t.rejects(
    () => over(listener.url, stranger.cert, '/healthz'),
    'a caller that knows another authority does not believe the gateway',
  )
  await t.rejects(
    new Promise((_, reject) => connectTo(listener.url, { maxVersion: 'TLSv1.1' }).on('error', reject)),
    'old protocols',
  )

  // A connection that is open stays open through the change.
  const open = connectTo(listener.url)
  await once(open, 'secureConnect')
  const renewed = authority.issue('IP:127.0.0.1', '-subj', '/CN=Renewed')
  file('key.pem', renewed.key)
  await eventually(() => said.some(line => line.includes('makes no sense')))
  t.equal((await hello(bank)).status, 200, 'half a change changes nothing')
  file('cert.pem', renewed.cert)
  await eventually(() => said.some(line => line.includes('was read again')))
  t.equal((await over(listener.url, authority.cert, '/healthz')).subject, 'Renewed')
  open.write('GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  const [answer] = await once(open, 'data')
  t.match(String(answer), /^HTTP\/1\.1 200/)
  t.notMatch(said.join('\n'), /PRIVATE KEY/)

  file('authorities.pem', stranger.cert)
  await eventually(() => said.filter(line => line.includes('was read again')).length === 2)
  t.equal((await hello(bank)).status, 401, 'its authority is no longer known')
})

t.test('settings open the door, and settings that make no sense do not start', async t => {
  const data = await temporaryFolder(t)
  const env = { LIENTHONG_SANDBOX: 'off', LIENTHONG_TLS_HOST: '127.0.0.1', LIENTHONG_TLS_PORT: '0' }
  const files = { cert: join(data, 'c.pem'), key: join(data, 'k.pem') }
  writeFileSync(files.cert, server.cert)
  writeFileSync(files.key, server.key)
  const tls = { LIENTHONG_TLS_CERTIFICATE: files.cert, LIENTHONG_TLS_KEY: files.key }
  const api = await startApi(t, { ...env, ...tls })
  const url = /"url":"(https:[^"]+)"/.exec(api.lines.join('\n'))?.[1] ?? ''
  t.equal((await over(url, authority.cert, '/readyz')).status, 200)
  await api.stop()
  await t.rejects(over(url, authority.cert, '/readyz'), 'closed with the gateway')
  const refused = (more: Record<string, string>) =>
    startApi(t, { ...env, ...tls, ...more }).then(
      () => 'started',
      error => error.detail('en') as string,
    )
  t.match(await refused({ LIENTHONG_TLS_KEY: '' }), /\/tls/)
  t.match(await refused({ LIENTHONG_TLS_KEY: files.cert }), /not PEM/)
  t.match(await refused({ LIENTHONG_TRUSTED_PROXIES: '10.0.0.0/99' }), /proxies\/trusted/)
  t.match(await refused({ LIENTHONG_TRUSTED_PROXIES: 'proxy.example' }), /proxies\/trusted/)
})

function connectTo(url: string, more: object = {}): TLSSocket {
  const { hostname: host, port } = new URL(url)
  return connect({ host, port: Number(port), ca: authority.cert, ...more })
}

function over(
  url: string,
  ca: string,
  path: string,
  shown?: Pair,
  headers: Record<string, string> = {},
): Promise<{ status: number; subject: unknown }> {
  return new Promise((resolve, reject) => {
    const posts = path.startsWith('/platforms')
    const request = call(
      `${url}${path}`,
      {
        ca,
        agent: false,
        method: posts ? 'POST' : 'GET',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${settings.token}`,
          ...headers,
        },
        ...(shown && { cert: shown.cert, key: shown.key }),
      },
      response => {
        const subject = (response.socket as TLSSocket).getPeerCertificate().subject?.CN
        response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, subject }))
      },
    )
    request.on('error', reject)
    request.end(posts ? '{"MaHoSo":"A"}' : undefined)
  })
}
