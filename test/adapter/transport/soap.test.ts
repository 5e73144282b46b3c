import t from 'tap'
import { parseXml } from '../../../src/adapter/xml/index.ts'
import { context, okAt, openTrial, say, startPlatform } from './support.ts'

const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
const namespaces = { dan: 'http://dancuquocgia.bca' }
const words = { owner: 'upstream', title: { vi: 'a', en: 'a' }, fix: { vi: 'b', en: 'b' } }

const envelope = (body: string, uri = soap11) =>
  `<e:Envelope xmlns:e="${uri}"><e:Body>${body}</e:Body></e:Envelope>`
const answer = '<x:TraCuuResponse xmlns:x="http://dancuquocgia.bca"><x:Ma>1</x:Ma></x:TraCuuResponse>'
const fault11 =
  '<e:Fault><faultcode>e:Server</faultcode><faultstring>Hết hạn mức</faultstring><detail><d:ma xmlns:d="http://dancuquocgia.bca">004</d:ma></detail></e:Fault>'
const fault12 =
  '<e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value xmlns:m="urn:m">m:Quota</e:Value></e:Subcode></e:Code>' +
  '<e:Reason><e:Text xml:lang="vi">Hết hạn mức</e:Text></e:Reason><e:Detail><d:ma xmlns:d="http://dancuquocgia.bca">004</d:ma></e:Detail></e:Fault>'

const trial = (url: string, version: string, outcomes: object[] = okAt('/dan:TraCuuResponse/dan:Ma')) => ({
  transport: { kind: 'soap', base: url, version, namespaces },
  request: { path: '/s', action: 'urn:tra', body: { 'dan:TraCuu': { 'dan:HoVaTen': '{canonical.name}' } } },
  outcomes,
})

t.test('SOAP 1.1 without WSDL', async t => {
  const platform = await startPlatform(t, say(envelope(answer)))
  const adapter = await openTrial(t, trial(platform.url, '1.1'))
  const { outcome } = await adapter.deliver('trial.call', { key: '1', name: '<Thử>' }, context)
  t.equal(outcome.kind, 'delivered')
  const [call] = platform.calls
  t.equal(call?.headers['content-type'], 'text/xml; charset=utf-8')
  t.equal(call?.headers.soapaction, '"urn:tra"')
  t.strictSame(parseXml(call?.body ?? '', { namespaces: { ...namespaces, s: soap11 } }), {
    's:Envelope': { 's:Body': { 'dan:TraCuu': { 'dan:HoVaTen': '<Thử>' } } },
  })
})

t.test('a call without a path goes to the base address as it was written', async t => {
  const platform = await startPlatform(t, say(envelope(answer)))
  for (const base of [
    '/dich-vu/HoTichService',
    '/dich-vu/HoTichService/',
    '/dich-vu/ho-tich.asmx?ver=2',
    '',
  ]) {
    const told = trial(`${platform.url}${base}`, '1.1')
    const { path: _, ...request } = told.request
    const adapter = await openTrial(t, { ...told, request })
    t.equal((await adapter.deliver('trial.call', { key: '1', name: 'a' }, context)).outcome.kind, 'delivered')
    t.equal(platform.calls.at(-1)?.path, base || '/')
  }
})

t.test('SOAP 1.2: media type with action, no SOAPAction; a header of the manifest wins', async t => {
  const platform = await startPlatform(t, say(envelope(answer, soap12), 'application/soap+xml'))
  const adapter = await openTrial(t, trial(platform.url, '1.2'))
  t.equal((await adapter.deliver('trial.call', { key: '1', name: 'a' }, context)).outcome.kind, 'delivered')
  const [call] = platform.calls
  t.equal(call?.headers['content-type'], 'application/soap+xml; charset=utf-8; action="urn:tra"')
  t.notOk(call?.headers.soapaction)
  t.ok(call?.body.toString().includes(`"${soap12}"`))
  const own = trial(platform.url, '1.1')
  const other = await openTrial(t, {
    ...own,
    transport: {
      ...own.transport,
      headers: { 'Content-Type': 'application/xml; charset=utf-8', SOAPAction: '""' },
    },
  })
  await other.deliver('trial.call', { key: '1', name: 'a' }, context)
  t.equal(platform.calls[1]?.headers['content-type'], 'application/xml; charset=utf-8')
  t.equal(platform.calls[1]?.headers.soapaction, '""')
  t.equal(platform.calls[1]?.rawHeaders.filter(name => /^content-type$/i.test(name)).length, 1)
})

