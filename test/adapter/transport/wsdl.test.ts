import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { openContract } from '../../../src/adapter/transport/wsdl/contract.ts'
import { reachable } from '../../../src/adapter/transport/wsdl/documents.ts'
import { parseXml } from '../../../src/adapter/xml/index.ts'
import { context, okAt, openTrial, say, startPlatform, type Told } from './support.ts'
import * as wsdls from './wsdls.ts'

const namespaces = { d: 'urn:dancu:types', p: 'urn:dancu:person', w: 'urn:dancu:wsdl' }
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'

const reply = (body: string, uri = soap11) =>
  `<?xml version="1.0"?><q:Envelope xmlns:q="${uri}"><q:Body>${body}</q:Body></q:Envelope>`
const fine = reply('<r:TraCuuResponse xmlns:r="urn:dancu:types"><r:TonTai>true</r:TonTai></r:TraCuuResponse>')

const person = { 'd:SoDinhDanh': '{canonical.number}', 'd:HoVaTen': '{canonical.name}' }
const canonical = { key: '1', number: '000099000123', name: 'TRẦN <THỬ> & "NGHIỆM"' }

function told(base: string, wsdl: string, files: Readonly<Record<string, string>>, more: object = {}): Told {
  return {
    transport: { kind: 'soap', base, version: '1.1', wsdl, namespaces, ...more },
    request: { path: '/dich-vu', operation: 'TraCuu', body: person },
    outcomes: okAt('/d:TraCuuResponse/d:TonTai'),
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`wsdl/${name}`, text])),
  }
}

/** The content of the envelope's body that the platform got. */
function bodyOf(bytes: Buffer | undefined, uri = soap11): unknown {
  const envelope = parseXml(bytes ?? '', { namespaces: { ...namespaces, s: uri } })
  return (envelope['s:Envelope'] as Readonly<Record<string, unknown>>)['s:Body']
}

t.test('document/literal wrapped: element, action and escaping; the address is the manifest’s', async t => {
  const platform = await startPlatform(t, say(fine))
  const adapter = await openTrial(t, told(platform.url, 'a.wsdl', { 'a.wsdl': wsdls.wrapped }))
  const { outcome } = await adapter.deliver('trial.call', canonical, context)
  t.equal(outcome.kind, 'delivered')
  const [call] = platform.calls
  t.equal(call?.path, '/dich-vu')
  t.equal(call?.headers.soapaction, '"urn:dancu:TraCuu"')
  t.match(call?.headers['content-type'], /^text\/xml/)
  t.strictSame(bodyOf(call?.body), {
    'd:TraCuu': { 'd:SoDinhDanh': '000099000123', 'd:HoVaTen': 'TRẦN <THỬ> & "NGHIỆM"' },
  })
})

t.test('calls side by side get their own answers', async t => {
  const platform = await startPlatform(t, (response, { body }) => {
    const number = /\d{12}/.exec(body.toString())?.[0] ?? ''
    const text = `<r:TraCuuResponse xmlns:r="urn:dancu:types"><r:TonTai>${number}</r:TonTai></r:TraCuuResponse>`
    setTimeout(() => say(reply(text))(response, { body } as never), Number(number) % 7)
  })
  const adapter = await openTrial(t, {
    ...told(platform.url, 'a.wsdl', { 'a.wsdl': wsdls.wrapped }),
    outcomes: Array.from({ length: 16 }, (_, i) => ({
      id: `n${i}`,
      when: { at: [{ pointer: '/d:TraCuuResponse/d:TonTai', equals: `0000990001${10 + i}` }] },
      outcome: 'delivered',
    })),
  })
  const records = await Promise.all(
    Array.from({ length: 16 }, (_, i) =>
      adapter.deliver('trial.call', { ...canonical, number: `0000990001${10 + i}` }, context),
    ),
  )
  t.strictSame(
    records.map(({ outcome }) => outcome.rule),
    records.map((_, i) => `n${i}`),
  )
})

