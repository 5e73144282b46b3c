/** WSDLs as they are met in the wild, written for these tests. */

const soap = 'http://schemas.xmlsoap.org/wsdl/soap/'
const soap12 = 'http://schemas.xmlsoap.org/wsdl/soap12/'

interface Shape {
  readonly types?: string
  readonly messages: string
  readonly style?: 'document' | 'rpc'
  readonly use?: string
  readonly body?: string
  readonly binding?: string
  readonly services?: string
  readonly head?: string
}

/** A WSDL of one operation, `TraCuu`, around what a test wants to show. */
export function wsdlOf(shape: Shape): string {
  const {
    types = '',
    messages,
    style = 'document',
    use = 'literal',
    binding = soap,
    head = '',
    body = '',
  } = shape
  const services =
    shape.services ??
    '<service name="DanCu"><port name="DanCuPort" binding="tns:DanCuBinding"><soap:address location="http://10.0.0.1:8080/never"/></port></service>'
  const soapBody = `<soap:body use="${use}"${body}/>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Published by some stack -->
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="${binding}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  xmlns:tns="urn:dancu:wsdl" xmlns:d="urn:dancu:types" targetNamespace="urn:dancu:wsdl" name="DanCu">
${head}<types>${types}</types>
${messages}
<portType name="DanCuType"><operation name="TraCuu"><input message="tns:TraCuuIn"/><output message="tns:TraCuuOut"/></operation></portType>
<binding name="DanCuBinding" type="tns:DanCuType"><soap:binding style="${style}" transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="TraCuu"><soap:operation soapAction="urn:dancu:TraCuu"/><input>${soapBody}</input><output>${soapBody}</output></operation></binding>
${services}
</definitions>`
}

export const schema = (content: string, namespace = 'urn:dancu:types', more = '') =>
  `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:d="urn:dancu:types" targetNamespace="${namespace}" elementFormDefault="qualified"${more}>${content}</xsd:schema>`

const wrapper = (name: string, members: string) =>
  `<xsd:element name="${name}"><xsd:complexType><xsd:sequence>${members}</xsd:sequence></xsd:complexType></xsd:element>`

const elements =
  wrapper(
    'TraCuu',
    '<xsd:element name="SoDinhDanh" type="xsd:string"/><xsd:element name="HoVaTen" type="xsd:string"/>',
  ) + wrapper('TraCuuResponse', '<xsd:element name="TonTai" type="xsd:boolean"/>')

const elementMessages =
  '<message name="TraCuuIn"><part name="parameters" element="d:TraCuu"/></message>' +
  '<message name="TraCuuOut"><part name="parameters" element="d:TraCuuResponse"/></message>'

const typedMessages =
  '<message name="TraCuuIn"><part name="SoDinhDanh" type="xsd:string"/><part name="HoVaTen" type="xsd:string"/></message>' +
  '<message name="TraCuuOut"><part name="TonTai" type="xsd:boolean"/></message>'

export const wrapped = wsdlOf({ types: schema(elements), messages: elementMessages })
export const rpcLiteral = wsdlOf({
  messages: typedMessages,
  style: 'rpc',
  body: ' namespace="urn:dancu:wsdl"',
})
export const rpcForeign = wsdlOf({
  messages: typedMessages,
  style: 'rpc',
  body: ' namespace="urn:elsewhere"',
})
export const rpcEncoded = wsdlOf({
  messages: typedMessages,
  style: 'rpc',
  use: 'encoded',
  body: ' encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"',
})
export const version12 = wsdlOf({ types: schema(elements), messages: elementMessages, binding: soap12 })
export const typedDocument = wsdlOf({ messages: typedMessages })

/** Types in documents beside it, which import each other in a circle; a type that holds itself. */
export const cyclic: Readonly<Record<string, string>> = {
  'dancu.wsdl': wsdlOf({
    types: '<xsd:schema><xsd:import namespace="urn:dancu:types" schemaLocation="types.xsd"/></xsd:schema>',
    messages: elementMessages,
  }),
  'types.xsd': schema(
    `<xsd:import namespace="urn:dancu:person" schemaLocation="./person.xsd"/><xsd:include schemaLocation="more.xsd"/>${wrapper('TraCuu', '<xsd:element name="Nguoi" type="p:Nguoi"/>')}`,
    undefined,
    ' xmlns:p="urn:dancu:person"',
  ),
  'more.xsd': schema(
    `<xsd:include schemaLocation="types.xsd"/>${wrapper('TraCuuResponse', '<xsd:element name="TonTai" type="xsd:boolean"/>')}`,
  ),
  'person.xsd': schema(
    '<xsd:import namespace="urn:dancu:types" schemaLocation="types.xsd"/><xsd:complexType name="Nguoi"><xsd:sequence><xsd:element name="Ten" type="xsd:string"/><xsd:element name="Cha" type="p:Nguoi" minOccurs="0"/><xsd:element ref="d:TraCuuResponse" minOccurs="0"/></xsd:sequence></xsd:complexType>',
    'urn:dancu:person',
    ' xmlns:p="urn:dancu:person"',
  ),
}

/** Binding and service in one document, everything else in another (WSDL 1.1 §2.1.1, and what .NET publishes). */
export const split: Readonly<Record<string, string>> = {
  'service.wsdl': `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:s="${soap}" xmlns:a="urn:dancu:wsdl" targetNamespace="urn:dancu:wsdl"><wsdl:import namespace="urn:dancu:wsdl" location="abstract.wsdl"/><wsdl:service name="Ngoai"><wsdl:port name="Cong" binding="a:DanCuBinding"><s:address location="http://h.invalid"/></wsdl:port></wsdl:service></wsdl:definitions>`,
  'abstract.wsdl': wsdlOf({ types: schema(elements), messages: elementMessages, services: '' }),
}

export const severalPorts = wsdlOf({
  types: schema(elements),
  messages: elementMessages,
  services: ['Mot', 'Hai']
    .map(
      name =>
        `<service name="${name}"><port name="${name}Port" binding="tns:DanCuBinding"><soap:address location="http://h.invalid/${name}"/></port></service>`,
    )
    .join(''),
})

/** A WSDL whose schema imports from a place. */
export const importing = (location: string) =>
  wsdlOf({
    types: `<xsd:schema><xsd:import namespace="urn:dancu:types" schemaLocation="${location}"/></xsd:schema>`,
    messages: elementMessages,
  })

export const withDoctype = wrapped.replace(
  '<definitions',
  '<!DOCTYPE definitions SYSTEM "http://h.invalid/x.dtd"><definitions',
)
