import t from 'tap'
import { context, okAt, openTrial, say, startPlatform } from './support.ts'

const json = 'application/json'

t.test('a form body: lists repeat, what is missing is left out, nothing breaks out', async t => {
  const platform = await startPlatform(t, say('{"ok":1}', json))
  const adapter = await openTrial(t, {
    transport: { kind: 'http', base: platform.url },
    request: {
      path: '/f',
      encoding: 'form',
      body: {
        grant_type: 'client_credentials',
        name: '{canonical.name}',
        list: '{canonical.list}',
        none: '{canonical.none}',
      },
    },
    outcomes: okAt('/ok'),
  })
  const { outcome } = await adapter.deliver(
    'trial.call',
    { key: '1', name: 'Đỗ & A=1', list: [1, 'x'] },
    context,
  )
  t.equal(outcome.kind, 'delivered')
  const [call] = platform.calls
  t.equal(call?.headers['content-type'], 'application/x-www-form-urlencoded')
  t.equal(call?.body.toString(), 'grant_type=client_credentials&name=%C4%90%E1%BB%97+%26+A%3D1&list=1&list=x')
  const nested = await adapter.deliver('trial.call', { key: '1', name: { a: 1 } }, context)
  t.match(nested.outcome, { kind: 'refused', code: 'message-not-encodable', owner: 'client' })
  t.equal(platform.calls.length, 1)
})

t.test('an XML body is escaped; a letter that XML has not is refused before anything leaves', async t => {
  const platform = await startPlatform(t, say('<x:r xmlns:x="urn:t"><x:ok>1</x:ok></x:r>', 'application/xml'))
  const adapter = await openTrial(t, {
    transport: { kind: 'http', base: platform.url, namespaces: { t: 'urn:t' } },
    request: {
      path: '/x',
      encoding: 'xml',
      body: { 't:ask': { '@id': '{canonical.key}', 't:name': '{canonical.name}' } },
    },
    outcomes: okAt('/t:r/t:ok'),
  })
  const name = '</t:name><t:admin>1</t:admin>'
  const sent = await adapter.deliver('trial.call', { key: '"1"', name }, context)
  t.equal(sent.outcome.kind, 'delivered')
  t.equal(
    platform.calls[0]?.body.toString(),
    '<?xml version="1.0" encoding="UTF-8"?><t:ask xmlns:t="urn:t" id="&quot;1&quot;">' +
      '<t:name>&lt;/t:name&gt;&lt;t:admin&gt;1&lt;/t:admin&gt;</t:name></t:ask>',
  )
  t.equal(platform.calls[0]?.headers['content-type'], 'application/xml; charset=utf-8')
  const refused = await adapter.deliver('trial.call', { key: '1', name: 'a\u0001b' }, context)
  t.match(refused.outcome, { kind: 'refused', rule: 'not-encodable', owner: 'client' })
  t.equal(platform.calls.length, 1)
})

t.test('query parameters and methods', async t => {
  const platform = await startPlatform(t, say('{"ok":1}', json))
  const adapter = await openTrial(t, {
    transport: { kind: 'http', base: `${platform.url}/api` },
    request: {
      path: '/a?fixed=1',
      method: 'PUT',
      query: { q: '{canonical.q}', none: '{canonical.none}', l: '{canonical.l}' },
    },
    outcomes: okAt('/ok'),
  })
  await adapter.deliver('trial.call', { key: '1', q: 'a&b=c#d/../e', l: ['1', '2'] }, context)
  t.equal(platform.calls[0]?.path, '/api/a?fixed=1&q=a%26b%3Dc%23d%2F..%2Fe&l=1&l=2')
  t.equal(platform.calls[0]?.method, 'PUT')
})

t.test('a member of the message in a path is one piece of it', async t => {
  const platform = await startPlatform(t, say('{"ok":1}', json))
  const trial = (path: string) =>
    openTrial(t, {
      transport: { kind: 'http', base: `${platform.url}/api` },
      request: { path, method: 'GET', query: { q: 'x' } },
      outcomes: okAt('/ok'),
    })
  const adapter = await trial('/ho-so/{canonical.code}/v1')
  await adapter.deliver('trial.call', { key: '1', code: 'H99.05-1/../a?b=c#d%2e\\Đ' }, context)
  t.equal(platform.calls[0]?.path, '/api/ho-so/H99.05-1%2F..%2Fa%3Fb%3Dc%23d%252e%5C%C4%90/v1?q=x')
  for (const code of ['', undefined, '.', '..', { a: 1 }]) {
    const { outcome } = await adapter.deliver('trial.call', { key: '1', code }, context)
    t.match(outcome, { kind: 'refused', code: 'message-not-encodable' }, String(code))
  }
  t.equal(platform.calls.length, 1, 'a look-up of nothing is not sent')
  await t.rejects(trial('/ho-so/{session}'), { message: /\{session\} cannot stand here/ })
})

