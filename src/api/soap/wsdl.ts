import { writeXml } from '../../adapter/xml/index.ts'
import type { SoapContract } from './contract.ts'
import { soapNamespace } from './names.ts'

const namespaces = {
  wsdl: 'http://schemas.xmlsoap.org/wsdl/',
  xs: 'http://www.w3.org/2001/XMLSchema',
  tns: soapNamespace,
  soap: 'http://schemas.xmlsoap.org/wsdl/soap/',
  soap12: 'http://schemas.xmlsoap.org/wsdl/soap12/',
}

const headers = ['IdempotencyKey', 'CorrelationId'] as const

/** The facade's WSDL 1.1, one binding for each SOAP version, document/literal wrapped. Pure. */
export function wsdl({ operations, schema }: SoapContract, address: string): string {
  const names = [...operations.keys()]
  return writeXml(
    {
      'wsdl:definitions': {
        '@name': 'LienThong',
        '@targetNamespace': soapNamespace,
        'wsdl:types': { 'xs:schema': schema },
        'wsdl:message': [
          ...names.flatMap(name => [message(name, 'parameters'), message(`${name}Response`, 'parameters')]),
          message('Problem', 'fault'),
          ...headers.map(name => message(name, 'header')),
        ],
        'wsdl:portType': {
          '@name': 'LienThongPort',
          'wsdl:operation': [...operations.values()].map(({ operation: { name, about } }) => ({
            '@name': name,
            'wsdl:documentation': about,
            'wsdl:input': { '@message': `tns:${name}` },
            'wsdl:output': { '@message': `tns:${name}Response` },
            'wsdl:fault': { '@name': 'Problem', '@message': 'tns:Problem' },
          })),
        },
        'wsdl:binding': [binding('soap', names), binding('soap12', names)],
        'wsdl:service': {
          '@name': 'LienThong',
          'wsdl:port': (['soap', 'soap12'] as const).map(version => ({
            '@name': portName(version),
            '@binding': `tns:${portName(version)}Binding`,
            [`${version}:address`]: { '@location': address },
          })),
        },
      },
    },
    { namespaces, inValues: ['tns', 'xs'] },
  )
}

type Binding = 'soap' | 'soap12'

const portName = (version: Binding) => (version === 'soap' ? 'LienThongSoap11' : 'LienThongSoap12')

function message(name: string, part: string): object {
  return { '@name': name, 'wsdl:part': { '@name': part, '@element': `tns:${name}` } }
}

function binding(version: Binding, names: readonly string[]): object {
  const header = (name: string) => ({ '@message': `tns:${name}`, '@part': 'header', '@use': 'literal' })
  const body = { [`${version}:body`]: { '@use': 'literal' } }
  return {
    '@name': `${portName(version)}Binding`,
    '@type': 'tns:LienThongPort',
    [`${version}:binding`]: { '@style': 'document', '@transport': 'http://schemas.xmlsoap.org/soap/http' },
    'wsdl:operation': names.map(name => ({
      '@name': name,
      [`${version}:operation`]: { '@soapAction': `${soapNamespace}:${name}`, '@style': 'document' },
      'wsdl:input': { ...body, [`${version}:header`]: headers.map(header) },
      'wsdl:output': { ...body, [`${version}:header`]: header('CorrelationId') },
      'wsdl:fault': { '@name': 'Problem', [`${version}:fault`]: { '@name': 'Problem', '@use': 'literal' } },
    })),
  }
}
