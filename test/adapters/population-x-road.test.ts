import { readFile } from 'node:fs/promises'
import t from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { parseXml } from '../../src/adapter/xml/index.ts'
import { startPlatform } from '../adapter/transport/support.ts'

// The look-up as a native X-Road message, whole: §14.5 of the reference on platforms and population.
const folder = new URL('../../adapters/population-x-road/', import.meta.url)
const fixture = async (name: string) =>
  JSON.parse(await readFile(new URL(`fixtures/${name}`, folder), 'utf8'))
const member = (more: object) => ({ 'i:xRoadInstance': 'VN-TEST', 'i:memberClass': 'GOV', ...more })

t.test('the envelope that leaves is that of the example, header and body', async t => {
  const platform = await startPlatform(t)
  const adapter = await openAdapter(folder, {
    settings: { ...(await fixture('settings.json')), baseUrl: platform.url },
    allowedNetworks: ['127.0.0.1/32'],
  })
  t.teardown(() => adapter.close())
  const { canonical } = await fixture('message-lookup.json')
  await adapter.ask(
    'citizen.lookup',
    { ...canonical, dossier: '000.00.01.H99-260101-0001' },
    { standing: 'unsure', correlationId: 'test' },
  )
  const read = parseXml(platform.calls[0]?.body ?? '', {
    namespaces: {
      s: 'http://schemas.xmlsoap.org/soap/envelope/',
      x: 'http://x-road.eu/xsd/xroad.xsd',
      i: 'http://x-road.eu/xsd/identifiers',
      dan: 'http://dancuquocgia.bca',
    },
  }) as { 's:Envelope': { 's:Header': Record<string, unknown>; 's:Body': unknown } }
  const { 'x:id': id, ...header } = read['s:Envelope']['s:Header']
  t.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  t.strictSame(header, {
    'x:client': {
      '@i:objectType': 'SUBSYSTEM',
      ...member({ 'i:memberCode': 'H99', 'i:subsystemCode': 'MOTCUA' }),
    },
    'x:service': {
      '@i:objectType': 'SERVICE',
      ...member({
        'i:memberCode': 'G01',
        'i:subsystemCode': 'CSDLDC',
        'i:serviceCode': 'TraCuuThongTinCongDan',
        'i:serviceVersion': 'v1',
      }),
    },
    'x:userId': 'VN000000000011',
    'x:issue': '000.00.01.H99-260101-0001',
    'x:protocolVersion': '4.0',
  })
  t.strictSame(read['s:Envelope']['s:Body'], {
    'dan:TraCuuThongTinCongDan': {
      'dan:MaYeuCau': '7d0f3c52-4c0e-4c3b-9d3e-0c1f7f3a9a01',
      'dan:MaDVC': 'G99-TP001',
      'dan:MaTichHop': '037',
      'dan:MaCanBo': '000000000011',
      'dan:SoDinhDanh': '000099000123',
      'dan:HoVaTen': 'TRAN THI THU NGHIEM',
      'dan:NgayThangNamSinh': { 'dan:Nam': '1999' },
    },
  })
})