t.test('no value becomes a header of its own', async t => {
  const platform = await startPlatform(t, say('{"ok":1}', json))
  const adapter = await openTrial(t, {
    transport: { kind: 'http', base: platform.url },
    request: { path: '/', headers: { 'X-Trace': '{canonical.trace}' }, body: {} },
    outcomes: okAt('/ok'),
  })
  for (const trace of ['a\r\nX-Evil: 1', 'a\nX-Evil: 1', 'a\u0000', 'Đỗ', 'a\u2028b', { a: 1 }]) {
    const { outcome } = await adapter.deliver('trial.call', { key: '1', trace }, context)
    t.match(outcome, { kind: 'refused', code: 'message-not-encodable' })
  }
  t.equal(platform.calls.length, 0)
  await adapter.deliver('trial.call', { key: '1', trace: 'fine' }, context)
  await adapter.deliver('trial.call', { key: '1', trace: '' }, context)
  t.equal(platform.calls[0]?.headers['x-trace'], 'fine')
  t.notOk('x-trace' in (platform.calls[1]?.headers ?? {}), 'an empty header is not sent')
})

t.test('answers inside answers: XML in a JSON string, base64, SOAP', async t => {
  const inner =
    '<?xml version="1.0"?><Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><n:R xmlns:n="urn:t"><n:v>7</n:v></n:R></Body></Envelope>'
  const fault =
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Server</faultcode><faultstring>no</faultstring></e:Fault></e:Body></e:Envelope>'
  const platform = await startPlatform(t)
  const open = (as: string, pointer: string, base64 = false) =>
    openTrial(t, {
      transport: {
        kind: 'http',
        base: platform.url,
        namespaces: { t: 'urn:t', s: 'http://schemas.xmlsoap.org/soap/envelope/' },
        unwrap: [{ at: '/message', as, base64 }],
      },
      request: { path: '/', body: {} },
      outcomes: okAt(pointer),
    })
  const call = async (adapter: Awaited<ReturnType<typeof open>>, message: unknown) => {
    platform.play = say(JSON.stringify({ error_code: '0', message }), json)
    return (await adapter.deliver('trial.call', { key: '1' }, context)).outcome
  }
  t.match(await call(await open('xml', '/s:Envelope/s:Body/t:R/t:v'), inner), { kind: 'delivered' })
  const soap = await open('soap', '/t:R/t:v')
  t.match(await call(soap, inner), { kind: 'delivered' })
  t.match(await call(soap, fault), { kind: 'refused', rule: 'fault', nativeCode: 'e:Server' })
  t.match(await call(await open('soap', '/t:R/t:v', true), Buffer.from(inner).toString('base64')), {
    kind: 'delivered',
  })
  t.match(await call(await open('json', '/v', true), Buffer.from('{"v":1}').toString('base64')), {
    kind: 'delivered',
  })
  t.match(await call(soap, 'Thành công'), { kind: 'unknown', rule: 'no-rule' }, 'words stay words')
  t.match(
    await call(soap, '<b>lỗi'),
    { kind: 'unknown', rule: 'no-rule' },
    'and so does what only looks like XML',
  )
  t.match(await call(soap, '<!DOCTYPE a [<!ENTITY b "c">]><a/>'), {
    kind: 'unknown',
    rule: 'malformed-answer',
    code: 'platform-answer-malformed',
  })
})

t.test('a rule of success about the outer answer does not outrank a fault inside', async t => {
  const platform = await startPlatform(t)
  const fault =
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason><e:Text xml:lang="vi">hỏng</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>'
  platform.play = say(JSON.stringify({ error_code: 0, message: fault }), json)
  const adapter = await openTrial(t, {
    transport: { kind: 'http', base: platform.url, unwrap: [{ at: '/message', as: 'soap' }] },
    request: { path: '/', body: {} },
    outcomes: [{ id: 'fine', when: { at: [{ pointer: '/error_code', number: 0 }] }, outcome: 'delivered' }],
  })
  const { outcome } = await adapter.deliver('trial.call', { key: '1' }, context)
  t.match(outcome, { kind: 'unknown', rule: 'no-rule' })
})

t.test('headers and kinds of body are conditions, too', async t => {
  const platform = await startPlatform(t, say('<a/>', 'text/xml', 429, { 'x-quota': '0' }))
  const words = { owner: 'upstream', title: { vi: 'a', en: 'a' }, fix: { vi: 'b', en: 'b' } }
  const adapter = await openTrial(t, {
    transport: { kind: 'http', base: platform.url },
    request: { path: '/', body: {} },
    outcomes: [
      { id: 'json', when: { json: true }, outcome: 'refused', ...words },
      {
        id: 'other',
        when: { xml: true, headers: [{ name: 'X-Quota', equals: '1' }] },
        outcome: 'refused',
        ...words,
      },
      {
        id: 'quota',
        when: { xml: true, headers: [{ name: 'X-Quota', number: 0 }] },
        outcome: 'retry',
        ...words,
      },
    ],
  })
  t.match((await adapter.deliver('trial.call', { key: '1' }, context)).outcome, {
    kind: 'retry',
    rule: 'quota',
  })
})
