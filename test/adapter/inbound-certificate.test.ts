import { createHash, X509Certificate } from 'node:crypto'
import t from 'tap'
import { certificateCheck, clientCertificate } from '../../src/adapter/inbound-certificate.ts'
import { makeAuthority, opensslMissing } from './egress/certificates.ts'

const spec = {
  kind: 'client-certificate',
  fingerprints: '{settings.pins}',
  authorities: '{settings.authorities}',
  subject: '{settings.subject}',
} as const

t.test('who shows which certificate', { skip: opensslMissing ?? false }, async t => {
  const [ours, theirs] = [makeAuthority(t), makeAuthority(t)]
  const shown = (pem: string) => clientCertificate(new X509Certificate(pem))
  const portal = shown(ours.issue('DNS:a', '-subj', '/O=Cong DVCQG/CN=portal.example').cert)
  const other = shown(ours.issue('DNS:a').cert)
  // The same words, of an authority of the same name, with a key of its own.
  const forged = shown(theirs.issue('DNS:a', '-subj', '/O=Cong DVCQG/CN=portal.example').cert)
  const admits = (
    settings: Record<string, unknown>,
    certificate: Parameters<ReturnType<typeof certificateCheck>>[0],
    now?: () => number,
  ) => certificateCheck(spec, settings, now)(certificate)
  const key = createHash('sha256')
    .update(portal.x509?.publicKey.export({ type: 'spki', format: 'der' }) ?? '')
    .digest()

  t.test('a pin lets in one certificate, or one key', async t => {
    for (const pin of [
      portal.fingerprint,
      portal.x509?.fingerprint256,
      key.toString('hex'),
      `sha256//${key.toString('base64')}`,
      key.toString('base64'),
    ]) {
      t.equal(admits({ pins: pin }, portal), true, pin ?? '')
      t.equal(admits({ pins: ['0'.repeat(64), pin] }, portal), true, 'one of several')
      t.equal(admits({ pins: pin }, other), false)
      t.equal(admits({ pins: pin }, forged), false)
      t.equal(admits({ pins: pin }, undefined), false)
    }
    const { fingerprint } = portal
    t.equal(admits({ pins: fingerprint }, { fingerprint }), true, 'of which a proxy tells the digest alone')
    t.equal(admits({ pins: key.toString('hex') }, { fingerprint }), false)
  })

  t.test('an authority lets in what it has signed, by its key and not by its name', async t => {
    const authorities = ours.cert
    t.equal(admits({ authorities }, portal), true)
    t.equal(admits({ authorities }, forged), false)
    t.equal(admits({ authorities: theirs.cert + ours.cert }, forged), true, 'either of two')
    t.equal(admits({ authorities, subject: 'CN=portal.example' }, portal), true)
    t.equal(admits({ authorities, subject: 'CN=portal.example; O=Cong DVCQG' }, portal), true)
    t.equal(admits({ authorities, subject: ['O=Khac', 'CN=portal.example'] }, portal), false)
    t.equal(admits({ authorities, subject: 'CN=portal.example' }, other), false)
    t.equal(admits({ authorities, subject: 'CN=portal' }, portal), false)
    t.equal(
      admits({ authorities }, { fingerprint: portal.fingerprint }),
      false,
      'a digest proves no authority',
    )
    t.equal(admits({ authorities, pins: other.fingerprint }, portal), false, 'both must hold')
    const injected = shown(ours.issue('DNS:a', '-subj', '/O=x\nCN=portal.example/CN=y').cert)
    t.equal(admits({ authorities, subject: 'CN=portal.example' }, injected), false, 'a line end in a value')
  })

  t.test('certificates for something else, and of another time, are none', async t => {
    const server = shown(ours.issue('DNS:a', '-addext', 'extendedKeyUsage=serverAuth').cert)
    const client = shown(ours.issue('DNS:a', '-addext', 'extendedKeyUsage=clientAuth').cert)
    t.equal(admits({ authorities: ours.cert }, server), false)
    t.equal(admits({ authorities: ours.cert }, client), true)
    const days = (count: number) => () => Date.now() + count * 86_400_000
    for (const settings of [{ authorities: ours.cert }, { pins: portal.fingerprint }]) {
      t.equal(admits(settings, portal, days(3)), false, 'over')
      t.equal(admits(settings, portal, days(-1)), false, 'not yet')
    }
  })

  t.test('nothing set opens to nobody, and nonsense is told at once', async t => {
    for (const settings of [{}, { pins: [] }, { pins: '', authorities: ' ' }, { subject: 'CN=Test' }])
      t.equal(admits(settings, portal), false)
    t.throws(() => admits({ pins: 'abc' }, portal), /no SHA-256/)
    t.throws(() => admits({ pins: 'a'.repeat(40) }, portal), /no SHA-256/)
    t.throws(() => admits({ authorities: 'abc' }, portal), /authorities/)
    t.throws(() => admits({ authorities: ours.issue('DNS:a').cert }, portal), /authorities/)
  })
})
