import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { aDossier, Caller, isProblem, newCode, overSocket, startApi } from './support.ts'

const api = await startApi(t, { LIENTHONG_BODY_SECONDS: '1' })
const caller = await api.caller()
const put = (raw: string | Buffer, headers: Record<string, string> = {}) =>
  caller.call('PUT', `/v1/dossiers/${newCode()}`, { raw, headers })
const alive = async () => (await fetch(`${api.url}/healthz`)).status === 200
const text = JSON.stringify(aDossier())

t.test('a body that is not JSON is 400, never more', async t => {
  for (const raw of [
    '',
    ' ',
    '{',
    '{"a":}',
    'null\0',
    '[1,]',
    '<xml/>',
    '{"a":1}{"a":2}',
    "{'a':1}",
    'NaN',
  ]) {
    isProblem(t, await put(raw), 'body-malformed', 400)
  }
})

t.test('JSON that is no object is told so', async t => {
  for (const raw of ['null', '1', '"a"', '[]', 'true']) {
    t.match(isProblem(t, await put(raw), 'body-invalid', 422).violations, [{ pointer: '' }], raw)
  }
})

t.test('no body at all is told so', async t => {
  const answer = await caller.call('PUT', `/v1/dossiers/${newCode()}`)
  t.match(isProblem(t, answer, 'body-invalid', 422).violations, [{ pointer: '' }])
})

t.test('a byte order mark in front is ignored', async t => {
  t.equal((await put(`\uFEFF${text}`)).status, 202)
})

t.test('bytes that are not UTF-8 are refused, not replaced', async t => {
  const latin = Buffer.from(text.replace('NGUY', 'NG\u00dc'), 'latin1')
  const problem = isProblem(t, await put(latin), 'body-malformed', 400)
  t.match(problem.detail, /UTF-8/)
  const cut = Buffer.from(text)
  const broken = Buffer.concat([cut.subarray(0, cut.indexOf('Ễ') + 1), cut.subarray(cut.indexOf('Ễ') + 3)])
  isProblem(t, await put(broken), 'body-malformed', 400)
})

t.test('NUL and half a letter are refused, however they are written', async t => {
  isProblem(t, await put(text.replace('NGUYỄN', 'NGUYỄN\\u0000')), 'body-malformed', 400)
  isProblem(t, await put(text.replace('NGUYỄN', 'NGUYỄN\\ud83d')), 'body-malformed', 400)
  isProblem(t, await put(text.replace('NGUYỄN', 'NGUYỄN\0')), 'body-malformed', 400)
  isProblem(t, await put(text.replace('"summary"', '"\\u0000":1,"summary"')), 'body-malformed', 400)
  t.equal((await put(text.replace('NGUYỄN', '\\ud83d\\ude00'))).status, 202, 'a whole pair is a letter')
})

t.test('"__proto__" is refused, "constructor" is an unknown member', async t => {
  isProblem(t, await put(text.replace('{', '{"__proto__":{"channel":"x"},')), 'body-malformed', 400)
  isProblem(t, await put(text.replace('{', '{"\\u005f_proto__":{"channel":"x"},')), 'body-malformed', 400)
  isProblem(t, await put(text.replace('"name"', '"__proto__":1,"name"')), 'body-malformed', 400)
  const inherited = await put(text.replace('{', '{"constructor":{"prototype":{"x":1}},'))
  t.match(isProblem(t, inherited, 'body-invalid', 422).violations, [{ pointer: '/constructor' }])
  t.equal(({} as { x?: number }).x, undefined)
})

t.test('JSON nested 20,000 deep is refused quickly', async t => {
  const began = performance.now()
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const inner = close === '}' ? '1' : ''
    const deep = open.repeat(20_000) + inner + close.repeat(20_000)
    isProblem(t, await put(deep), 'body-invalid', 422)
    isProblem(t, await put(text.replace('{', `{"x":${deep},`)), 'body-invalid', 422)
    isProblem(t, await put(text.replace('{', `{"x":${deep},"e":"\\u0041",`)), 'body-malformed', 400)
    isProblem(t, await put(text.replace('"Đơn đề nghị.pdf"', deep)), 'body-invalid', 422)
  }
  // A fraction of a second; with anything quadratic it would be minutes.
  t.ok(performance.now() - began < 15_000)
  t.ok(await alive())
})

