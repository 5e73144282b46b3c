// A pretended register of households in trade, spoken to by WSDL: what it says, and an adapter for it.

const types = 'urn:h99:hokd'
const text = { vi: 'Thử', en: 'Trial' }

/** Members of a record on the wire, and what stands there. */
const members = {
  MaSo: '0100000001',
  Ten: 'HỘ KINH DOANH <THỬ NGHIỆM> & CON',
  ChuHo: 'NGUYỄN VĂN MẪU',
  DiaChi: 'Số 1 đường Thử Nghiệm, phường Ví Dụ, tỉnh H99',
  NganhNghe: 'Bán lẻ hàng hoá khác trong cửa hàng chuyên doanh',
  NgayCap: '05/06/2023',
  NoiCap: 'Phòng Tài chính - Kế hoạch',
  VonDieuLe: '250000000',
  DienThoai: '0900000000',
  TrangThai: 'HOAT_DONG',
}

const escaped = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The answer to every question. */
export const answer = `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><h:TraCuuResponse xmlns:h="${types}">${Object.entries(
  members,
)
  .map(([name, value]) => `<h:${name}>${escaped(value)}</h:${name}>`)
  .join('')}</h:TraCuuResponse></soap:Body></soap:Envelope>`

const element = (name: string, names: readonly string[]) =>
  `<xsd:element name="${name}"><xsd:complexType><xsd:sequence>${names
    .map(member => `<xsd:element name="${member}" type="xsd:string"/>`)
    .join('')}</xsd:sequence></xsd:complexType></xsd:element>`

/** @param address where the service answers */
export const wsdl = (address: string) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:h99:hokd:wsdl" xmlns:h="${types}"
  targetNamespace="urn:h99:hokd:wsdl" name="HoKinhDoanh">
<types><xsd:schema targetNamespace="${types}" elementFormDefault="qualified">${element('TraCuu', ['MaSo', 'CanBo'])}${element('TraCuuResponse', Object.keys(members))}</xsd:schema></types>
<message name="TraCuuIn"><part name="parameters" element="h:TraCuu"/></message>
<message name="TraCuuOut"><part name="parameters" element="h:TraCuuResponse"/></message>
<portType name="HoKinhDoanhType"><operation name="TraCuu"><input message="tns:TraCuuIn"/><output message="tns:TraCuuOut"/></operation></portType>
<binding name="HoKinhDoanhBinding" type="tns:HoKinhDoanhType"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="TraCuu"><soap:operation soapAction="${types}:TraCuu"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
<service name="HoKinhDoanh"><port name="HoKinhDoanhPort" binding="tns:HoKinhDoanhBinding"><soap:address location="${address}"/></port></service>
</definitions>`

/** What is asked, on both sides. */
export const question = { code: members.MaSo, officer: 'canbo.mau' }

export const questionSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['code', 'officer'],
  properties: {
    code: { type: 'string', pattern: '^[0-9]{10}$' },
    officer: { type: 'string', minLength: 1, maxLength: 100 },
  },
} as const

/** How the members are called on our side. */
const names = {
  code: 'MaSo',
  name: 'Ten',
  owner: 'ChuHo',
  address: 'DiaChi',
  trade: 'NganhNghe',
  issuedOn: 'NgayCap',
  issuedBy: 'NoiCap',
  capital: 'VonDieuLe',
  phone: 'DienThoai',
  status: 'TrangThai',
} as const

const codecs: Readonly<Record<string, string>> = {
  issuedOn: 'date(dd/MM/yyyy)',
  capital: 'integer',
}

type Raw = Readonly<Record<string, unknown>>

/** The record in our words, as the field table below makes it. */
export function toRecord(raw: Raw): object {
  const read = Object.entries(names).map(([name, member]) => {
    const value = String(raw[member])
    if (name === 'capital') return [name, Number(value)] as const
    return [name, name === 'issuedOn' ? value.split('/').reverse().join('-') : value] as const
  })
  return Object.fromEntries(read)
}

const manifest = {
  id: 'bench-registry',
  version: '1.0.0',
  title: text,
  description: text,
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['baseUrl'],
    properties: { baseUrl: { type: 'string' } },
  },
  transport: {
    kind: 'soap',
    version: '1.1',
    base: '{settings.baseUrl}',
    wsdl: 'registry.wsdl',
    namespaces: { h: types },
  },
  auth: { kind: 'none' },
  limits: { concurrency: 50, timeoutMs: 10_000, connectMs: 1_000, responseBytes: 100_000 },
  retry: { firstMs: 10, factor: 2, capMs: 100, giveUpAfterMs: 1_000 },
  operations: {
    'registry.find': {
      title: text,
      direction: 'ask',
      map: 'question',
      schema: 'question',
      request: { path: '/', operation: 'TraCuu', body: '{encoded}' },
      outcomes: [
        {
          id: 'found',
          when: { status: 200, at: [{ pointer: '/h:TraCuuResponse/h:MaSo', filled: true }] },
          outcome: 'delivered',
        },
      ],
      answer: { at: '/h:TraCuuResponse', map: 'record', schema: 'record', same: { '/code': '/code' } },
    },
  },
  outcomes: [],
  sensitive: [],
}

const strings = (members: readonly string[]) =>
  JSON.stringify({
    type: 'object',
    required: members,
    properties: Object.fromEntries(members.map(name => [name, { type: 'string' }])),
  })

const wire = { 'h:MaSo': question.code, 'h:CanBo': question.officer }

/** The adapter, as an admin would hand it in. */
export const files = {
  'adapter.json': JSON.stringify(manifest),
  'README.md': '# bench',
  'wsdl/registry.wsdl': wsdl('http://registry.example/'),
  'maps/question.csv': 'canonical,native,codec\ncode,h:MaSo,required\nofficer,h:CanBo,required\n',
  'maps/record.csv': `canonical,native,codec\n${Object.entries(names)
    .map(([name, member]) => `${name},h:${member},${codecs[name] ?? ''}\n`)
    .join('')}`,
  'schemas/question.json': strings(Object.keys(wire)),
  'schemas/record.json': strings(Object.keys(members).map(name => `h:${name}`)),
  'fixtures/settings.json': '{ "baseUrl": "http://registry.example" }',
  'fixtures/question.json': JSON.stringify({
    kind: 'message',
    about: 'a question',
    operation: 'registry.find',
    canonical: question,
    native: wire,
    request: { body: wire },
  }),
  'fixtures/found.json': JSON.stringify({
    kind: 'answers',
    operation: 'registry.find',
    canonical: question,
    answers: [
      {
        about: 'found',
        answer: { headers: { 'content-type': 'text/xml; charset=utf-8' }, text: answer },
        outcome: { kind: 'delivered', rule: 'found' },
        says: toRecord(members),
      },
    ],
  }),
}