t.test('rpc/literal: parts without namespace inside the operation', async t => {
  const platform = await startPlatform(
    t,
    say(reply('<r:TraCuuResponse xmlns:r="urn:dancu:wsdl"><TonTai>1</TonTai></r:TraCuuResponse>')),
  )
  const adapter = await openTrial(t, {
    ...told(platform.url, 'a.wsdl', { 'a.wsdl': wsdls.rpcLiteral }),
    request: {
      operation: 'TraCuu',
      body: { SoDinhDanh: '{canonical.number}', HoVaTen: '{canonical.name}', none: '{canonical.none}' },
    },
    outcomes: okAt('/w:TraCuuResponse/TonTai'),
  })
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
  t.strictSame(bodyOf(platform.calls[0]?.body), {
    'w:TraCuu': { SoDinhDanh: '000099000123', HoVaTen: 'TRẦN <THỬ> & "NGHIỆM"' },
  })
})

t.test('SOAP 1.2', async t => {
  const platform = await startPlatform(t, say(fine.replace(soap11, soap12), 'application/soap+xml'))
  const files = { 'a.wsdl': wsdls.version12 }
  const adapter = await openTrial(t, told(platform.url, 'a.wsdl', files, { version: '1.2' }))
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
  const [call] = platform.calls
  t.match(call?.headers['content-type'], /^application\/soap\+xml.*action="urn:dancu:TraCuu"/)
  t.ok((bodyOf(call?.body, soap12) as object) && 'd:TraCuu' in (bodyOf(call?.body, soap12) as object))
})

