import { createHash } from 'node:crypto'
import t from 'tap'
import { readContentType } from '../../../src/adapter/mime/content-type.ts'
import { readMultipart } from '../../../src/adapter/mime/multipart.ts'
import { parseXml } from '../../../src/adapter/xml/index.ts'
import {
  context,
  okAt,
  openTrial,
  type Received,
  say,
  startPlatform,
  type Told,
} from '../transport/support.ts'

const namespaces = { dan: 'http://dancuquocgia.bca' }
const told = (base: string, more: object = {}, request: object = {}): Told => ({
  transport: {
    kind: 'x-road-soap',
    base,
    client: 'VN-TEST/GOV/H99/MOTCUA',
    userId: 'VN{canonical.officer}',
    representedParty: 'GOV/H99-01',
    namespaces,
    ...more,
  },
  request: {
    service: 'VN-TEST/GOV/G01/CSDLDC/TraCuu/v1',
    issue: '{canonical.key}',
    body: { 'dan:TraCuu': { 'dan:Ma': '{canonical.key}' } },
    ...request,
  },
  outcomes: okAt('/dan:TraCuuResponse/dan:Ma'),
})
const canonical = { key: '000.00.01.H99-260101-0001', officer: '000000000011' }

/** The provider's answer: the call with its body exchanged, its header repeated under other prefixes. */
function answerTo({ body }: Received, change: (text: string) => string = text => text): string {
  const answered = body
    .toString()
    .replace(
      /<dan:TraCuu>.*<\/dan:TraCuu>/s,
      '<z:TraCuuResponse xmlns:z="http://dancuquocgia.bca"><z:Ma>1</z:Ma></z:TraCuuResponse>',
    )
    .replaceAll('xro:', 'h0:')
    .replaceAll('xmlns:xro', 'xmlns:h0')
  return change(answered)
}

const playing = (change?: (text: string, call: Received) => string) => (response: never, call: Received) =>
  say(answerTo(call, text => change?.(text, call) ?? text))(response, call)

t.test('the header block of protocol 4.0', async t => {
  const platform = await startPlatform(t, playing() as never)
  const adapter = await openTrial(t, told(platform.url))
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
  const [call] = platform.calls
  const read = parseXml(call?.body ?? '', {
    namespaces: {
      ...namespaces,
      s: 'http://schemas.xmlsoap.org/soap/envelope/',
      x: 'http://x-road.eu/xsd/xroad.xsd',
      i: 'http://x-road.eu/xsd/identifiers',
      r: 'http://x-road.eu/xsd/representation.xsd',
    },
  }) as { 's:Envelope': { 's:Header': Record<string, unknown>; 's:Body': unknown } }
  const { 'x:id': id, ...header } = read['s:Envelope']['s:Header']
  const member = { 'i:xRoadInstance': 'VN-TEST', 'i:memberClass': 'GOV' }
  t.match(id, /^[0-9a-f-]{36}$/)
  t.strictSame(header, {
    'x:client': {
      '@i:objectType': 'SUBSYSTEM',
      ...member,
      'i:memberCode': 'H99',
      'i:subsystemCode': 'MOTCUA',
    },
    'x:service': {
      '@i:objectType': 'SERVICE',
      ...member,
      'i:memberCode': 'G01',
      'i:subsystemCode': 'CSDLDC',
      'i:serviceCode': 'TraCuu',
      'i:serviceVersion': 'v1',
    },
    'r:representedParty': { 'r:partyClass': 'GOV', 'r:partyCode': 'H99-01' },
    'x:userId': 'VN000000000011',
    'x:issue': canonical.key,
    'x:protocolVersion': '4.0',
  })
  t.strictSame(read['s:Envelope']['s:Body'], { 'dan:TraCuu': { 'dan:Ma': canonical.key } })
  t.equal(call?.headers.soapaction, '""')
})

