import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { conform } from '../../../src/adapter/conformance/conform.ts'
import { readMethods } from '../../../src/adapter/import/x-road/methods.ts'
import { made, refusal, sample, sampleText } from './support.ts'

const saved = `x-road:${sample('x-road')}`
const provider = 'VN-TEST/GOV/G01/HOSO'
const client = 'VN-TEST/GOV/H99/MOTCUA'

/** A security server with one REST and one SOAP service. */
async function securityServer(t: Test) {
  const calls: { readonly url: string; readonly client: string | undefined; readonly body: string }[] = []
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    calls.push({
      url: `${request.method} ${request.url}`,
      client: request.headers['x-road-client'] as string,
      body,
    })
    if (request.url === `/r1/${provider}/listMethods`) {
      const { service } = JSON.parse(sampleText('x-road/listMethods.json'))
      return response.end(JSON.stringify({ service: service.slice(0, 2) }))
    }
    if (request.url === `/r1/${provider}/getOpenAPI?serviceCode=dongbo`)
      return response.end(
        sampleText('openapi/dossiers.yaml').replace('common.yaml#/KetQua', '#/components/schemas/CoSo'),
      )
    if (request.method === 'POST' && body.includes('getWsdl')) {
      const wsdl = sampleText('wsdl/rpc.wsdl')
        .replaceAll('"rpc"', '"document"')
        .replaceAll(
          '<part name="MaHoSo" type="xs:string"/><part name="buoc" type="tns:Buoc"/>',
          '<part name="p" element="tns:CapNhatTienDo"/>',
        )
        .replace(
          '<xs:complexType name="Buoc">',
          '<xs:element name="CapNhatTienDo" type="tns:Buoc"/><xs:complexType name="Buoc">',
        )
        .replace('<part name="ketQua" type="xs:int"/>', '<part name="r" element="tns:CapNhatTienDo"/>')
      response.setHeader('content-type', 'multipart/related; boundary=b; type="text/xml"')
      return response.end(
        `--b\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--b\r\nContent-Type: text/xml\r\nContent-ID: <w>\r\n\r\n${wsdl}\r\n--b--\r\n`,
      )
    }
    if (request.method === 'POST')
      return response
        .setHeader('content-type', 'text/xml')
        .end(
          `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:i="http://x-road.eu/xsd/identifiers"><e:Header><x:service i:objectType="SERVICE"><i:xRoadInstance>VN-TEST</i:xRoadInstance><i:memberClass>GOV</i:memberClass><i:memberCode>G01</i:memberCode><i:subsystemCode>HOSO</i:subsystemCode><i:serviceCode>listMethods</i:serviceCode></x:service></e:Header><e:Body><x:listMethodsResponse><x:service i:objectType="SERVICE"><i:xRoadInstance>VN-TEST</i:xRoadInstance><i:memberClass>GOV</i:memberClass><i:memberCode>G01</i:memberCode><i:subsystemCode>HOSO</i:subsystemCode><i:serviceCode>CapNhatTienDo</i:serviceCode><i:serviceVersion>v1</i:serviceVersion></x:service></x:listMethodsResponse></e:Body></e:Envelope>`,
        )
    return response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return {
    calls,
    from: `x-road:http://127.0.0.1:${port}/${provider}`,
    allowedNetworks: [`127.0.0.1/32:${port}`],
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

t.test(
  'saved answers: REST services with and without a description, SOAP left for an adapter of its own',
  async t => {
    const { manifest, mapped, hints } = await made(saved)
    t.match(manifest.transport, { kind: 'x-road-rest', client: '{settings.client}' })
    t.equal(manifest.settings.properties.provider.default, provider)
    t.same(manifest.operations['dongbo-dong-bo-ho-so.deliver'].request.service, '{settings.provider}/dongbo')
    t.equal(mapped('dongbo-dong-bo-ho-so')[0], 'MaHoSo → code required max(50)')
    t.match(manifest.operations['trangthai-moi-nhat.ask'].request, { path: '/moi-nhat', method: 'GET' })
    t.notOk(JSON.stringify(manifest).includes('/*'), 'a pattern is no path')
    t.ok(hints.some(({ en }) => en.startsWith('TraCuuHoSo: left out, a SOAP service')))
  },
)

t.test(
  'operations are chosen by service, by both names or by their own; what is left out leaves no setting',
  async t => {
    const names = async (operations: string[]) =>
      Object.keys((await made(saved, { operations })).manifest.operations)
    const own = await names(['DongBoHoSo'])
    t.same(own, ['dongbo-dong-bo-ho-so.deliver'])
    t.same(await names(['dongbo/DongBoHoSo']), own)
    t.ok((await names(['dongbo'])).length > 1)
    t.match(await refusal(saved, { operations: ['KhongCo'] }), /there are .*dongbo\/DongBoHoSo/)
    const { manifest } = await made(saved, { operations: ['DongBoHoSo'] })
    const { settings, ...rest } = manifest
    for (const name of Object.keys(settings.properties))
      t.ok(JSON.stringify(rest).includes(`{settings.${name}}`), name)
  },
)

t.test('a SOAP service goes over the message protocol, its element in the body', async t => {
  const { manifest } = await made(saved, { operations: ['TraCuuHoSo'] })
  t.match(manifest.transport, { kind: 'x-road-soap', namespaces: { tns: 'http://h99.example/hoso' } })
  t.match(manifest.operations['tra-cuu-ho-so.ask'].request, {
    service: '{settings.provider}/TraCuuHoSo/v1',
    body: { 'tns:TraCuuHoSo': '{encoded}' },
  })
})

t.test('a security server is asked through the guarded egress, as our client', async t => {
  const { from, calls, allowedNetworks } = await securityServer(t)
  t.match(await refusal(from, { client }), /ADDRESS_REFUSED/)
  t.equal(calls.length, 0)
  const rest = await made(from, { client, allowedNetworks })
  t.same(Object.keys(rest.manifest.operations), [
    'dongbo-tra-cuu-ho-so.ask',
    'dongbo-dong-bo-ho-so.deliver',
    'dongbo-cap-nhat-tien-do.deliver',
    'trangthai-moi-nhat.ask',
  ])
  t.ok(calls.filter(({ url }) => url.startsWith('GET')).every(call => call.client === client))
  t.ok(
    rest.hints.some(({ en }) =>
      /^trangthai-moi-nhat\.ask: .*it answered 404.*write the field table/.test(en),
    ),
    'what has no description is told of',
  )
  const soap = await made(from, { client, allowedNetworks, operations: ['CapNhatTienDo'] })
  t.equal(soap.manifest.transport.kind, 'x-road-soap')
  t.equal(soap.mapped('cap-nhat-tien-do')[0], 'NguoiXuLy → officer.name required')
  for (const { files } of [rest, soap]) t.ok((await conform(files)).passed)
})

t.test('what a server may not make of us', async t => {
  const { from, allowedNetworks } = await securityServer(t)
  t.match(await refusal(from, { allowedNetworks }), /say who asks/)
  t.match(await refusal(from, { client: 'VN', allowedNetworks }), /X-Road client is/)
  t.match(await refusal(from.replace('/HOSO', ''), { client, allowedNetworks }), /provider is INST/)
  t.match(await refusal(`x-road:${sample('wsdl')}`), /listMethods\.json/)
  t.same(
    readMethods({
      service: [
        { xroad_instance: 'A', member_class: '..', member_code: 'C', subsystem_code: 'D', service_code: 'E' },
        null,
        7,
      ],
    }),
    [],
  )
  t.same(readMethods('x'), [])
})

t.test('a REST service that takes any path below it, as a server lists it (§14.6)', async t => {
  const names = {
    member_class: 'GOV',
    member_code: 'G01',
    subsystem_code: 'CSDLDC',
    xroad_instance: 'VN-TEST',
  }
  const service = { ...names, object_type: 'SERVICE', service_code: 'TraCuuThongTinCongDan' }
  const endpoint_list = [{ method: 'POST', path: '/**' }]
  t.strictSame(readMethods({ service: [{ ...service, service_type: 'REST', endpoint_list }] }), [
    {
      provider: 'VN-TEST/GOV/G01/CSDLDC',
      code: 'TraCuuThongTinCongDan',
      soap: false,
      endpoints: endpoint_list,
    },
  ])
})
