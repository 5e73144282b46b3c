import t from 'tap'
import { signedText, vxpHash } from '../../src/adapter/auth/vxp-signature.ts'
import { signatureFault } from '../../src/sandbox/vxp/signature.ts'

/** The example of the reference. */
const members = [
  ['XroadVnpt-timestamp', '01012026T070000+0123'],
  ['XroadVnpt-systemid', '000.00.00.H99'],
  ['XroadVnpt-Content-Type', 'application/json'],
  ['XroadVnpt-servicetype', 'eDoc'],
  ['XroadVnpt-messagetype', 'edoc'],
] as const
const text = signedText(members)
const headers: Record<string, string> = {
  ...Object.fromEntries(members.map(([name, value]) => [name.toLowerCase(), value])),
  'xroadvnpt-version': '3.0.201608',
  'xroadvnpt-sign-header-key': members.map(([name]) => name).join(';'),
  'xroadvnpt-sign-header': text,
  'xroadvnpt-hash-header': '648efea1a6c8b8bdff4a6b29f8dccaac962d3513338877fc5ff1d0abb7108421',
}
const now = new Date('2026-01-01T07:00:30+07:00')

t.test('the example of the reference is let in, and nothing that differs from it', async t => {
  t.equal(signatureFault(headers, now), undefined)
  const wrong = (changes: Record<string, string>) => signatureFault({ ...headers, ...changes }, now)
  t.equal(wrong({ 'xroadvnpt-hash-header': vxpHash(text, 'another secret') }), 'hash-header')
  t.equal(wrong({ 'xroadvnpt-sign-header': `${text} ` }), 'hash-header')
  t.equal(
    wrong({ 'xroadvnpt-messagetype': 'status' }),
    'XroadVnpt-messagetype',
    'a header that is not as signed',
  )
  t.equal(wrong({ 'xroadvnpt-sign-header-key': 'XroadVnpt-systemid' }), 'sign-header-key')
  t.equal(signatureFault(headers, new Date('2026-01-01T08:00:00+07:00')), 'timestamp')
})
