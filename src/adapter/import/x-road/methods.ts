import { isJson, type Json } from '../openapi/document.ts'
import { lists } from '../openapi/schema-shape.ts'

/** A service as a security server lists it (listMethods, allowedMethods). */
export interface ListedService {
  /** INST/CLASS/MEMBER/SUBSYSTEM, each part percent-encoded. */
  readonly provider: string
  readonly code: string
  readonly version?: string
  readonly soap: boolean
  readonly endpoints: readonly { readonly method: string; readonly path: string }[]
}

const most = 200

/**
 * Services of a listMethods answer. Servers write members in snake case (RestMetadataServiceHandlerImpl.java), the
 * published schema in camel case (pr-mrest annex A): both are read. What is no service is left out.
 */
export function readMethods(answer: unknown): ListedService[] {
  const services = isJson(answer) ? lists(answer.service) : []
  return services.slice(0, most).flatMap(service => (isJson(service) ? readService(service) : []))
}

function readService(service: Json): ListedService[] {
  const text = (snake: string): string => {
    const camel = snake.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    const value = service[snake] ?? service[camel]
    return typeof value === 'string' ? value : ''
  }
  const instance = text('xroad_instance') || text('xRoad_instance')
  const provider = [instance, text('member_class'), text('member_code'), text('subsystem_code')]
  const code = text('service_code')
  if ([...provider, code].some(part => part === '' || /[\p{Cc}]/u.test(part) || /^\.+$/.test(part))) return []
  const version = text('service_version')
  const type = text('service_type').toUpperCase()
  return [
    {
      provider: provider.map(encodeURIComponent).join('/'),
      code,
      ...(version === '' ? {} : { version }),
      soap: type === 'WSDL' || type === 'SOAP' || (type === '' && version !== ''),
      endpoints: lists(service.endpoint_list ?? service.endpointList)
        .filter(isJson)
        .map(({ method, path }) => ({ method: String(method ?? ''), path: String(path ?? '') })),
    },
  ]
}
