import { AdapterFault } from '../../adapter-fault.ts'
import { readingOf } from '../../reading.ts'
import type { RequestSpec } from '../../request-spec.ts'
import { compileTemplate } from '../../template.ts'
import { type Namespaces, writeXml } from '../../xml/index.ts'
import { addressOf, compileHeaders, notEncodable } from '../address.ts'
import { exchangeWire, type HttpContext, type Send, whenWritable } from '../send.ts'
import { withDefaults } from '../soap.ts'
import { openClient } from './client.ts'
import type { WsdlOperation } from './contract.ts'

/**
 * A call of an operation of the WSDL. The body template is the content of the operation's input element (document
 * style) or its parts (rpc); the element around it, envelope, style and SOAPAction come from the WSDL, the address from
 * the manifest: WSDLs carry addresses of machines that their authors once had.
 */
export function compileWsdlCall(request: RequestSpec, context: HttpContext): Send {
  const { transport, settings, egress, contract } = context
  if (transport.kind !== 'soap' || contract === undefined || request.operation === undefined)
    throw new AdapterFault('a request with an operation needs a SOAP transport with wsdl')
  const { namespaces = {} } = transport
  const operation = contract.operation(request.operation, transport)
  const address = addressOf(transport.base, request.path ?? '', settings)
  egress.admit(address)
  const headersOf = compileHeaders({ ...transport.headers, ...request.headers }, settings)
  const body = compileTemplate(request.body ?? {}, settings)
  const reading = readingOf(transport)
  const client = openClient(contract, operation, transport.version, address)
  return (filling, signal) =>
    whenWritable(() => {
      const content = writeContent(operation, body(filling), namespaces)
      const own = headersOf(filling)
      return client.call(content, (envelope, headers) => {
        const wire = {
          method: 'POST',
          url: address,
          headers: withDefaults(own, headers),
          body: Buffer.from(envelope),
        } as const
        return exchangeWire(wire, reading, context, filling, signal)
      })
    })
}

/** @throws XmlFault */
function writeContent({ element }: WsdlOperation, content: unknown, namespaces: Namespaces): string {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw notEncodable('body')
  if (element !== undefined)
    return writeXml({ [`{${element.uri}}${element.local}`]: content }, { namespaces, declaration: false })
  // Parts of an rpc call stand side by side; each is written by itself.
  return Object.entries(content)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map(item => [name, item] as const))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => writeXml({ [name]: value }, { namespaces, declaration: false }))
    .join('')
}
