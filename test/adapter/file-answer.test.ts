import t from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { say, startPlatform } from './transport/support.ts'
import { files } from './trial-tax.ts'

const text = { vi: 'Biên lai', en: 'Receipt' }

/** The trial platform with one more ask: the answer is a PDF, or JSON that holds one. */
function withReceipt() {
  const bundle = files()
  const manifest = JSON.parse(bundle.get('adapter.json') ?? '')
  manifest.settings.properties.at = { type: 'string' }
  manifest.operations['tax.receipt'] = {
    title: text,
    direction: 'ask',
    request: { path: '/receipt', body: {} },
    outcomes: [
      { id: 'file', when: { text: ['%PDF-', 'JVBERi'] }, outcome: 'delivered' },
      { id: 'found', when: { at: [{ pointer: '/code', number: 0 }] }, outcome: 'delivered' },
    ],
    answer: { file: { type: 'application/pdf', begins: '%PDF-', at: '{settings.at}' } },
  }
  bundle.set('adapter.json', JSON.stringify(manifest))
  return bundle
}

t.test(
  'a file comes back byte for byte, from the body or from base64 inside it; anything else is none',
  async t => {
    const platform = await startPlatform(t)
    const adapter = await openAdapter(withReceipt(), {
      settings: { baseUrl: platform.url, at: '/data/file' },
      allowedNetworks: ['127.0.0.1/32'],
    })
    t.teardown(() => adapter.close())
    const ask = () => adapter.ask('tax.receipt', {}, { standing: 'unsure', correlationId: 'test' })
    const bytes = Buffer.from([...Buffer.from('%PDF-1.7\n'), 0xff, 0x00, 0xfe, 0x0a])

    platform.play = response => response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes)
    const whole = await ask()
    t.equal(whole.file?.type, 'application/pdf')
    t.ok(whole.file?.bytes.equals(bytes), 'what is no UTF-8 is not mended')

    platform.play = say(JSON.stringify({ data: { file: bytes.toString('base64') } }), 'application/json')
    t.ok((await ask()).file?.bytes.equals(bytes))

    for (const body of [
      '{"code":0,"data":{"file":"eA=="}}',
      '{"code":0,"data":{"file":"%%"}}',
      '{"code":0}',
      '<b>%PDF-</b>',
    ]) {
      platform.play = say(body, 'application/json')
      const { file, record } = await ask()
      t.equal(file, undefined, body)
      t.match(record.outcome, { kind: 'refused', rule: 'answer-not-understood' }, body)
    }
  },
)
