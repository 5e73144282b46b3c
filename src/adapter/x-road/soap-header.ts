import type { Namespaces, Naming } from '../xml/index.ts'
import type { ClientId, ServiceId } from './identifier.ts'

const headerUri = 'http://x-road.eu/xsd/xroad.xsd'
const idUri = 'http://x-road.eu/xsd/identifiers'
const partyUri = 'http://x-road.eu/xsd/representation.xsd'

/** Prefixes on the wire. A manifest may call these namespaces otherwise: names go by URI. */
export const xRoadNamespaces: Namespaces = { xro: headerUri, iden: idUri, repr: partyUri }

export interface SoapHeader {
  readonly client: ClientId
  readonly service: ServiceId
  readonly id: string
  readonly userId?: string
  readonly issue?: string
  /** `[class/]code`. */
  readonly representedParty?: string
  readonly protocolVersion: string
}

/** The header block of message protocol 4.0 (pr-mess §2.2), members in the order of its schema. */
export function writeSoapHeader(header: SoapHeader): object {
  const { client, service, id, userId, issue, representedParty, protocolVersion } = header
  return {
    [`{${headerUri}}client`]: {
      [`@{${idUri}}objectType`]: client.subsystem === undefined ? 'MEMBER' : 'SUBSYSTEM',
      ...identifier(client),
    },
    [`{${headerUri}}service`]: {
      [`@{${idUri}}objectType`]: 'SERVICE',
      ...identifier(service),
      [`{${idUri}}serviceCode`]: service.service,
      [`{${idUri}}serviceVersion`]: service.version,
    },
    [`{${partyUri}}representedParty`]: representedParty === undefined ? undefined : party(representedParty),
    [`{${headerUri}}userId`]: userId,
    [`{${headerUri}}issue`]: issue,
    [`{${headerUri}}id`]: id,
    [`{${headerUri}}protocolVersion`]: protocolVersion,
  }
}

function identifier({ instance, memberClass, memberCode, subsystem }: ClientId): object {
  return {
    [`{${idUri}}xRoadInstance`]: instance,
    [`{${idUri}}memberClass`]: memberClass,
    [`{${idUri}}memberCode`]: memberCode,
    [`{${idUri}}subsystemCode`]: subsystem,
  }
}

function party(text: string): object {
  const [partyClass, partyCode] = text.includes('/') ? text.split('/', 2) : [undefined, text]
  return { [`{${partyUri}}partyClass`]: partyClass, [`{${partyUri}}partyCode`]: partyCode }
}

/** What an answer must repeat (SoapHeader.java @CheckConsistency); the order of members means nothing. */
const repeated: readonly (readonly [string, string])[] = [
  [headerUri, 'client'],
  [headerUri, 'service'],
  [partyUri, 'representedParty'],
  [headerUri, 'userId'],
  [headerUri, 'issue'],
  [headerUri, 'id'],
]

/**
 * The first header member that an answer does not repeat, or undefined when it repeats them all.
 * @param sent what writeSoapHeader gave. @param answer the answer's header as the reader names it.
 */
export function crossedMember(sent: object, answer: unknown, names: Naming): string | undefined {
  const found = (typeof answer === 'object' && answer !== null ? answer : {}) as Readonly<
    Record<string, unknown>
  >
  for (const [uri, local] of repeated) {
    const expected = renamed((sent as Readonly<Record<string, unknown>>)[`{${uri}}${local}`], names)
    if (plain(expected) !== plain(found[names(uri, local)])) return local
  }
  return undefined
}

/** `requestHash` of an answer, with its algorithm. */
export function requestHashOf(
  answer: unknown,
  names: Naming,
): { algorithmId: string; hash: string } | undefined {
  const value = (answer as Readonly<Record<string, unknown>> | undefined)?.[names(headerUri, 'requestHash')]
  if (typeof value !== 'object' || value === null) return undefined
  const { '@algorithmId': algorithmId, '#text': hash } = value as Readonly<Record<string, unknown>>
  return typeof algorithmId === 'string' && typeof hash === 'string'
    ? { algorithmId: algorithmId.trim(), hash: hash.trim() }
    : undefined
}

/** `{uri}Local` members as the answer's reader names them. */
function renamed(value: unknown, names: Naming): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, its]) => {
      const [, at = '', uri = '', local = ''] = /^(@?)\{([^}]*)\}(.*)$/.exec(name) ?? []
      return [local === '' ? name : `${at}${names(uri, local)}`, renamed(its, names)]
    }),
  )
}

/** Values only: other attributes, empty members and order left aside. */
function plain(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.trim())
  if (typeof value !== 'object' || value === null) return '""'
  const members = Object.entries(value).filter(
    ([name, its]) => its !== undefined && its !== '' && name !== '#text',
  )
  if (members.length === 0)
    return JSON.stringify(String((value as { '#text'?: unknown })['#text'] ?? '').trim())
  // objectType is a schema default in some stacks: leaving it out says the same.
  const own = members.filter(([name]) => !name.startsWith('@')).sort(([a], [b]) => (a < b ? -1 : 1))
  if (own.length === 0) return JSON.stringify(String((value as { '#text'?: unknown })['#text'] ?? '').trim())
  return `{${own.map(([name, its]) => `${name}=${plain(its)}`).join(';')}}`
}
