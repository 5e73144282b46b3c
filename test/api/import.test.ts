import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { aDossier, aStep, isProblem, type Json, newCode, startApi } from './support.ts'

const api = await startApi(t, { LIENTHONG_BODY_SECONDS: '1' })
const caller = await api.caller()

interface Result extends Json {
  line: number
  status: number
  code?: string
  problem?: { code: string; violations?: { pointer: string }[] }
}

const isLine = (code: string, dossier: unknown = aDossier()) => JSON.stringify({ code, dossier })
const isStepLine = (code: string, step: unknown = aStep()) => JSON.stringify({ code, step })

/** Sends lines and reads results at the same time, as the description asks callers to. */
function open(headers: Record<string, string> = {}) {
  const outgoing: ClientRequest = request(`${api.url}/v1/dossiers:import`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${caller.key}`,
      'content-type': 'application/x-ndjson',
      'accept-language': 'en',
      ...headers,
    },
  })
  outgoing.flushHeaders()
  const incoming = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve)
    outgoing.on('error', reject)
  })
  return { outgoing, incoming }
}

async function importAll(body: string | Buffer | AsyncIterable<string>): Promise<Result[]> {
  const { outgoing, incoming } = open()
  const sending = (async () => {
    if (typeof body === 'string' || body instanceof Buffer) return outgoing.end(body)
    for await (const piece of body) {
      if (!outgoing.write(piece)) await new Promise(resolve => outgoing.once('drain', resolve))
    }
    return outgoing.end()
  })()
  const results: Result[] = []
  for await (const line of createInterface({ input: await incoming }))
    results.push(JSON.parse(line) as Result)
  await sending
  return results
}

const holds = async (code: string) => (await caller.get(`/v1/dossiers/${code}`)).status === 200

t.test('5,000 lines give 5,000 results in their order', { timeout: 30_000 }, async t => {
  const codes = Array.from({ length: 2_500 }, () => newCode())
  async function* lines() {
    for (const code of codes) yield `${isLine(code)}\n${isStepLine(code)}\n`
  }
  const results = await importAll(lines())
  t.equal(results.length, 5_000)
  t.ok(results.every((result, index) => result.line === index + 1 && result.code === codes[index >> 1]))
  t.same([...new Set(results.map(({ status }) => status))], [202], 'each step found its dossier')
  t.equal(results.at(-1)?.step, 1)
  const [row] = await api.database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM dossiers WHERE status = 'processing' AND steps = 1`,
  )
  t.equal(row?.count, 2_500)
})

t.test('bad lines are told by number and pointer and leave the others alone', async t => {
  const codes = Array.from({ length: 3 }, () => newCode())
  const lines = [
    isLine(codes[0] ?? ''),
    '{"code":',
    isLine(codes[1] ?? '', aDossier({ channel: 'fax', status: 'gone' })),
    '',
    isLine('x y'),
    JSON.stringify({ code: codes[2], dossier: aDossier(), step: aStep(), 'a/b~c': 1 }),
    JSON.stringify([1]),
    isStepLine(codes[2] ?? ''),
    isLine(codes[2] ?? '').replace('NGUY', 'NG\\u0000'),
    `  ${isLine(codes[2] ?? '')}\r`,
  ]
  const results = await importAll(lines.join('\n'))
  t.same(
    results.map(({ line, status, problem }) => [line, status, problem?.code]),
    [
      [1, 202, undefined],
      [2, 400, 'body-malformed'],
      [3, 422, 'body-invalid'],
      [5, 422, 'body-invalid'],
      [6, 422, 'body-invalid'],
      [7, 422, 'body-invalid'],
      [8, 404, 'dossier-unknown'],
      [9, 400, 'body-malformed'],
      [10, 202, undefined],
    ],
    'empty lines count but have no result',
  )
  const pointers = (line: number) =>
    results
      .find(result => result.line === line)
      ?.problem?.violations?.map(({ pointer }) => pointer)
      .sort()
  t.same(pointers(3), ['/dossier/channel', '/dossier/status'])
  t.same(pointers(5), ['/code'])
  t.same(pointers(6), ['', '/a~1b~0c'])
  t.same(pointers(7), ['', '/code'])
  t.notOk(await holds(codes[1] ?? ''))
})

t.test('what is not UTF-8 is refused on its own line', async t => {
  const [first, second] = [newCode(), newCode()]
  const results = await importAll(
    Buffer.concat([
      Buffer.from(isLine(first).replace('NGUY', 'NG\u00dc'), 'latin1'),
      Buffer.from(`\n${isLine(second)}\n`),
    ]),
  )
  t.match(results, [
    { line: 1, status: 400, problem: { code: 'body-malformed' } },
    { line: 2, status: 202 },
  ])
})

