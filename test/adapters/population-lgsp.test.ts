import { readFile } from 'node:fs/promises'
import t from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { startPlatform } from '../adapter/transport/support.ts'

// The three façades of LGSPs, §8.6 of the reference on platforms and population, with the headers of §14.3.
const folder = new URL('../../adapters/population-lgsp/', import.meta.url)
const fixture = async (name: string) =>
  JSON.parse(await readFile(new URL(`fixtures/${name}`, folder), 'utf8'))
const token = '00000000-1111-2222-3333-444444444444'

const asked = {
  upper: {
    MaYeuCau: '7d0f3c52-4c0e-4c3b-9d3e-0c1f7f3a9a01',
    MaDVC: 'G99-TP001',
    MaTichHop: '037',
    MaCanBo: '000000000011',
    SoDinhDanh: '000099000123',
    SoCMND: '',
    HoVaTen: 'TRAN THI THU NGHIEM',
    NgayThangNamSinh: { NgayThangNam: '19990215' },
  },
  lower: {
    maYeuCau: '7d0f3c52-4c0e-4c3b-9d3e-0c1f7f3a9a01',
    maDVC: 'G99-TP001',
    maCanBo: '000000000011',
    soDinhDanh: '000099000123',
    soCMND: '',
    hoVaTen: 'TRAN THI THU NGHIEM',
    ngayThangNam: '19990215',
    userNameService: 'STTTT_H99',
  },
  td: {
    HoVaTen: 'TRAN THI THU NGHIEM',
    SoDinhDanh: '000099000123',
    SoCMND: '',
    NgayThangNam: '19990215',
    MaTichHop: '037',
    MaDVC: 'G99-TP001',
    MaCanBo: '000000000011',
    MaYeuCau: '7d0f3c52-4c0e-4c3b-9d3e-0c1f7f3a9a01',
  },
}

for (const [facade, body] of Object.entries(asked)) {
  t.test(`a look-up by the façade ${facade}: its keys in its order, and who asks in the headers`, async t => {
    const platform = await startPlatform(t, (response, { path }) => {
      response.setHeader('content-type', 'application/json')
      response.end(
        path === '/token'
          ? JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 })
          : '{}',
      )
    })
    const { canonical } = await fixture('message-lookup.json')
    const adapter = await openAdapter(folder, {
      settings: {
        ...(await fixture('settings.json')),
        baseUrl: platform.url,
        tokenUrl: `${platform.url}/token`,
        userNameService: 'STTTT_H99',
        facade,
      },
      allowedNetworks: ['127.0.0.1/32'],
    })
    t.teardown(() => adapter.close())
    await adapter.ask('citizen.lookup', canonical, { standing: 'unsure', correlationId: 'test' })
    const call = platform.calls.at(-1)
    t.equal(call?.path, '/csdldc/1.0/tracuu')
    t.equal(String(call?.body), JSON.stringify(body))
    t.match(call?.headers, {
      authorization: `Bearer ${token}`,
      authhash: 'ZGVtb0tleU5hbWU6ZGVtb0tleVBhc3M=',
      lgspaccesstoken: /^eyJBY2Nlc3NLZXkiOiJkZW1vLWFjY2VzcyIs/,
      'content-type': /^application\/json/,
    })
  })
}
