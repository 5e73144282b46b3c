import type { Outline, QName } from '../../xml/index.ts'

const wsdlUri = 'http://schemas.xmlsoap.org/wsdl/'
const soap11 = 'http://schemas.xmlsoap.org/wsdl/soap/'
const soap12 = 'http://schemas.xmlsoap.org/wsdl/soap12/'

/** An operation as one port of one service offers it. */
export interface PortOperation {
  readonly service: string
  readonly port: string
  readonly name: string
  readonly version: '1.1' | '1.2'
  readonly input: readonly Part[]
  readonly output: readonly Part[]
  /** rpc/encoded: SOAP 1.1 §5, which nobody should speak any more (WS-I Basic Profile R2706). */
  readonly encoded: boolean
}

export interface Part {
  readonly name: string
  readonly element?: QName
  readonly type?: QName
}

/** Every SOAP operation of every port, from all documents of a WSDL. */
export function readPorts(documents: Iterable<Outline>): PortOperation[] {
  const all = new Map<string, Outline>()
  const services: Outline[] = []
  for (const document of documents) {
    if (document.uri !== wsdlUri || document.local !== 'definitions') continue
    const { targetNamespace = '' } = document.attributes
    for (const child of document.children) {
      if (child.uri !== wsdlUri) continue
      if (child.local === 'service') services.push(child)
      else all.set(`${child.local} {${targetNamespace}}${child.attributes.name ?? ''}`, child)
    }
  }
  const find = (kind: string, name: QName) => all.get(`${kind} {${name.uri}}${name.local}`)
  return services.flatMap(service =>
    wsdlChildren(service, 'port').flatMap(port => portOperations(service, port, find)),
  )
}

type Find = (kind: string, name: QName) => Outline | undefined

function portOperations(service: Outline, port: Outline, find: Find): PortOperation[] {
  const binding = port.attributes.binding && find('binding', port.resolve(port.attributes.binding))
  if (!binding) return []
  const soap = binding.children.find(
    ({ uri, local }) => local === 'binding' && (uri === soap11 || uri === soap12),
  )
  const { type } = binding.attributes
  const portType = type === undefined ? undefined : find('portType', binding.resolve(type))
  if (soap === undefined || portType === undefined) return []
  const declared = wsdlChildren(portType, 'operation')
  return wsdlChildren(binding, 'operation').flatMap((bound): PortOperation[] => {
    const { name = '' } = bound.attributes
    const operation = declared.find(candidate => candidate.attributes.name === name)
    if (operation === undefined) return []
    return [
      {
        service: service.attributes.name ?? '',
        port: port.attributes.name ?? '',
        name,
        version: soap.uri === soap12 ? '1.2' : '1.1',
        input: partsOf(operation, 'input', find),
        output: partsOf(operation, 'output', find),
        encoded: wsdlChildren(bound, 'input').some(input =>
          input.children.some(({ local, attributes }) => local === 'body' && attributes.use === 'encoded'),
        ),
      },
    ]
  })
}

function partsOf(operation: Outline, side: 'input' | 'output', find: Find): Part[] {
  const [end] = wsdlChildren(operation, side)
  const message =
    end?.attributes.message === undefined ? undefined : find('message', end.resolve(end.attributes.message))
  if (message === undefined) return []
  return wsdlChildren(message, 'part').map(part => {
    const { name = '', element, type } = part.attributes
    return {
      name,
      ...(element === undefined ? {} : { element: part.resolve(element) }),
      ...(type === undefined ? {} : { type: part.resolve(type) }),
    }
  })
}

function wsdlChildren(node: Outline, local: string): Outline[] {
  return node.children.filter(child => child.uri === wsdlUri && child.local === local)
}
