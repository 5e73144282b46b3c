import { createServer } from 'node:https'
import { type ConnectionOptions, connect, type TLSSocket, type TlsOptions } from 'node:tls'
import t, { type Test } from 'tap'
import { type Authority, makeAuthority, opensslMissing, type Pair } from './certificates.ts'
import { anEgress, get, type Place, serve } from './support.ts'

const names = 'IP:127.0.0.1,DNS:nen-tang.invalid'

async function startSecure(t: Test, { cert, key }: Pair, options: TlsOptions = {}): Promise<Place> {
  const place = await serve(
    t,
    createServer({ cert, key, ...options }, (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate()
      response.end(JSON.stringify({ subject: peer?.subject?.CN ?? null }))
    }),
    'https',
  )
  return place
}

/** Does the server speak at all, to a client that takes everything? */
function speaks(
  port: number,
  options: ConnectionOptions = { rejectUnauthorized: false },
): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', ...options }, () => {
      resolve(socket.getProtocol() ?? undefined)
      socket.destroy()
    })
    socket.on('error', () => resolve(undefined))
  })
}

t.test('TLS', { skip: opensslMissing ?? false }, async t => {
  const authority: Authority = makeAuthority(t)
  const stranger: Authority = makeAuthority(t)
  const ca = authority.cert

  t.test(
    'a certificate of the authority in the settings is trusted, by its name and by its address',
    async t => {
      const place = await startSecure(t, authority.issue(names))
      const named = `https://nen-tang.invalid:${place.port}`
      const egress = anEgress(t, [place.origin, named], {
        tls: { ca },
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      })
      t.match(await get(egress, place.url), { event: 'answer', status: 200 })
      t.match(await get(egress, `${named}/`), { event: 'answer', status: 200 })
    },
  )

  t.test('one of any other authority, one that signed itself, and one of another name are not', async t => {
    for (const [pair, tls, cause] of [
      [stranger.issue(names), { ca }, /UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/],
      [authority.issue(names), {}, /UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/],
      [authority.issue(names), { ca: stranger.cert }, /UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|SIGNATURE/],
      [stranger, {}, /SELF_SIGNED/],
      [authority.issue('DNS:khac.invalid'), { ca }, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ] as const) {
      const place = await startSecure(t, pair)
      const egress = anEgress(t, [place.origin], { tls })
      t.match(await get(egress, place.url), { event: 'unsent', cause })
    }
  })

  t.test('no variable of the environment switches verification off', async t => {
    const place = await startSecure(t, stranger.issue(names))
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    t.teardown(() => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    })
    t.ok(await speaks(place.port, {}), 'others would be fooled')
    const egress = anEgress(t, [place.origin])
    t.match(await get(egress, place.url), { event: 'unsent', cause: /UNABLE_TO_VERIFY|SELF_SIGNED|ISSUER/ })
  })

  t.test('TLS 1.1 is refused, 1.2 and 1.3 are not', async t => {
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    const place = await startSecure(t, authority.issue(names), old)
    t.equal(
      await speaks(place.port, { ...old, rejectUnauthorized: false }),
      'TLSv1.1',
      'the server does speak it',
    )
    const egress = anEgress(t, [place.origin], { tls: { ca } })
    t.match(await get(egress, place.url), { event: 'unsent', cause: /SSL|TLS|EPROTO/ })
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const place = await startSecure(t, authority.issue(names), { minVersion: version, maxVersion: version })
      t.match(
        await get(anEgress(t, [place.origin], { tls: { ca } }), place.url),
        { event: 'answer' },
        version,
      )
    }
  })

  t.test('a platform that asks for a client certificate gets the one of the settings', async t => {
    const place = await startSecure(t, authority.issue(names), {
      ca: stranger.cert,
      requestCert: true,
      rejectUnauthorized: true,
    })
    const { cert: certificate, key } = stranger.issue('DNS:cong.invalid')
    const shown = await get(anEgress(t, [place.origin], { tls: { ca, certificate, key } }), place.url)
    t.match(shown, { event: 'answer', status: 200 })
    t.match(shown.event === 'answer' ? shown.body.toString() : '', /"subject":"Test"/)
    const other = authority.issue('DNS:cong.invalid')
    const refused = anEgress(t, [place.origin], { tls: { ca, certificate: other.cert, key: other.key } })
    t.not((await get(refused, place.url)).event, 'answer')
    t.not((await get(anEgress(t, [place.origin], { tls: { ca } }), place.url)).event, 'answer')
  })

  t.test('a certificate or key that cannot be used is said so at once, and not quoted', async t => {
    const { cert: certificate, key } = authority.issue(names)
    const { key: otherKey } = authority.issue(names)
    for (const tls of [
      { ca: '-----BEGIN CERTIFICATE-----\nmat-khau-bi-mat\n-----END CERTIFICATE-----' },
      { certificate: 'mat-khau-bi-mat', key },
      { certificate, key: 'mat-khau-bi-mat' },
      { certificate, key: otherKey },
      { certificate },
      { key },
    ]) {
      try {
        anEgress(t, ['https://a.invalid'], { tls })
        t.fail('was taken')
      } catch (error) {
        t.match(error, { code: 'adapter-invalid' })
        t.notMatch(`${String(error)}${JSON.stringify(error)}`, /bi-mat/)
      }
    }
  })
})