t.test('faults of both versions are conditions, also inside HTTP 200', async t => {
  for (const [version, body, uri, code] of [
    ['1.1', fault11, soap11, 'Server'],
    ['1.2', fault12, soap12, 'm:Quota'],
  ] as const) {
    const platform = await startPlatform(t, say(envelope(body, uri)))
    const rules = [
      { id: 'fine', when: { text: 'e', fault: true }, outcome: 'delivered' },
      { id: 'other-code', when: { fault: { code: 'Sender' } }, outcome: 'retry', ...words },
      {
        id: 'other-detail',
        when: { fault: { at: [{ pointer: '/dan:ma', number: 5 }] } },
        outcome: 'retry',
        ...words,
      },
      {
        id: 'quota',
        when: { fault: { code, text: 'HẾT HẠN', at: [{ pointer: '/dan:ma', number: 4 }] } },
        outcome: 'refused',
        quote: '/fault/text',
        ...words,
      },
    ]
    const adapter = await openTrial(t, trial(platform.url, version, rules))
    for (const status of [200, 500]) {
      platform.play = say(envelope(body, uri), 'text/xml', status)
      const { outcome } = await adapter.deliver('trial.call', { key: '1', name: 'a' }, context)
      t.match(outcome, { kind: 'refused', rule: 'quota' }, `${version} in ${status}`)
      t.ok(outcome.message?.vi.includes('“Hết hạn mức”'), String(outcome.message?.vi))
    }
    const lenient = await openTrial(t, trial(platform.url, version, okAt('/fault/text')))
    t.match((await lenient.deliver('trial.call', { key: '1', name: 'a' }, context)).outcome, {
      rule: 'fault',
    })
  }
})

t.test('a fault that no rule knows is unknown, with its code', async t => {
  const platform = await startPlatform(t, say(envelope(fault11)))
  const { outcomes: _, ...rest } = trial(platform.url, '1.1')
  const adapter = await openTrial(t, rest)
  const { outcome } = await adapter.deliver('trial.call', { key: '1', name: 'a' }, context)
  t.match(outcome, { kind: 'unknown', rule: 'no-rule', nativeCode: 'e:Server' })
})

t.test('an HTML page of some proxy is text for the rules, not malformed XML', async t => {
  const platform = await startPlatform(t, say('<!DOCTYPE html><html><body>Bad gateway', 'text/html', 502))
  const rules = [{ id: 'gateway', when: { status: [502, 504] }, outcome: 'retry', ...words }]
  const adapter = await openTrial(t, trial(platform.url, '1.1', rules))
  t.match((await adapter.deliver('trial.call', { key: '1', name: 'a' }, context)).outcome, {
    rule: 'gateway',
  })
})

t.test('an MTOM answer reads as if its parts stood inside', async t => {
  const root = envelope(
    '<x:TraCuuResponse xmlns:x="http://dancuquocgia.bca"><x:Ma>1</x:Ma><x:Tep><i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:t%40x"/></x:Tep></x:TraCuuResponse>',
  )
  const body = Buffer.concat([
    Buffer.from(
      `--b\r\nContent-Type: application/xop+xml; type="text/xml"\r\nContent-ID: <r>\r\n\r\n${root}\r\n--b\r\nContent-ID: <t@x>\r\n\r\n`,
    ),
    Buffer.from([0, 255, 13, 10]),
    Buffer.from('\r\n--b--'),
  ])
  const platform = await startPlatform(
    t,
    say(body, 'multipart/related; boundary=b; start="<r>"; type="application/xop+xml"'),
  )
  const rules = [
    {
      id: 'fine',
      when: { at: [{ pointer: '/dan:TraCuuResponse/dan:Tep', equals: 'AP8NCg==' }] },
      outcome: 'delivered',
    },
  ]
  const adapter = await openTrial(t, trial(platform.url, '1.1', rules))
  t.match((await adapter.deliver('trial.call', { key: '1', name: 'a' }, context)).outcome, {
    kind: 'delivered',
  })
})

t.test('a manifest that mixes transports up is refused with the place', async t => {
  for (const [transport, request, reason] of [
    [{ kind: 'http', base: 'http://127.0.0.1' }, { action: '' }, /needs a SOAP transport/],
    [{ kind: 'http', base: 'http://127.0.0.1' }, { service: 'A/B/C/D/e' }, /needs an X-Road transport/],
    [{ kind: 'soap', version: '1.1', base: 'http://127.0.0.1' }, { operation: 'x' }, /with wsdl/],
    [{ kind: 'soap', version: '1.3', base: 'http://127.0.0.1' }, { action: '' }, /\/transport\/version/],
    [
      { kind: 'http', base: 'http://127.0.0.1', client: 'A' },
      { path: '/' },
      /\/transport\/client is not part/,
    ],
    [{ kind: 'http', base: 'http://127.0.0.1' }, { encoding: 'json' }, /needs a path/],
    [
      { kind: 'x-road-rest', client: 'A/B/C', base: 'http://127.0.0.1' },
      { service: 'A/B/C/D/e', headers: { 'x-road-id': '1' } },
      /sets x-road-id/,
    ],
    [
      { kind: 'x-road-rest', client: 'A/B', base: 'http://127.0.0.1' },
      { service: 'A/B/C/D/e' },
      /client is INST/,
    ],
    [
      { kind: 'x-road-rest', client: 'A/B/C', base: 'http://127.0.0.1' },
      { service: 'A/../C/D/e' },
      /unreadable part/,
    ],
  ] as const) {
    await t.rejects(
      openTrial(t, { transport, request }),
      { code: 'adapter-invalid', params: { reason } },
      String(reason),
    )
  }
})