t.test('a body of 50 MB is refused quickly, twenty times over, and memory stays flat', async t => {
  const big = Buffer.alloc(50 * 1024 * 1024, 0x20)
  const request = (length: string, chunked: boolean) =>
    `PUT /v1/dossiers/${newCode()} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${caller.key}\r\n` +
    `content-type: application/json\r\n${length}\r\nconnection: close\r\n\r\n${chunked ? `${big.length.toString(16)}\r\n` : ''}`
  const once = async (chunked: boolean) => {
    const head = request(chunked ? 'transfer-encoding: chunked' : `content-length: ${big.length}`, chunked)
    return overSocket(api.url, Buffer.concat([Buffer.from(head), big]), { until: /\r\n\r\n\{.*\}$/ })
  }
  await once(false)
  const before = process.memoryUsage().rss
  const began = performance.now()
  for (let n = 0; n < 20; n++) {
    const answer = await once(n % 2 === 0)
    t.match(answer, /^HTTP\/1\.1 413 /)
    t.match(answer, /"code":"body-too-large"/)
    t.match(answer, /2097152/)
  }
  // A tenth of a second; limits of time leave room for whatever else the machine does.
  t.ok((performance.now() - began) / 20 < 5_000, 'each within five seconds')
  const grown = process.memoryUsage().rss - before
  // This process holds the sender too: each of its 50 MB messages is garbage for a while.
  t.ok(grown < 200 * 1024 * 1024, `grew by ${Math.round(grown / 1024 / 1024)} MB`)
  t.ok(await alive())
})

t.test('without a key the body is not even read', async t => {
  const stranger = new Caller(api.url)
  isProblem(t, await stranger.put(newCode(), aDossier()), 'key-missing', 401)
  const wrong = await new Caller(api.url, 'lt_khong-co').put(newCode(), aDossier())
  isProblem(t, wrong, 'key-invalid', 401)
  t.equal(wrong.headers.get('www-authenticate'), 'Bearer')
  for (const authorization of [
    '',
    'Bearer',
    'Basic YTpi',
    `bearer  ${caller.key} x`,
    `Bearer ${'a'.repeat(9000)}`,
  ]) {
    const answer = await stranger.get('/v1/dossiers', { authorization })
    t.equal(answer.status, 401, authorization.slice(0, 40))
  }
  t.equal((await stranger.get('/v1/dossiers', { authorization: `bearer ${caller.key} ` })).status, 200)
})

t.test('another media type is 415 and says which one is wanted', async t => {
  for (const type of [
    'application/x-ndjson',
    'text/plain',
    'application/xml',
    'nonsense',
    'application/jsonp',
  ]) {
    const problem = isProblem(t, await put(text, { 'content-type': type }), 'media-type-unsupported', 415)
    t.match(problem.detail, /application\/json/)
  }
  t.equal((await put(text, { 'content-type': 'application/json; charset=utf-8' })).status, 202)
})

