import t, { type Test } from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { say, startPlatform } from '../adapter/transport/support.ts'

const folder = new URL('../../adapters/paper-store/', import.meta.url)
const context = { standing: 'unsure' as const, correlationId: 'thu' }
const question = (channel: 'officer' | 'citizen') => ({
  ...{
    owner: { personalId: '000099000123' },
    requester: { name: 'Ví Dụ', personalId: '000000000011' },
    channel,
  },
  ...{ procedure: { code: '2.900452', nationalCode: '2.900452' }, papers: [{ code: 'KQ.G07.000122' }] },
})

/** The adapter against a scripted LGSP that hands out one token. */
async function opened(t: Test, settings: Readonly<Record<string, unknown>> = {}) {
  const platform = await startPlatform(t)
  const adapter = await openAdapter(folder, {
    settings: { baseUrl: platform.url, tokenUrl: `${platform.url}/token`, tokenDialect: 'bare', ...settings },
    allowedNetworks: ['127.0.0.1/32'],
  })
  t.teardown(() => adapter.close())
  const reply = { body: { errorCode: 0, result: { DanhSachGiayToKetQua: [] } } as unknown }
  const asked: Record<string, unknown>[] = []
  platform.play = (response, received) => {
    const { path, body } = received
    const token = path.endsWith('/token')
    if (!token) asked.push({ path, ...(JSON.parse(body.toString()) as object) })
    const content = token ? { access_token: 'the', expires_in: 3600 } : reply.body
    say(JSON.stringify(content), 'application/json')(response, received)
  }
  const says = (body: unknown) => {
    reply.body = body
  }
  return { adapter, asked, says }
}

t.test('KenhThucHien of the store: 1 an officer, 2 a citizen; as text or as a number', async t => {
  for (const [channelForm, officer, citizen] of [
    ['text', '1', '2'],
    ['number', 1, 2],
  ] as const) {
    const { adapter, asked } = await opened(t, { channelForm })
    await adapter.ask('paper.search', question('officer'), context)
    await adapter.ask('paper.search', question('citizen'), context)
    t.strictSame(
      asked.map(({ KenhThucHien }) => KenhThucHien),
      [officer, citizen],
      channelForm,
    )
  }
  const { adapter } = await opened(t)
  // The words of a dossier's channel are none here, whatever number they have there.
  for (const channel of ['counter', 'online', 'postal'])
    t.match(adapter.check('paper.search', { ...question('officer'), channel }), [{ pointer: '/channel' }])
})

t.test('a signature passes as it came', async t => {
  const { adapter, says } = await opened(t)
  for (const signature of [' có khoảng trắng ', 'MEUC+/==\n', '{"a":1}', '0']) {
    says({ errorCode: 0, signature, result: { DanhSachGiayToKetQua: [] } })
    t.equal((await adapter.ask('paper.search', question('officer'), context)).answer?.signature, signature)
  }
})

t.test(
  'paths, codes and the place of the content are settings; a file larger than allowed is not read',
  async t => {
    const { adapter, asked, says } = await opened(t, {
      ...{
        searchPath: '/a/tim',
        fetchPath: '/a/lay',
        contentAt: '/data/noiDung',
        successCodes: [7],
        maxBytes: 2048,
      },
    })
    const file = { authority: '000.00.05.H99', path: '/kho/1' }
    const content = Buffer.from([0x25, 0x50, 0xff, 0x00])
    says({ errorCode: '07', data: { noiDung: content.toString('base64') } })
    const whole = await adapter.ask('paper.fetch', file, context)
    t.ok(whole.file?.bytes.equals(content))
    t.match(asked, [{ path: '/a/lay', CoQuanChuQuan: '000.00.05.H99', DuongDan: '/kho/1' }])
    says({ errorCode: '00', data: { noiDung: content.toString('base64') } })
    t.equal(
      (await adapter.ask('paper.fetch', file, context)).record.outcome.kind,
      'refused',
      'another code is no success',
    )
    says({ errorCode: '7', data: { noiDung: Buffer.alloc(4096).toString('base64') } })
    const large = await adapter.ask('paper.fetch', file, context)
    t.match(large.record.outcome, { rule: 'too-large' })
    t.equal(large.file, undefined)
    const bare = await opened(t, { contentAt: '' })
    bare.says(content.toString('base64'))
    t.ok(
      (await bare.adapter.ask('paper.fetch', file, context)).file?.bytes.equals(content),
      'nothing but the content',
    )
  },
)
