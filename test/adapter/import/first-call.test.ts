import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { openAdapter } from '../../../src/adapter/index.ts'
import { made, sample } from './support.ts'

/** A platform that keeps what it was sent and answers what nobody has described. */
async function platform(t: Test) {
  const calls: { readonly url: string; readonly headers: object; readonly body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    calls.push({ url: `${request.method} ${request.url}`, headers: request.headers, body })
    response.setHeader('content-type', 'application/json').end('{"error_code":"0","message":"OK"}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return { calls, baseUrl: `http://127.0.0.1:${port}`, allowedNetworks: [`127.0.0.1/32:${port}`] }
}

/** Sends the message of the generated fixture with the generated settings. */
async function call(t: Test, from: string, operation: string, options = {}) {
  const { calls, baseUrl, allowedNetworks } = await platform(t)
  const { files, manifest } = await made(from, options)
  const settings = { ...JSON.parse(files.get('fixtures/settings.json') ?? ''), baseUrl }
  const { canonical } = JSON.parse(files.get(`fixtures/${manifest.operations[operation].map}.json`) ?? '')
  const adapter = await openAdapter(files, { settings, allowedNetworks })
  t.teardown(() => adapter.close())
  const { outcome } = await adapter.deliver(operation, canonical, {
    standing: 'absent',
    correlationId: 'first',
  })
  t.equal(calls.length, 1)
  return { outcome, sent: calls[0] ?? { url: '', headers: {}, body: '' } }
}

t.test(
  'a JSON message with its envelope goes out, and a friendly answer is not taken for a success',
  async t => {
    const { outcome, sent } = await call(t, sample('messages/dossier.json'), 'dossier.deliver')
    t.match(outcome, { kind: 'unknown', rule: 'not-described-yet' })
    t.equal(sent.url, 'POST /thu-nghiem')
    const body = JSON.parse(sent.body)
    t.equal(body.session, 'mau-thu-nghiem')
    t.match(body.data, [
      {
        MaHoSo: '000.00.05.H99-261122-0001',
        NgayTiepNhan: '20261122081500',
        TaiLieuNop: [{ IsDeleted: 'True' }],
      },
    ])
  },
)

t.test('a WSDL operation goes out in its namespaces, in the order of the schema', async t => {
  const { outcome, sent } = await call(t, sample('wsdl/several.wsdl'), 'dong-bo-ho-so.deliver', {
    service: 'HoSoService',
  })
  t.match(outcome, { kind: 'unknown' })
  t.match(sent.headers, { soapaction: '"urn:dongbo"' })
  const names = [
    ...sent.body.matchAll(/<(?:\w+:)?(MaHoSo|NgayNop|ChuHoSo|HoTen|NgayTiepNhan|TaiLieuNop|IsDeleted)[ >]/g),
  ].map(([, name]) => name)
  t.same(names, ['MaHoSo', 'NgayNop', 'ChuHoSo', 'HoTen', 'NgayTiepNhan', 'TaiLieuNop', 'IsDeleted'])
  t.match(sent.body, /xmlns:tns="http:\/\/h99\.example\/hoso"/)
  t.match(sent.body, /<HoTen>/, 'an unqualified element has no prefix')
})

t.test('an rpc operation goes out with its parts side by side', async t => {
  const { sent } = await call(t, sample('wsdl/rpc.wsdl'), 'cap-nhat-tien-do.deliver')
  t.match(sent.body, /<(\w+:)?CapNhatTienDo[^>]*>\s*<MaHoSo>[^<]*<\/MaHoSo><buoc>/)
})

t.test('X-Road services go out under our client and the provider that was listed', async t => {
  const { sent } = await call(t, `x-road:${sample('x-road')}`, 'dongbo-dong-bo-ho-so.deliver')
  t.equal(sent.url, 'POST /r1/VN-TEST/GOV/G01/HOSO/dongbo/ho-so')
  t.match(sent.headers, { 'x-road-client': 'VN-TEST/GOV/H99/MOTCUA' })
  const soap = await call(t, `x-road:${sample('x-road')}`, 'tra-cuu-ho-so.ask', {
    operations: ['TraCuuHoSo'],
  })
  t.match(
    soap.sent.body,
    /serviceCode>TraCuuHoSo<.*protocolVersion>4\.0<.*Body><tns:TraCuuHoSo><tns:MaHoSo>/s,
  )
})
