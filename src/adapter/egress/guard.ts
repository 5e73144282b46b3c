import { BlockList, isIP } from 'node:net'
import { AdapterFault } from '../adapter-fault.ts'
import { addSubnet, isPublic, withoutZone } from './address.ts'

/** May a connection be opened to this very address and port? */
export type Guard = (address: string, port: number) => boolean

// A network this wide is no exact network any more: it would switch the guard off.
const widestPrefix = 8

/**
 * Lets calls out to the public Internet, and to the networks that the operator has allowed: platforms on the
 * government's own network have private addresses.
 *
 * @param allowed `address/prefix`, or `address/prefix:port` for one port only, e.g. `10.1.2.0/28`, `127.0.0.1/32:8090`
 * @throws AdapterFault for what is no such network, or one wider than /8.
 */
export function addressGuard(allowed: readonly string[]): Guard {
  const networks = allowed.map(allowance)
  return (address, port) =>
    isPublic(address) ||
    networks.some(network => (network.port ?? port) === port && contains(network.list, withoutZone(address)))
}

interface Allowance {
  readonly list: BlockList
  readonly port?: number
}

function allowance(text: string): Allowance {
  const [, network = '', prefix = '', port] = /^([0-9a-fA-F.:]+\/(\d{1,3}))(?::(\d{1,5}))?$/.exec(text) ?? []
  const list = new BlockList()
  try {
    addSubnet(list, network)
  } catch {
    throw new AdapterFault(`allowed network ${text} is not of the form address/prefix or address/prefix:port`)
  }
  if (Number(prefix) < widestPrefix) throw new AdapterFault(`allowed network ${text} is wider than /8`)
  return port === undefined ? { list } : { list, port: Number(port) }
}

function contains(list: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