t.test('a line over the limit is skipped without being held, and the next one is taken', async t => {
  const [first, second] = [newCode(), newCode()]
  async function* lines() {
    yield `${isLine(first)}\n{"code":"`
    for (let n = 0; n < 80; n++) yield 'a'.repeat(256 * 1024)
    yield `"}\n${isLine(second)}\n`
  }
  const before = process.memoryUsage().rss
  const results = await importAll(lines())
  t.match(results, [
    { line: 1, status: 202 },
    { line: 2, status: 413, problem: { code: 'body-too-large' } },
    { line: 3, status: 202 },
  ])
  t.ok(process.memoryUsage().rss - before < 60 * 1024 * 1024)
})

t.test('a letter split between two packets stays a letter', async t => {
  const code = newCode()
  const bytes = Buffer.from(`${isLine(code)}\n`)
  const { outgoing, incoming } = open()
  for (let at = 0; at < bytes.length; at += 7) {
    outgoing.write(bytes.subarray(at, at + 7))
    if (at % 70 === 0) await sleep(1)
  }
  outgoing.end()
  for await (const line of createInterface({ input: await incoming }))
    t.match(JSON.parse(line), { status: 202 })
  t.match((await caller.get(`/v1/dossiers/${code}`)).body, {
    dossier: { applicant: { name: 'NGUYỄN VĂN MẪU' } },
  })
})

t.test('an import that pauses longer than a body may take goes on, for it streams', async t => {
  const [first, second] = [newCode(), newCode()]
  async function* lines() {
    yield `${isLine(first)}\n`
    await sleep(1_500)
    yield `${isLine(second)}\n`
  }
  t.match(await importAll(lines()), [{ status: 202 }, { status: 202 }])
})

t.test('a caller who hangs up in the middle keeps what was taken, and loses nothing else', async t => {
  const codes = Array.from({ length: 300 }, () => newCode())
  const { outgoing, incoming } = open({ 'x-correlation-id': 'hang-up-in-the-middle' })
  outgoing.write(codes.map(code => `${isLine(code)}\n`).join(''))
  outgoing.write('{"code":"H99.05-230605-HALF","dossier":')
  const acknowledged: Result[] = []
  outgoing.on('error', () => undefined)
  const response = await incoming
  response.on('error', () => undefined)
  await new Promise<void>(resolve => {
    const reader = createInterface({ input: response })
    reader.on('error', () => undefined)
    reader.on('line', line => {
      acknowledged.push(JSON.parse(line) as Result)
      if (acknowledged.length !== 100) return
      outgoing.destroy()
      resolve()
    })
  })
  t.ok(acknowledged.every(({ status }) => status === 202))
  for (const { code } of acknowledged.slice(0, 100)) t.ok(await holds(String(code)))
  const logged = () =>
    api.lines.filter(line => line.includes('hang-up-in-the-middle') && line.includes('"request"'))
  await eventually(() => logged().length > 0)
  t.equal(logged().length, 1)
  t.equal((await fetch(`${api.url}/healthz`)).status, 200)
})

t.test('100 MB of lines pass through in constant memory', { timeout: 60_000 }, async t => {
  // Wrong on purpose and large: what is measured is the stream, not the database.
  const line = `${isLine('x', { ...aDossier(), note: 'ghi chú '.repeat(12_000) })}\n`
  const count = Math.ceil((100 * 1024 * 1024) / Buffer.byteLength(line))
  async function* lines() {
    for (let n = 0; n < count; n++) yield line
  }
  await importAll(line.repeat(20))
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  const results = await importAll(lines())
  clearInterval(watch)
  t.equal(results.length, count)
  t.ok(peak - before < 150 * 1024 * 1024, `grew by ${Math.round((peak - before) / 1024 / 1024)} MB`)
})

t.test('an import in anything but NDJSON is refused before it is read', async t => {
  const answer = await caller.call('POST', '/v1/dossiers:import', { raw: `[${isLine(newCode())}]` })
  t.match(isProblem(t, answer, 'media-type-unsupported', 415).detail, /application\/x-ndjson/)
  const none = await caller.call('POST', '/v1/dossiers:import')
  isProblem(t, none, 'media-type-unsupported', 415)
})

t.test('an import without lines has no results', async t => {
  const type = { 'content-type': 'application/x-ndjson' }
  for (const raw of ['', '\n\n \r\n']) {
    const answer = await caller.call('POST', '/v1/dossiers:import', { raw, headers: type })
    t.same([answer.status, answer.text], [200, ''])
  }
})
