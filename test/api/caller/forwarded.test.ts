import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { among } from '../../../src/adapter/index.ts'
import { certificateIn, fingerprintIn } from '../../../src/api/caller/certificate-header.ts'
import { addressBehind } from '../../../src/api/caller/forwarded.ts'
import { makeAuthority, opensslMissing } from '../../adapter/egress/certificates.ts'

const trusted = among(['10.0.0.0/8', '::1', '192.0.2.7'])
const xff = (socket: string, given?: string) => addressBehind(socket, given, 'x-forwarded-for', trusted)
const forwarded = (given: string) => addressBehind('10.0.0.1', given, 'forwarded', trusted)

t.test('of a header only what trusted proxies have written counts', async t => {
  t.equal(xff('203.0.113.9', '198.51.100.1'), '203.0.113.9', 'from anybody else it counts for nothing')
  t.equal(xff('10.0.0.1'), '10.0.0.1', 'the proxy itself')
  t.equal(xff('10.0.0.1', '198.51.100.1'), '198.51.100.1')
  t.equal(xff('::ffff:10.0.0.1', '198.51.100.1'), '198.51.100.1', 'on a socket for both families')
  t.equal(
    xff('10.0.0.1', '127.0.0.1, 198.51.100.1'),
    '198.51.100.1',
    'the caller’s own lie stands left of it',
  )
  t.equal(xff('10.0.0.1', '198.51.100.1, 192.0.2.7, 10.9.9.9'), '198.51.100.1', 'three proxies')
  t.equal(xff('10.0.0.1', '10.0.0.3, 10.0.0.2'), '10.0.0.3', 'a machine of the proxies’ own network')
  t.equal(xff('::1', '2001:db8::5'), '2001:db8::5')
  t.equal(xff('::1', '[2001:db8::5]:4711'), '2001:db8::5')
  t.equal(xff('10.0.0.1', '198.51.100.1:4711'), '198.51.100.1')
})

t.test('what cannot be read is nobody’s address, never the proxy’s', async t => {
  for (const lie of [
    'unknown',
    '',
    'localhost',
    '1.2.3',
    '198.51.100.1, x',
    '[::1',
    '10.0.0.1:x',
    '1.2.3.4.5',
  ])
    t.equal(xff('10.0.0.1', lie), undefined, lie)
  fc.assert(
    fc.property(fc.string(), text => {
      const found = xff('10.0.0.1', `${text}, not-an-address`)
      return found === undefined
    }),
  )
  fc.assert(
    fc.property(fc.string(), text => xff('10.0.0.1', `${text},198.51.100.1`) === '198.51.100.1'),
    { numRuns: 500 },
  )
})

t.test('the header of RFC 7239 is read with its quotes, brackets and ports', async t => {
  t.equal(forwarded('for=198.51.100.1;proto=https;by=10.0.0.1'), '198.51.100.1')
  t.equal(forwarded('for="[2001:db8::5]:4711"'), '2001:db8::5')
  t.equal(forwarded('For="198.51.100.1:80" ; proto=http , for=10.0.0.2'), '198.51.100.1')
  t.equal(forwarded('for="127.0.0.1, for=127.0.0.1", for=198.51.100.1'), '198.51.100.1')
  for (const text of [
    'for=unknown',
    'for=_hidden',
    'proto=https',
    'for=127.0.0.1;for=127.0.0.1',
    'for="',
    '',
  ])
    t.equal(forwarded(text), undefined, text)
  t.equal(
    addressBehind('10.0.0.1', undefined, 'forwarded', trusted),
    '10.0.0.1',
    'without the header the proxy calls for itself',
  )
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', '\\', ',', ';', 'for', '=', ' ', '1', '127.0.0.1') }),
      text => {
        const found = forwarded(`${text}, for=_x`)
        return found === undefined || found === '127.0.0.1'
      },
    ),
  )
})

t.test(
  'a certificate is read in every spelling of proxies, and nothing else is',
  { skip: opensslMissing ?? false },
  async t => {
    const { cert } = makeAuthority(t).issue('DNS:portal.example')
    const { raw } = new X509Certificate(cert)
    const base64 = raw.toString('base64')
    for (const text of [
      encodeURIComponent(cert),
      cert.replaceAll('\n', '%0A').replaceAll('+', '%2B'),
      `:${base64}:`,
      base64,
      encodeURIComponent(base64),
      encodeURIComponent(cert.trim()),
    ])
      t.same(certificateIn(text)?.raw, raw, text.slice(0, 20))
    for (const text of [
      '',
      'x',
      '%',
      '%E0%A4%A',
      base64.slice(0, 100),
      `${encodeURIComponent(cert)}, ${encodeURIComponent(cert)}`,
      encodeURIComponent(cert + cert),
      'A'.repeat(10_000),
    ])
      t.equal(certificateIn(text), undefined, text.slice(0, 20))
    t.equal(fingerprintIn(' AB:'.concat('cd:'.repeat(30), 'ef ')), `ab${'cd'.repeat(30)}ef`)
    t.equal(fingerprintIn('a'.repeat(40)), undefined, 'SHA-1 is too short')
  },
)