t.test('imports beside it: cyclic schemas in several namespaces, a WSDL in two halves', async t => {
  const platform = await startPlatform(t, say(fine))
  const nested = { 'd:Nguoi': { 'p:Ten': '{canonical.name}', 'p:Cha': { 'p:Ten': 'b' } } }
  const adapter = await openTrial(t, {
    ...told(platform.url, 'dancu.wsdl', wsdls.cyclic),
    request: { operation: 'TraCuu', body: nested },
  })
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
  t.strictSame(bodyOf(platform.calls[0]?.body), {
    'd:TraCuu': { 'd:Nguoi': { 'p:Ten': canonical.name, 'p:Cha': { 'p:Ten': 'b' } } },
  })
  const other = await openTrial(t, told(platform.url, 'service.wsdl', wsdls.split))
  t.equal((await other.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
  t.ok('d:TraCuu' in (bodyOf(platform.calls[1]?.body) as object))
})

t.test('several services: named, or refused with their names', async t => {
  const platform = await startPlatform(t, say(fine))
  const files = { 'a.wsdl': wsdls.severalPorts }
  await t.rejects(openTrial(t, told(platform.url, 'a.wsdl', files)), {
    code: 'adapter-invalid',
    params: { reason: /name service and port: Mot\/MotPort, Hai\/HaiPort/ },
  })
  const adapter = await openTrial(t, told(platform.url, 'a.wsdl', files, { service: 'Hai', port: 'HaiPort' }))
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
})

t.test('what cannot be spoken is refused with a clear reason', async t => {
  const platform = await startPlatform(t)
  for (const [text, reason] of [
    [wsdls.rpcEncoded, /rpc\/encoded, which is not spoken/],
    [wsdls.rpcForeign, /namespace urn:elsewhere/],
    [wsdls.typedDocument, /not one part with an element/],
    [wsdls.importing(`${platform.url}/types.xsd`), /imports http:\/\/127.*nothing is fetched/],
    [wsdls.withDoctype, /a\.wsdl is not read: doctype/],
    ['<html><body>login</body></html>', /not understood/],
    [wsdls.wrapped.replaceAll('TraCuu', 'Khac'), /no operation TraCuu there; it has Khac/],
    [
      wsdls.wrapped.replace('type="tns:DanCuType"', 'type="tns:None"'),
      /no operation TraCuu there; it has none/,
    ],
  ] as const) {
    await t.rejects(
      openTrial(t, told(platform.url, 'a.wsdl', { 'a.wsdl': text })),
      { code: 'adapter-invalid', params: { adapter: 'trial', reason } },
      String(reason),
    )
  }
  t.strictSame(platform.calls, [], 'nothing was fetched')
})

t.test('imports stay in the folder, documents within their limits', async t => {
  const one = (text: string) => ({ 'a.wsdl': text })
  const deep = `${'<xsd:sequence>'.repeat(100)}${'</xsd:sequence>'.repeat(100)}`
  for (const [files, reason] of [
    [one(wsdls.importing('HTTPS://h.invalid/types.xsd')), /nothing is fetched/],
    [one(wsdls.importing('file:///etc/passwd')), /nothing is fetched/],
    [one(wsdls.importing('/etc/passwd')), /nothing is fetched/],
    [one(wsdls.importing('//h.invalid/x')), /nothing is fetched/],
    [one(wsdls.importing('..\\..\\x.xsd')), /nothing is fetched/],
    [one(wsdls.importing('%2e%2e/x.xsd')), /nothing is fetched/],
    [one(wsdls.importing('../adapter.json')), /outside wsdl\//],
    [one(wsdls.importing('a/../../adapter.json')), /outside wsdl\//],
    [one(wsdls.importing('missing.xsd')), /wsdl\/missing\.xsd is not there/],
    [{ ...one(wsdls.importing('x.xsd')), 'x.xsd': wsdls.withDoctype }, /x\.xsd is not read: doctype/],
    [one('words'), /not read: malformed/],
    [one(wsdls.wsdlOf({ messages: '', types: wsdls.schema(deep) })), /not read: too-deep/],
    [
      one(wsdls.wsdlOf({ messages: '', types: wsdls.schema('<xsd:x/>'.repeat(100_001)) })),
      /too-many-elements/,
    ],
    [one(wsdls.wrapped + ' '.repeat(4_200_000)), /more than 64 documents or 4194304 bytes/],
  ] as const) {
    t.throws(
      () => reachable('a.wsdl', new Map(Object.entries(files))),
      { code: 'adapter-invalid', reason },
      String(reason),
    )
  }
  const circle = reachable('dancu.wsdl', new Map(Object.entries({ ...wsdls.cyclic, 'unused.xsd': '<x/>' })))
  t.strictSame([...circle.keys()].sort(), Object.keys(wsdls.cyclic).sort())
})

t.test('a WSDL that is too much for its thread is refused, and the gateway goes on', async t => {
  // Types that each extend all others: what they come to grows faster than any machine.
  const types = Array.from({ length: 2000 }, (_, i) => {
    const members = Array.from(
      { length: 20 },
      (_, j) => `<xsd:element name="m${j}" type="d:T${(i * 7 + j) % 2000}"/>`,
    )
    return `<xsd:complexType name="T${i}"><xsd:sequence>${members.join('')}</xsd:sequence></xsd:complexType>`
  })
  const text = wsdls.wrapped.replace('</types>', `${wsdls.schema(types.join(''), 'urn:heavy')}</types>`)
  const delays = monitorEventLoopDelay({ resolution: 5 })
  delays.enable()
  const opened = await openContract('a.wsdl', new Map([['a.wsdl', text]])).then(
    () => 'read',
    error => error.reason,
  )
  delays.disable()
  t.comment(`${text.length} bytes: ${opened}; longest pause ${Math.round(delays.max / 1e6)} ms`)
  t.ok(opened === 'read' || /too long|more than/.test(opened), opened)
})

t.test('an answer with a bomb in it is never given to the library', async t => {
  const platform = await startPlatform(t, say(`<!DOCTYPE a [<!ENTITY b "c">]>${fine.slice(21)}`))
  const adapter = await openTrial(t, told(platform.url, 'a.wsdl', { 'a.wsdl': wsdls.wrapped }))
  t.match((await adapter.deliver('trial.call', canonical, context)).outcome, {
    kind: 'unknown',
    code: 'platform-answer-malformed',
  })
})

t.test('memory is released: a WSDL that nobody uses is collected', async t => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const read = async () =>
    new WeakRef((await openContract('a.wsdl', new Map([['a.wsdl', wsdls.wrapped]]))).wsdl)
  const references = [await read(), await read()]
  for (let turn = 0; turn < 50 && references.some(one => one.deref() !== undefined); turn++) {
    await new Promise(resolve => setTimeout(resolve, 10))
    gc()
  }
  t.ok(references.every(one => one.deref() === undefined))
})
