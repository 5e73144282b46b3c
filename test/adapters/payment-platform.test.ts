import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { say, startPlatform } from '../adapter/transport/support.ts'

const folder = new URL('../../adapters/payment-platform/', import.meta.url)

t.test('QUERY and GET_BILL are signed as the check vectors say, with the stamp as it was', async t => {
  const platform = await startPlatform(t)
  const adapter = await openAdapter(folder, {
    settings: { baseUrl: platform.url, partner: 'DOITACMAU', secret: 'DEMO-SECRET' },
    allowedNetworks: ['127.0.0.1/32'],
  })
  t.teardown(() => adapter.close())
  platform.play = say('{"MaLoi":"99"}', 'application/json')
  const question = { reference: 'dvcH99142601150042260115093015', stamp: '20260115093015' }
  const sent = async (operation: string) => {
    await adapter.ask(operation, question, { standing: 'unsure', correlationId: 'test' })
    return JSON.parse(String(platform.calls.at(-1)?.body)) as unknown
  }
  const rest = {
    PhienBan: '1.0.6',
    MaDoiTac: 'DOITACMAU',
    MaThamChieu: question.reference,
    ThoiGianGD: question.stamp,
  }
  t.same(await sent('payment.query'), {
    LoaiBanTin: 'QUERY',
    ...rest,
    MaXacThuc: '8aa1d30b94d22008480d1e01d1c996f74be53a7517b9e3bfc0b9512c5c574b7e',
  })
  t.same(await sent('payment.receipt'), {
    LoaiBanTin: 'GET_BILL',
    ...rest,
    MaXacThuc: '919594048cdace533489e7d5afd818ffe503e31702525778eb68031a85ce074e',
  })
})

t.test('how the answer to CONFIRM is signed is a setting: nobody has published it', async t => {
  const text = await readFile(new URL('fixtures/confirm.json', folder), 'utf8')
  const [{ canonical }] = JSON.parse(text).calls
  const signature = async (replySignature: string) => {
    const adapter = await openAdapter(folder, {
      settings: {
        baseUrl: 'https://thanhtoan.invalid',
        partner: 'DOITACMAU',
        secret: 'DEMO-SECRET',
        replySignature,
      },
    })
    t.teardown(() => adapter.close())
    const reply = adapter.inbound.get('payment.confirm')?.accepted(canonical)
    return JSON.parse(String(reply?.body)).MaXacThuc as unknown
  }
  const signed = '00|Thành công|DOITACMAU|dvcH99142601150042260115093015|20260115093015|DEMO-SECRET'
  t.equal(await signature('echo'), canonical.signature)
  t.equal(await signature('signed'), createHash('sha256').update(signed).digest('hex'))
  t.equal(await signature('none'), '')
})
