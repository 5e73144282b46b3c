import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { FirstRun } from '../../src/first-run.ts'
import { eventually } from '../support/eventually.ts'
import { aDossier, Caller, isProblem, newCode, overSocket, startApi } from './support.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void
const answers = new Map<string, Answer>()
const asked: IncomingMessage[] = []
/** The agency's own store, which must be public nowhere. */
const store = createServer((request, response) => {
  asked.push(request)
  const answer = answers.get(request.url ?? '')
  if (answer === undefined) response.writeHead(404).end()
  else answer(request, response)
})
store.listen(0, '127.0.0.1')
await once(store, 'listening')
t.teardown(() => {
  store.closeAllConnections()
  store.close()
})
const port = (store.address() as AddressInfo).port
const base = `http://127.0.0.1:${port}`
const secret = 'Bearer khoa-cua-kho-tep'

const publicUrl = 'https://cong.example.invalid/lien-thong'
const api = await startApi(t, {
  LIENTHONG_PUBLIC_URL: `${publicUrl}/`,
  LIENTHONG_FILES_LINK_DAYS: '2',
  LIENTHONG_EGRESS_ALLOWED_NETWORKS: `127.0.0.1/32:${port}`,
})
const agency = await api.caller('H99')
const portal = new Caller(api.sandboxUrl)
const login = async ({ name, password }: FirstRun['admin']) => {
  const { body } = await new Caller(api.url).call('POST', '/admin/v1/session', { body: { name, password } })
  return new Caller(api.url, String(body.token))
}
const admin = await login(api.admin)
const made = await admin.call('POST', '/admin/v1/file-stores', {
  body: {
    name: 'mot-cua',
    url: `${base}/ho-so/`,
    agencies: ['H99.05'],
    authorization: secret,
  },
})
if (made.status !== 201) throw new Error(made.text)
await admin.call('PUT', '/admin/v1/adapters/files-mot-cua/settings', {
  body: {
    baseUrl: `${base}/ho-so/`,
    agencies: ['H99.05'],
    authorization: secret,
    largestBytes: 1_000_000,
    timeoutMs: 2_000,
    idleMs: 500,
  },
})

const pdf = Buffer.concat([Buffer.from('%PDF-1.7 '), Buffer.alloc(300_000, 'nội dung ')])
answers.set('/ho-so/don.pdf?ban=1', (request, response) => {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  if (from === undefined)
    return response
      .writeHead(200, {
        'content-type': 'application/pdf',
        'content-length': pdf.length,
        'x-inside': 'secret',
      })
      .end(pdf)
  if (Number(from) >= pdf.length) return response.writeHead(416).end()
  const part = pdf.subarray(Number(from), Number(to) + 1)
  response
    .writeHead(206, {
      'content-type': 'application/pdf',
      'content-range': `bytes ${from}-${to}/${pdf.length}`,
      'content-length': part.length,
    })
    .end(part)
})

/** What the portal was told of a dossier's papers. */
const told = async (code: string) =>
  eventually(async () => {
    const { body } = await agency.get(`/v1/dossiers/${code}`)
    const deliveries = body.deliveries as { state: string }[]
    if (!deliveries.every(({ state }) => state === 'delivered')) return undefined
    const found = await portal.get(`/_sandbox/dossiers/${code}`)
    return found.status === 200 ? found.body : undefined
  })
