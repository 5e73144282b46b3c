import { BlockList, isIP } from 'node:net'

/**
 * Addresses that are no place of the public Internet: IANA's special-purpose registries (RFC 6890 and its updates),
 * multicast (RFC 5771) and what is reserved for the future. 169.254.0.0/16 holds the metadata services of clouds.
 */
const specialV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // No registry has it: what a virtual machine at Azure reaches its host by, certificates and settings included.
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/**
 * Of IPv6 only global unicast is public (RFC 4291 §2.4). That alone leaves out loopback, unspecified, IPv4-mapped and
 * -compatible, NAT64 (64:ff9b::/96), unique local, link-local and multicast addresses.
 */
const globalV6 = '2000::/3'

/** Inside it: Teredo, ORCHID and other assignments of the IETF, documentation, 6to4: each a tunnel to somewhere else. */
const specialV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

/** @throws RangeError or TypeError for what is not `address/prefix`. */
export function addSubnet(list: BlockList, network: string): void {
  const [address = '', prefix = ''] = network.split('/')
  if (!/^\d{1,3}$/.test(prefix)) throw new RangeError('a network needs a prefix length')
  list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Whether an address is one of these, or in one of these networks (`address/prefix`).
 * @throws RangeError or TypeError for what is neither.
 */
export function among(networks: readonly string[]): (address: string) => boolean {
  // Mostly there are none, and every request asks.
  if (networks.length === 0) return () => false
  const list = listOf(networks.map(one => (one.includes('/') ? one : `${one}/${isIP(one) === 6 ? 128 : 32}`)))
  return address => {
    // An IPv4 caller on a socket that takes both.
    const bare = withoutZone(address).replace(/^::ffff:(?=\d+\.)/i, '')
    const family = isIP(bare)
    return family !== 0 && list.check(bare, family === 6 ? 'ipv6' : 'ipv4')
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) addSubnet(list, network)
  return list
}

const closed = { v4: listOf(specialV4), v6: listOf(specialV6) }
const open = listOf([globalV6])

/** Whether an address belongs to the public Internet. What is not an address does not. */
export function isPublic(address: string): boolean {
  const bare = withoutZone(address)
  switch (isIP(bare)) {
    case 4:
      return !closed.v4.check(bare, 'ipv4')
    case 6:
      return open.check(bare, 'ipv6') && !closed.v6.check(bare, 'ipv6')
    default:
      return false
  }
}

/** `fe80::1%eth0` names a link of this machine, which changes nothing about what it is. */
export function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? ''
}