t.test('an answer must repeat the header: a crossed one is a security event', async t => {
  const platform = await startPlatform(t)
  const adapter = await openTrial(t, told(platform.url))
  const call = async (change: (text: string, call: Received) => string) => {
    platform.play = playing(change) as never
    return (await adapter.deliver('trial.call', canonical, context)).outcome
  }
  for (const [pattern, by, member] of [
    [/<h0:id>[^<]*/, '<h0:id>aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', 'id'],
    [/<h0:id>[^<]*<\/h0:id>/, '', 'id'],
    [/VN000000000011/, 'VN000000000012', 'userId'],
    [/MOTCUA/, 'KHAC', 'client'],
    [/>TraCuu</, '>Khac<', 'service'],
    [/H99-01/, 'H99-02', 'representedParty'],
    [/260101-0001/, '260101-0002', 'issue'],
    [/<soap:Header>.*<\/soap:Header>/s, '', 'client'],
  ] as const) {
    const outcome = await call(text => {
      const changed = text.replace(pattern, by)
      if (changed === text) throw new Error(`${pattern} changes nothing`)
      return changed
    })
    t.match(
      outcome,
      { kind: 'refused', rule: 'crossed-reply', code: 'platform-reply-crossed' },
      String(pattern),
    )
    t.ok(outcome.message?.en.includes(`call's ${member}.`), String(outcome.message?.en))
  }
  const hashed = (of: Buffer | string) =>
    `<h0:requestHash algorithmId="http://www.w3.org/2001/04/xmlenc#sha512">${createHash('sha512').update(of).digest('base64')}</h0:requestHash></soap:Header>`
  t.match(await call((text, { body }) => text.replace('</soap:Header>', hashed(body))), { kind: 'delivered' })
  t.match(await call(text => text.replace('</soap:Header>', hashed('x'))), { rule: 'crossed-reply' })
})

t.test('platform faults inside HTTP 200, in both dialects, beside faults of the provider', async t => {
  const platform = await startPlatform(t)
  const adapter = await openTrial(t, told(platform.url))
  const fault = (code: string) =>
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>${code}</faultcode><faultstring>Request is not allowed</faultstring><faultactor/><detail><faultDetail>9a6d1c1e-0000-4000-8000-000000000001</faultDetail></detail></e:Fault></e:Body></e:Envelope>`
  const call = async (code: string) => {
    platform.play = say(fault(code))
    return (await adapter.deliver('trial.call', canonical, context)).outcome
  }
  const { outcomes: _, ...without } = told(platform.url)
  const bare = await openTrial(t, without)
  for (const code of ['server.serverproxy.access_denied', 'Server.ServerProxy.AccessDenied']) {
    platform.play = say(fault(code))
    t.match((await bare.deliver('trial.call', canonical, context)).outcome, {
      kind: 'refused',
      rule: 'x-road-not-permitted',
      owner: 'operator',
      nativeCode: 'server.serverproxy.access_denied',
    })
  }
  t.match(
    await call('Server.ServerProxy.AccessDenied'),
    { rule: 'fault' },
    'a rule about faults knows better',
  )
  t.match(await call('soap:Server'), { rule: 'fault', nativeCode: 'soap:Server' })
})

t.test('attachments go out and come in', async t => {
  const platform = await startPlatform(t, (response, call) => {
    const { root, attachments } = readMultipart(readContentType(call.headers['content-type']), call.body)
    t.strictSame(
      attachments.map(({ id, type, bytes }) => [id, type.type, bytes.toString()]),
      [['tep-1', 'application/pdf', 'Hello']],
    )
    const answer = answerTo({ ...call, body: root.bytes })
    say(
      `--x\r\nContent-Type: text/xml\r\n\r\n${answer}\r\n--x\r\nContent-ID: <wsdl>\r\n\r\n<a/>\r\n--x--`,
      'multipart/related; boundary=x',
    )(response, call)
  })
  const attachments = [
    { id: 'tep-1', type: 'application/pdf', content: '{canonical.file}', encoding: 'base64' },
  ]
  const adapter = await openTrial(t, told(platform.url, {}, { attachments }))
  t.equal(
    (await adapter.deliver('trial.call', { ...canonical, file: 'SGVsbG8=' }, context)).outcome.kind,
    'delivered',
  )
  t.match(
    platform.calls[0]?.headers['content-type'],
    /^multipart\/related; type="text\/xml"; start="<root>"; boundary=/,
  )
  const refused = await adapter.deliver('trial.call', { ...canonical, file: 'not base64!' }, context)
  t.match(refused.outcome, { kind: 'refused', rule: 'not-encodable' })
})