const links = (shown: object) => [
  ...new Set(JSON.stringify(shown).match(/https?:\/\/[^"\\]+\/files\/[\w-]+/g) ?? []),
]
const path = (link: string) => link.replace(publicUrl, '')
const open = (link: string, init: RequestInit = {}) => fetch(api.url + path(link), init)
const opened = async (link: string) => new Caller(api.url).get(path(link))
const put = async (url: string, name = 'Đơn "đề nghị".pdf') => {
  const code = newCode()
  const answer = await agency.put(code, aDossier({ documents: [{ name, url }] }))
  t.equal(answer.status, 202, answer.text)
  const [link = ''] = links(await told(code))
  return { code, link }
}

t.test('the portal gets a link of the gateway’s, which streams from the agency’s store', async t => {
  const address = `${base}/ho-so/don.pdf?ban=1`
  const { code, link } = await put(address)
  t.ok(link.startsWith(`${publicUrl}/files/`), link)
  t.notMatch(link, /don|ho-so|H99/)
  const response = await open(link)
  t.equal(response.status, 200)
  t.ok(Buffer.from(await response.arrayBuffer()).equals(pdf))
  t.match(Object.fromEntries(response.headers), {
    'content-type': 'application/pdf',
    'content-length': String(pdf.length),
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    'content-disposition': /^attachment; filename="[ -~]+"; filename\*=UTF-8''[%\w.-]+$/,
  })
  t.notOk(response.headers.has('x-inside'), 'headers of the store stay inside')
  t.equal(asked.at(-1)?.headers.authorization, secret)
  const kept = await agency.get(`/v1/dossiers/${code}`)
  t.ok(kept.text.includes(address), 'the ledger keeps what the agency said')
  const head = await open(link, { method: 'HEAD' })
  t.match([head.status, head.headers.get('content-length')], [200, String(pdf.length)])
  const rows = await api.database.query(
    `SELECT outcome, status, bytes::int FROM file_fetches ORDER BY at LIMIT 1`,
  )
  t.match(rows, [{ outcome: 'opened', status: 200, bytes: pdf.length }])
})

t.test('a part of a file, and nothing but a part', async t => {
  const { link } = await put(`${base}/ho-so/don.pdf?ban=1`)
  const part = await open(link, { headers: { range: 'bytes=1-3' } })
  t.match(
    [part.status, part.headers.get('content-range'), await part.text()],
    [206, `bytes 1-3/${pdf.length}`, 'PDF'],
  )
  const beyond = await new Caller(api.url).get(path(link), { range: `bytes=${pdf.length}-${pdf.length}` })
  isProblem(t, beyond, 'file-range', 416)
  const many = await open(link, { headers: { range: 'bytes=1-3,5-6' } })
  t.equal(many.status, 200, 'several at once are none')
  await many.arrayBuffer()
  t.equal(asked.at(-1)?.headers.range, undefined)
})

interface Opening {
  readonly id: string
  readonly at: string
  readonly dossier: string
  readonly outcome: string | null
}
const openings = async (query: string) =>
  (await admin.get(`/admin/v1/file-stores/links/openings?${query}`)).body as unknown as {
    openings: Opening[]
    next?: string
  }

t.test(
  'every opening is in the dossier’s story and in the auditor’s list, without names or addresses',
  async t => {
    const code = newCode()
    answers.set('/ho-so/cmnd-nguyen-van-mau.pdf', (_, response) => response.end('ảnh'))
    await agency.put(
      code,
      aDossier({
        documents: [
          { name: 'Tờ khai.pdf' },
          { name: 'CMND NGUYỄN VĂN MẪU.pdf', url: `${base}/ho-so/cmnd-nguyen-van-mau.pdf` },
        ],
        supplements: [
          {
            ...{ id: 'bs-1', content: 'Bổ sung', requestedAt: '2026-11-20T08:00:00+07:00' },
            documents: [{ name: 'Mất.pdf', url: `${base}/ho-so/khong-co.pdf` }],
          },
        ],
      }),
    )
    const [paper = '', missing = ''] = links(await told(code))
    t.equal((await opened(paper)).text, 'ảnh')
    isProblem(t, await opened(missing), 'file-missing', 502)
    const story = await eventually(async () => {
      const { body, text } = await agency.get(`/v1/dossiers/${code}/story`, { 'accept-language': 'en' })
      const items = (body.items as { what: string }[]).filter(({ what }) => what.startsWith('file.'))
      return items.length === 2 && items.every(({ what }) => what !== 'file.opening')
        ? { items, text }
        : undefined
    })
    t.match(story.items, [
      {
        what: 'file.opened',
        title: 'The platform fetched a paper',
        adapter: 'national-portal',
        file: '/documents/1',
        bytes: Buffer.byteLength('ảnh'),
      },
      { what: 'file.not-opened', file: '/supplements/0/documents/0', bytes: 0, rule: 'missing' },
    ])
    const session = await fetch(`${api.url}/console/session`, {
      method: 'POST',
      body: new URLSearchParams({ name: api.admin.name, password: api.admin.password }),
      redirect: 'manual',
    })
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = await (await fetch(`${api.url}/console/dossiers/${code}`, { headers: { cookie } })).text()
    t.match(page, /Nền tảng đã tải một giấy tờ[\s\S]+\/documents\/1[\s\S]+5 byte/)

    const listed = await openings(`dossier=${code}`)
    t.match(listed, {
      openings: [
        { dossier: code, pointer: '/supplements/0/documents/0', outcome: 'missing', status: 404, bytes: 0 },
        {
          ...{ dossier: code, pointer: '/documents/1', adapter: 'national-portal', store: 'files-mot-cua' },
          ...{ outcome: 'opened', status: 200, bytes: 5, at: /Z$/, endedAt: /Z$/ },
        },
      ],
    })
    t.equal(listed.next, undefined)
    t.notMatch(story.text + page + JSON.stringify(listed), /MẪU|nguyen-van-mau|khong-co|\/files\//)
  },
)

t.test('the list of openings is read page by page, and by time and platform', async t => {
  const all = (await openings('limit=500')).openings
  t.ok(all.length >= 4, String(all.length))
  t.same(
    all.map(({ id }) => id),
    all.map(({ id }) => id).toSorted((one, other) => (one < other ? 1 : -1)),
  )
  const walked: Opening[] = []
  for (let after = ''; walked.length <= all.length; ) {
    const page = await openings(`limit=2${after}`)
    walked.push(...page.openings)
    if (page.next === undefined) break
    after = `&after=${page.next}`
  }
  t.same(walked, all)
  const edge = all[2]?.at ?? ''
  const at = encodeURIComponent(edge)
  const ids = (rows: readonly Opening[]) => rows.map(({ id }) => id)
  t.same(ids((await openings(`since=${at}`)).openings), ids(all.filter(one => one.at >= edge)))
  t.same(ids((await openings(`before=${at}&limit=500`)).openings), ids(all.filter(one => one.at < edge)))
  t.same((await openings('adapter=land-tax')).openings, [])
  for (const query of ['after=1', 'since=hom-qua', 'limit=0', 'dossier=a%20b', 'khac=1'])
    isProblem(t, await admin.get(`/admin/v1/file-stores/links/openings?${query}`), 'request-invalid', 400)
  isProblem(t, await agency.get('/admin/v1/file-stores/links/openings'), 'admin-session-required', 401)
})

t.test('a link long over forgets where it led; whose opening it was stays on record', async t => {
  const { code, link } = await put(`${base}/ho-so/don.pdf?ban=1`)
  const other = await put(`${base}/ho-so/don.pdf?ban=1`)
  await (await open(link)).arrayBuffer()
  await eventually(async () => ((await openings(`dossier=${code}`)).openings[0]?.outcome ? true : undefined))
  await api.database.query({
    text: `UPDATE file_links SET expires_at = now() - interval '31 days' WHERE dossier IN ($1, $2)`,
    values: [code, other.code],
  })
  t.equal((await admin.call('POST', '/admin/v1/routines/file-links.clear/run')).status, 202)
  await eventually(async () => {
    const rows = await api.database.query<{ dossier: string; length: number }>({
      text: 'SELECT dossier, length(body) AS length FROM file_links WHERE dossier IN ($1, $2)',
      values: [code, other.code],
    })
    return rows.length === 1 && rows[0]?.dossier === code && rows[0].length === 0
  })
  t.match(await openings(`dossier=${code}`), { openings: [{ dossier: code, outcome: 'opened' }] })
  isProblem(t, await opened(link), 'file-link-over', 410)
  // Named anew it is a link of its own.
  await agency.put(
    code,
    aDossier({ documents: [{ name: 'c.pdf', url: `${base}/ho-so/don.pdf?ban=1` }], summary: 'Lại' }),
  )
  const again = await eventually(async () => links(await told(code)).find(one => one !== link))
  t.equal((await open(again, { method: 'HEAD' })).status, 200)
})

t.test('only what the agency’s own store holds becomes a link', async t => {
  for (const [url, agencyCode] of [
    [`${base}/khac/don.pdf`, 'H99.05'],
    [`${base}/ho-so/../khac/don.pdf`, 'H99.05'],
    [`${base}/ho-so/..%2fkhac/don.pdf`, 'H99.05'],
    [`http://nguoi:khoa@127.0.0.1:${port}/ho-so/don.pdf`, 'H99.05'],
    ['https://tep.example.invalid/don.pdf', 'H99.05'],
    [`${base}/ho-so/don.pdf`, 'H99.06'],
  ] as const) {
    const code = newCode(agencyCode)
    const { agency: own, ...rest } = aDossier({ documents: [{ name: 'a', url }] })
    const { status, text } = await agency.put(code, { ...rest, agency: { ...own, code: agencyCode } })
    t.equal(status, 202, text)
    const shown = await told(code)
    t.same(links(shown), [], url)
  }
})

t.test('forged, changed and expired links open nothing, and cost the store nothing', async t => {
  const { link } = await put(`${base}/ho-so/don.pdf?ban=1`)
  const before = asked.length
  const token = link.slice(link.lastIndexOf('/') + 1)
  const bytes = Buffer.from(token, 'base64url')
  for (let at = 0; at < bytes.length; at += 7) {
    const forged = Buffer.from(bytes)
    forged.writeUInt8((forged[at] ?? 0) ^ 1, at)
    isProblem(t, await opened(`/files/${forged.toString('base64url')}`), 'file-link-unknown', 404)
  }
  isProblem(t, await opened(`/files/${token}A`), 'file-link-unknown', 404)
  isProblem(t, await opened(`/files/${'A'.repeat(72)}`), 'file-link-unknown', 404)
  isProblem(t, await opened('/files/..%2f..%2fetc%2fpasswd-and-more'), 'request-invalid', 400)
  const now = Date.now
  t.teardown(() => {
    Date.now = now
  })
  const RealDate = Date
  // The clock of the use case is the machine's: a day later than the link lasts.
  const later = 4 * 86_400_000
  globalThis.Date = class extends RealDate {
    constructor(...args: [] | [number | string]) {
      super(...((args.length === 0 ? [RealDate.now() + later] : args) as [number]))
    }
  } as DateConstructor
  try {
    isProblem(t, await opened(link), 'file-link-over', 410)
  } finally {
    globalThis.Date = RealDate
  }
  t.equal(asked.length, before)
})

t.test('a paper that the dossier names no more cannot be opened once the portal knows', async t => {
  const { code, link } = await put(`${base}/ho-so/don.pdf?ban=1`)
  answers.set('/ho-so/moi.pdf', (_, response) => response.end('mới'))
  await agency.put(code, aDossier({ documents: [{ name: 'b.pdf', url: `${base}/ho-so/moi.pdf` }] }))
  const fresh = await eventually(async () => links(await told(code)).find(one => one !== link))
  t.equal((await opened(fresh)).text, 'mới')
  isProblem(t, await opened(link), 'file-link-over', 410)
  const revoked = await admin.call('POST', '/admin/v1/file-stores/links/revoke', { body: { dossier: code } })
  t.same(revoked.body, { revoked: 1 })
  isProblem(t, await opened(fresh), 'file-link-over', 410)
})

t.test('a new key signs; the old ones count until they are revoked', async t => {
  const { link } = await put(`${base}/ho-so/don.pdf?ban=1`)
  const rotate = (revoke: boolean) =>
    admin.call('POST', '/admin/v1/file-stores/links/rotate', { body: { revoke } })
  t.same((await rotate(false)).body, { generation: 2 })
  t.equal((await open(link, { method: 'HEAD' })).status, 200)
  t.same((await rotate(true)).body, { generation: 3 })
  await eventually(async () => ((await opened(link)).status === 404 ? true : undefined))
  const again = await put(`${base}/ho-so/don.pdf?ban=1`)
  t.equal((await open(again.link, { method: 'HEAD' })).status, 200)
})

t.test('what a store does wrong is told as its fault, and passes on nothing of it', async t => {
  const wrong: Record<string, [Answer, string, number]> = {
    '/ho-so/mat.pdf': [(_, r) => r.writeHead(404).end('trang lỗi'), 'file-missing', 502],
    '/ho-so/cam.pdf': [(_, r) => r.writeHead(403).end(), 'file-store-failed', 502],
    '/ho-so/noi-khac.pdf': [
      (_, r) => r.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      'file-store-failed',
      502,
    ],
    '/ho-so/hong.pdf': [(_, r) => r.writeHead(500).end(), 'file-store-failed', 502],
    '/ho-so/dut.pdf': [(_, r) => r.socket?.destroy(), 'file-store-failed', 502],
    '/ho-so/im.pdf': [() => undefined, 'file-store-failed', 502],
    '/ho-so/nen.pdf': [
      (_, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
      'file-store-failed',
      502,
    ],
  }
  for (const [place, [answer, code, status]] of Object.entries(wrong)) {
    answers.set(place, answer)
    const { link } = await put(base + place)
    const { fix, detail } = isProblem(t, await opened(link), code, status)
    t.notMatch(`${fix} ${detail}`, /127\.0\.0\.1|trang lỗi/)
  }
})

t.test('an endless file, and one that drips, are cut off: nobody takes them for whole', async t => {
  const timers: NodeJS.Timeout[] = []
  t.teardown(() => timers.forEach(clearInterval))
  const piece = Buffer.alloc(64 * 1024)
  answers.set('/ho-so/vo-tan.pdf', (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  answers.set('/ho-so/nho-giot.pdf', (_, response) => {
    timers.push(setInterval(() => response.write('x'), 100))
  })
  answers.set('/ho-so/thieu.pdf', (_, response) => {
    response.writeHead(200, { 'content-length': 1000 })
    response.write('abc')
    timers.push(setTimeout(() => response.destroy(), 200))
  })
  for (const place of ['vo-tan', 'nho-giot', 'thieu']) {
    const { link } = await put(`${base}/ho-so/${place}.pdf`)
    const response = await open(link)
    t.equal(response.status, 200)
    await t.rejects(response.arrayBuffer(), place)
  }
  const ends = await eventually(async () => {
    const rows = await api.database.query<{ outcome: string | null; bytes: string }>(
      'SELECT outcome, bytes FROM file_fetches ORDER BY at DESC LIMIT 3',
    )
    return rows.every(({ outcome }) => outcome !== null) ? rows : undefined
  })
  t.ok(
    ends.every(({ outcome, bytes }) => outcome !== 'opened' && Number(bytes) <= 1_100_000),
    JSON.stringify(ends),
  )
})

t.test('whoever hangs up ends the call to the store', async () => {
  let closed = false
  answers.set('/ho-so/dai.pdf', (_, response) => {
    response.once('close', () => {
      closed = true
    })
    const timer = setInterval(() => response.write(Buffer.alloc(10_000)), 20)
    response.once('close', () => clearInterval(timer))
  })
  const { link } = await put(`${base}/ho-so/dai.pdf`)
  await overSocket(api.url, `GET ${path(link)} HTTP/1.1\r\nhost: x\r\n\r\n`, { hangUpAfterMs: 300 })
  await eventually(async () => closed || undefined)
})

t.test('a page or a name that would do harm leaves as bytes under a harmless name', async t => {
  answers.set('/ho-so/trang.html', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<script>alert(1)</script>')
  })
  const { link } = await put(`${base}/ho-so/trang.html`, 'a"; x=\r\nset-cookie: b/../c.html')
  const response = await open(link)
  t.equal(response.headers.get('content-type'), 'application/octet-stream')
  t.notOk(response.headers.has('set-cookie'))
  t.match(
    response.headers.get('content-disposition'),
    /^attachment; filename="[^"/\\]+"; filename\*=UTF-8''[^"/ ]+$/,
  )
  await response.arrayBuffer()
})

t.test('no token, address or secret of a store is in a log, nor clear in the ledger', async t => {
  const rows = await api.database.query(
    `SELECT to_jsonb(l) - 'body' - 'digest' AS clear FROM file_links l UNION ALL SELECT to_jsonb(f) FROM file_fetches f`,
  )
  const shown = JSON.stringify(rows) + api.lines.join('\n')
  for (const hidden of ['don.pdf', secret, '/files/A', 'khoa-cua-kho-tep'])
    t.notOk(shown.includes(hidden), hidden)
  for (const { link } of [await put(`${base}/ho-so/don.pdf?ban=1`)]) {
    await (await open(link)).arrayBuffer()
    t.notOk(api.lines.join('\n').includes(link.slice(-30)))
  }
})

t.test('a store that is taken away opens nothing', async t => {
  const { link } = await put(`${base}/ho-so/don.pdf?ban=1`)
  isProblem(t, await admin.call('DELETE', '/admin/v1/file-stores/khac'), 'file-store-unknown', 404)
  isProblem(
    t,
    await admin.call('POST', '/admin/v1/file-stores', {
      body: { name: 'mot-cua', url: base, agencies: ['H99.05'] },
    }),
    'file-store-taken',
    409,
  )
  const listed = await admin.get('/admin/v1/file-stores')
  t.match(listed.body, { fileStores: [{ name: 'mot-cua', state: 'active', agencies: ['H99.05'] }] })
  t.notOk(listed.text.includes('khoa-cua'), 'its secret is not shown')
  t.equal((await admin.call('DELETE', '/admin/v1/file-stores/mot-cua')).status, 204)
  isProblem(t, await opened(link), 'file-store-failed', 502)
})
