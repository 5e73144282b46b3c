import t from 'tap'
import { isPublic } from '../../../src/adapter/egress/address.ts'
import { addressGuard } from '../../../src/adapter/egress/guard.ts'
import { anEgress, get, startPlace } from './support.ts'

const refused = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1'],
  '168.63.129.16',
  ...['127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1'],
  ...[
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '255.255.255.255',
  ],
  ...['::', '::1', '::127.0.0.1', '::8.8.8.8', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:0:8.8.8.8'],
  ...[
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::1',
  ],
  ...['3fff::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%lo', 'fec0::1', 'ff02::1'],
  ...['localhost', '', '127.1', '0x7f000001', '2130706433'],
]

t.test('addresses that are no place of the public Internet are told from those that are', async t => {
  for (const address of refused) t.equal(isPublic(address), false, address)
  for (const address of ['1.1.1.1', '100.63.255.255', '100.128.0.1', '172.32.0.1', '223.255.255.254'])
    t.equal(isPublic(address), true, address)
  for (const address of ['2606:4700::1111', '2400:cb00::1', '2001:4860::8888'])
    t.equal(isPublic(address), true, address)
})

t.test('only the very network, and port, that the operator allows is let through', async t => {
  const guard = addressGuard(['10.1.2.0/28', '127.0.0.1/32:8090', 'fd00:1::/64'])
  t.ok(guard('10.1.2.15', 443))
  t.notOk(guard('10.1.2.16', 443))
  t.ok(guard('127.0.0.1', 8090))
  t.notOk(guard('127.0.0.1', 5432))
  t.notOk(guard('127.0.0.2', 8090))
  t.ok(guard('fd00:1::5', 443))
  t.notOk(guard('fd00:2::5', 443))
  t.notOk(guard('169.254.169.254', 80))
  t.ok(guard('1.1.1.1', 443))
})

t.test('what is no network, or so wide that it switches the guard off, is refused', async t => {
  for (const network of [
    '0.0.0.0/0',
    '::/0',
    '0.0.0.0/7',
    '10.0.0.1',
    '10.0.0.0/33',
    'mang/8',
    '',
    '1.2.3/24',
  ])
    t.throws(() => addressGuard([network]), { code: 'adapter-invalid' }, network)
})

t.test('an address in any spelling is checked before anything is opened', async t => {
  const place = await startPlace(t)
  const { port } = place
  const spellings = [
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1.'],
    ...['[::ffff:127.0.0.1]', '[::1]', '[::]', '0.0.0.0', 'localhost', '169.254.169.254'],
  ].map(host => `http://${host}:${port}/`)
  const egress = anEgress(
    t,
    spellings.map(url => new URL(url).origin),
    { allowedNetworks: [] },
  )
  for (const url of spellings) {
    t.match(await get(egress, url), { event: 'unsent', cause: 'ADDRESS_REFUSED' }, url)
  }
  t.equal(place.connections(), 0)
})
