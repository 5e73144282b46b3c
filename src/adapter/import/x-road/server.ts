import { randomUUID } from 'node:crypto'
import { AdapterFault } from '../../adapter-fault.ts'
import { readContentType } from '../../mime/content-type.ts'
import { readMultipart } from '../../mime/multipart.ts'
import { soapHeaders, writeEnvelope } from '../../transport/soap.ts'
import { readClientId, readServiceId, writeClientId } from '../../x-road/identifier.ts'
import { writeSoapHeader, xRoadNamespaces } from '../../x-road/soap-header.ts'
import { parseXml, XmlFault } from '../../xml/index.ts'
import { isJson } from '../openapi/document.ts'
import { lists } from '../openapi/schema-shape.ts'
import { refuse } from '../refuse.ts'
import type { Remote } from '../remote.ts'
import { type ListedService, readMethods } from './methods.ts'

/** A security server asked about the services of one subsystem. */
export interface Server {
  services(): Promise<ListedService[]>
  openApi(service: ListedService): Promise<string>
  wsdl(service: ListedService): Promise<string>
}

const headerUri = 'http://x-road.eu/xsd/xroad.xsd'
const idUri = 'http://x-road.eu/xsd/identifiers'

/**
 * @param base of our own security server, without path
 * @param provider INST/CLASS/MEMBER/SUBSYSTEM
 * @throws AdapterFault for identifiers that are none
 */
export function openServer(
  source: string,
  base: URL,
  provider: string,
  client: string,
  remote: Remote,
): Server {
  const us = readClientId(client)
  const them = readClientId(provider)
  if (them.subsystem === undefined) throw new AdapterFault('the provider is INST/CLASS/MEMBER/SUBSYSTEM')
  const root = `r1/${writeClientId(them)}`
  const headers = { 'X-Road-Client': writeClientId(us), Accept: 'application/json' }
  const soap = async (code: string, content: object) => {
    const header = writeSoapHeader({
      client: us,
      service: readServiceId(`${provider}/${code}`),
      id: randomUUID(),
      protocolVersion: '4.0',
    })
    const body = Buffer.from(writeEnvelope('1.1', header, content, { ...xRoadNamespaces, xro: headerUri }))
    return remote.post(new URL(base), { ...soapHeaders('1.1', '') }, body)
  }
  return {
    async services() {
      const rest = await remote.get(new URL(`${root}/listMethods`, base), headers)
      const listed = readMethods(json(source, rest.body.toString('utf8')))
      const other = await soap('listMethods', { [`{${headerUri}}listMethods`]: '' })
      return [...listed, ...soapMethods(other.body)]
    },
    async openApi({ code }) {
      const url = new URL(`${root}/getOpenAPI`, base)
      url.searchParams.set('serviceCode', code)
      return (await remote.get(url, headers)).body.toString('utf8')
    },
    async wsdl({ code, version }) {
      const answer = await soap('getWsdl', {
        [`{${headerUri}}getWsdl`]: {
          [`{${headerUri}}serviceCode`]: code,
          ...(version === undefined ? {} : { [`{${headerUri}}serviceVersion`]: version }),
        },
      })
      const [attached] = readMultipart(readContentType(answer.contentType), answer.body).attachments
      if (attached === undefined) throw refuse(source, `getWsdl of ${code} came without a WSDL`)
      return attached.bytes.toString('utf8')
    },
  }
}

function json(source: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refuse(source, 'listMethods was not answered with JSON')
  }
}

/** A server without SOAP services answers with a fault or an empty list: both mean that there are none. */
function soapMethods(body: Buffer): ListedService[] {
  try {
    const document = parseXml(body, { namespaces: { xro: headerUri, iden: idUri } })
    const services = [...named(document, 'xro:service')].filter(isJson)
    return readMethods({
      service: services
        .filter(
          service => service['iden:serviceCode'] !== undefined && service['@iden:objectType'] === 'SERVICE',
        )
        .map(service => ({
          xroad_instance: service['iden:xRoadInstance'],
          member_class: service['iden:memberClass'],
          member_code: service['iden:memberCode'],
          subsystem_code: service['iden:subsystemCode'],
          service_code: service['iden:serviceCode'],
          service_version: service['iden:serviceVersion'],
          service_type: 'WSDL',
        })),
    }).filter(({ code }) => code !== 'listMethods')
  } catch (error) {
    if (error instanceof XmlFault) return []
    throw error
  }
}

/** Depth is bounded by the reader. */
function* named(node: unknown, name: string): Generator<unknown> {
  if (Array.isArray(node)) for (const item of lists(node)) yield* named(item, name)
  else if (isJson(node))
    for (const [member, value] of Object.entries(node)) {
      if (member === name) yield* Array.isArray(value) ? value : [value]
      else yield* named(value, name)
    }
}