t.test('codes are what the pattern says, percent-encoded or not; paths lead nowhere else', async t => {
  const code = newCode()
  await caller.put(code, aDossier())
  const encoded = [...code].map(letter => `%${letter.charCodeAt(0).toString(16)}`).join('')
  t.equal((await caller.get(`/v1/dossiers/${encoded}`)).status, 200, 'the same code, encoded')
  for (const bad of [
    '%00000',
    'a%2Fb%2Fc',
    'H99%20OR%201',
    '%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9',
    'a'.repeat(101),
    'abc',
  ]) {
    isProblem(t, await caller.get(`/v1/dossiers/${bad}`), 'request-invalid', 400)
  }
  for (const bad of ['%', '%zz', '%ff%fe', 'a'.repeat(500)]) {
    const answer = await caller.get(`/v1/dossiers/${bad}`)
    t.ok(answer.status === 400 || answer.status === 404, `${bad.slice(0, 10)} ${answer.status}`)
    t.match(answer.headers.get('content-type'), /problem\+json/)
    t.ok(answer.headers.get('x-correlation-id'))
  }
  for (const path of [
    '/../../etc/passwd',
    '/docs/static/..%2f..%2f..%2fpackage.json',
    '/docs/../package.json',
  ]) {
    const answer = await overSocket(api.url, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    t.match(answer, /^HTTP\/1\.1 40[034] /, path)
    t.notMatch(answer, /"dependencies"|root:/)
  }
})

t.test('a correlation id comes back as it is when it is fit to be logged, else a new one', async t => {
  const given = async (id: string) => {
    const answer = await caller.get('/healthz', { 'x-correlation-id': id })
    return answer.headers.get('x-correlation-id')
  }
  t.equal(await given('don-vi.2023_06-05'), 'don-vi.2023_06-05')
  t.equal(await given('0197a1b2-0000-7000-8000-000000000000'), '0197a1b2-0000-7000-8000-000000000000')
  for (const bad of [
    'short',
    'a'.repeat(65),
    'x y z 12345',
    'cccd-001234567890',
    '<script>alert(1)',
    'a,b,c,d,e,f',
  ]) {
    t.match(await given(bad), /^[0-9a-f]{8}-[0-9a-f]{4}-7/, bad)
  }
  const injected = await overSocket(
    api.url,
    'GET /healthz HTTP/1.1\r\nhost: x\r\nx-correlation-id: abcdefgh\nset-cookie: a=b\r\nconnection: close\r\n\r\n',
  )
  t.notMatch(injected, /set-cookie/i)
  const problem = await caller.get('/v1/dossiers/none.such', { 'x-correlation-id': 'my-own-id-1' })
  t.equal(problem.body.correlationId, 'my-own-id-1')
})

t.test('an unknown address is 404, a known one with another method 405 with what it takes', async t => {
  isProblem(t, await caller.get('/v1/nothing'), 'not-found', 404)
  isProblem(t, await caller.get('/'), 'not-found', 404)
  const patch = await caller.call('PATCH', `/v1/dossiers/${newCode()}`, { body: {} })
  isProblem(t, patch, 'method-not-allowed', 405)
  t.equal(patch.headers.get('allow'), 'GET, HEAD, PUT')
  const options = await caller.call('OPTIONS', '/v1/dossiers:import')
  isProblem(t, options, 'method-not-allowed', 405)
  t.equal(options.headers.get('allow'), 'POST')
  isProblem(t, await caller.call('DELETE', '/v1/dossiers?limit=1'), 'method-not-allowed', 405)
  isProblem(t, await caller.call('POST', '/admin/v1/status'), 'method-not-allowed', 405)
})

t.test('HEAD answers as GET does, without the body', async t => {
  const code = newCode()
  await caller.put(code, aDossier())
  const head = await caller.call('HEAD', `/v1/dossiers/${code}`)
  t.equal(head.status, 200)
  t.equal(head.text, '')
  t.equal((await caller.call('HEAD', `/v1/dossiers/${newCode()}`)).status, 404)
  t.equal((await new Caller(api.url).call('HEAD', '/v1/dossiers')).status, 401)
})

t.test('a body that trickles in is cut off with 408', async t => {
  const head =
    `PUT /v1/dossiers/${newCode()} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${caller.key}\r\n` +
    'accept-language: en\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{'
  const began = performance.now()
  const answer = await overSocket(api.url, head, { keepSending: () => ' ' })
  t.match(answer, /^HTTP\/1\.1 408 /)
  t.match(answer, /"code":"body-too-slow"/)
  t.ok(performance.now() - began < 15_000, 'after one second, not after the usual thirty')
  const silent = await overSocket(api.url, head)
  t.match(silent, /^HTTP\/1\.1 408 /)
  const refused = await overSocket(api.url, head.replace('100000', '99999999'), { keepSending: () => ' ' })
  t.match(refused, /^HTTP\/1\.1 413 /)
  await new Promise(resolve => setTimeout(resolve, 1_200))
  t.ok(await alive(), 'the patience of an answered request ends without a trace')
})

t.test('a sender that goes away in the middle of its body does no harm and is logged once', async t => {
  const logged = () => api.lines.filter(line => line.includes('"request"')).length
  const before = logged()
  const head =
    `PUT /v1/dossiers/${newCode()} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${caller.key}\r\n` +
    'content-type: application/json\r\ncontent-length: 100000\r\n\r\n{'
  t.equal(await overSocket(api.url, head, { hangUpAfterMs: 100 }), '')
  t.ok(await alive())
  await eventually(() => logged() - before === 2, 10_000, 'a line for this one and one for /healthz')
})

t.test('what is not HTTP, or has headers without end, gets a problem document', async t => {
  t.match(await overSocket(api.url, 'xin chào\r\n\r\n'), /^HTTP\/1\.1 400 .*"code":"request-invalid"/s)
  const long = await overSocket(
    api.url,
    `GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`,
  )
  t.match(long, /^HTTP\/1\.1 431 .*"code":"headers-too-large"/s)
  const smuggled = await overSocket(
    api.url,
    'POST /v1/dossiers/abcde/steps HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  )
  t.match(smuggled, /^HTTP\/1\.1 400 /)
  t.ok(await alive())
})
