import { type Dirent, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { attachEmbedded } from '../../src/ledger/embedded/embedded.ts'
import { aDossier, aStep, Caller, newCode, overSocket } from '../api/support.ts'
import { atData, firstRunOf, launch } from '../cli/support.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startOverheardPortal } from './overheard-portal.ts'

/**
 * Values that are in no other place of the world. Each goes through the gateway in traffic of every kind; then every
 * output is searched for it. Only the sandbox's own journal, which plays the portal's database, may hold them.
 */
const canary = {
  name: 'ZORBLAX HOÀNG YẾN KHÊ',
  personNumber: '099917171717',
  phone: '0917553311',
  email: 'kenari.zorblax@h99.example',
  address: 'Số 1713 ngõ Zorblax, phường Kênari',
  officer: 'ZORBLAX CÁN BỘ THỤ LÝ',
  paper: 'B1713ZORBLAX',
  idempotencyKey: 'zorblax-idempotency-099917171717',
  portalUser: 'zorblax_tinh',
  portalPassword: 'zorblax-mat-khau-cong',
  wrongPassword: 'zorblax-mat-khau-sai',
  wrongName: 'zorblax-admin',
  wrongKey: 'lt_zorblaxzorblaxzorblaxzorblaxzorblaxzorblax1',
  path: 'zorblax%20path%20099917171717',
  query: 'zorblaxquery',
}

const data = await temporaryFolder(t)
const portal = await startOverheardPortal(t, join(data, 'sandbox'), {
  username: canary.portalUser,
  password: canary.portalPassword,
})

writeFileSync(
  join(data, 'settings.json'),
  JSON.stringify({
    egress: { allowedNetworks: ['127.0.0.1/32'] },
    adapters: {
      'national-portal': {
        baseUrl: portal.lineUrl,
        username: canary.portalUser,
        password: canary.portalPassword,
        agencyCode: 'H99',
        dstcode: 'SANDBOX',
        retryFirstMs: 50,
        retryCapMs: 500,
        timeoutMs: 2_000,
      },
    },
  }),
)
const gateway = launch(t, ['start'], {
  ...atData(data),
  LIENTHONG_LOG_LEVEL: 'debug',
  LIENTHONG_BODY_SECONDS: '2',
})
await eventually(() => /khoá API.*\n.*first-run\.json/.test(gateway.out()), 90_000)
const firstRun = JSON.parse(readFileSync(firstRunOf(data), 'utf8')) as {
  gateway: string
  admin: { name: string; password: string }
  agency: { key: string }
}
const url = firstRun.gateway
const agency = new Caller(url, firstRun.agency.key)
const logFile = join(data, 'gateway.log')
const logged = () =>
  readFileSync(logFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Record<string, unknown>)

const person = {
  type: 'citizen',
  name: canary.name,
  identities: [{ type: 'personal-id', number: canary.personNumber }],
  phone: canary.phone,
  email: canary.email,
  paperNumber: canary.paper,
  vneid: true,
}
const hers = (changes: Record<string, unknown> = {}) =>
  aDossier({
    applicant: person,
    summary: `${canary.name}, ${canary.address}`,
    otherInfo: `${canary.address}, ${canary.phone}`,
    note: `${canary.email} ${canary.personNumber}`,
    documents: [{ name: `Đơn của ${canary.name}.pdf`, url: `https://tep.h99.example/${canary.paper}.pdf` }],
    ...changes,
  })
const step = (changes: Record<string, unknown> = {}) =>
  aStep({ officer: { name: canary.officer }, content: `${canary.name} ở ${canary.address}`, ...changes })

const fault = (...script: string[]) =>
  fetch(`${portal.url}/_sandbox/script`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(script),
  })

const settled = (code: string) =>
  eventually(async () => {
    const { body } = await agency.get(`/v1/dossiers/${code}`)
    const states = (body.deliveries as { state: string }[]).map(({ state }) => state)
    return (
      states.length > 0 && states.every(state => ['delivered', 'refused', 'held', 'dead'].includes(state))
    )
  }, 30_000)

/** Correlation ids of the requests that were sent, each once. */
const asked: string[] = []
const marked = (headers: Record<string, string> = {}) => {
  const id = `canary-request-${String(asked.length).padStart(3, '0')}`
  asked.push(id)
  return { 'x-correlation-id': id, ...headers }
}

let token = ''
/** Every attempt that the ledger knows of: delivery, number, correlation id. */
let tried: string[] = []

t.test('traffic of every kind', { timeout: 60_000 }, async t => {
  const taken = newCode()
  t.equal((await agency.put(taken, hers(), marked({ 'idempotency-key': canary.idempotencyKey }))).status, 202)
  t.equal(
    (
      await agency.put(
        taken,
        hers({ channel: 'postal' }),
        marked({ 'idempotency-key': canary.idempotencyKey }),
      )
    ).status,
    422,
  )
  t.equal((await agency.step(taken, step(), marked())).status, 202)
  t.equal((await agency.get(`/v1/dossiers/${taken}`, marked())).status, 200)
  await settled(taken)

  // The portal refuses this one, and what it says is kept.
  const refused = newCode()
  const fees = [{ name: canary.name, kind: 'fee', amount: 1000 }]
  const otherAttachments = [{ name: canary.name, quantity: 1, kind: 1 }]
  await agency.put(refused, hers({ fees, otherAttachments }), marked())
  await agency.step(refused, step(), marked())
  const uncoded = newCode()
  await agency.put(uncoded, hers({ fees }), marked())

  await fault(
    'expiredSession',
    'error5xx',
    'garbageActs',
    'doubleEncoded',
    'dropAfter',
    'dropBefore',
    'delay',
  )
  const rough = Array.from({ length: 6 }, () => newCode())
  for (const code of rough) await agency.put(code, hers(), marked())
  for (const code of [refused, uncoded, ...rough]) await settled(code)

  const lines = [
    { code: newCode(), dossier: hers() },
    { code: newCode(), dossier: hers({ channel: canary.name }) },
    { code: canary.name, dossier: hers() },
    { code: taken, step: step({ content: canary.address }) },
    { code: newCode(), [canary.paper.toLowerCase()]: canary.name },
  ]
  const ndjson = { 'content-type': 'application/x-ndjson' }
  const raw = `${lines.map(line => JSON.stringify(line)).join('\n')}\n{"${canary.name}\n`
  t.equal((await agency.call('POST', '/v1/dossiers:import', { raw, headers: marked(ndjson) })).status, 200)

  const bad = (options: { raw?: string; body?: unknown }, headers = {}) =>
    agency.call('PUT', `/v1/dossiers/${newCode()}`, { ...options, headers: marked(headers) })
  await bad({ raw: `{"applicant": "${canary.name}"` })
  await bad({ raw: JSON.stringify(hers()) }, { 'content-type': 'text/plain' })
  await bad({ body: { applicant: canary.name, channel: canary.phone, [canary.name]: canary.email } })
  await bad({ body: hers({ status: canary.name, filedAt: canary.address }) })
  await bad({ body: hers({ procedure: { code: 'ZORBLAX.1713' } }) })
  await bad({
    body: hers({ documents: [{ name: canary.name, url: `https://${canary.paper.toLowerCase()}ư%/x` }] }),
  })
  await bad({ body: hers({ agency: { code: 'H98', name: canary.name } }) })
  await bad({ body: hers({ note: 'x'.repeat(3_000_000) }) })
  await agency.step(newCode(), step(), marked())
  await agency.get(`/v1/dossiers/${canary.path}`, marked())
  await agency.get(`/v1/dossiers/%zz${canary.path}`, marked())
  await agency.get(`/v1/${canary.path}`, marked())
  await agency.get(`/v1/dossiers?procedure=${canary.query}&cursor=${canary.query}`, marked())
  await agency.get(`/v1/dossiers?${canary.query}=1`, marked())
  await agency.call('PATCH', `/v1/dossiers/${canary.path}`, { headers: marked() })
  await agency.get('/healthz', { 'x-correlation-id': `zorblax-${canary.personNumber}` })
  await overSocket(url, `GET /${canary.query} HTTP/1.1\r\nx: ${canary.name}\r\n\r\n`)
  await overSocket(url, `xin chào ${canary.name}\r\n\r\n`)
  const half = `PUT /v1/dossiers/${newCode()} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${firstRun.agency.key}\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n`
  for (const options of [{ hangUpAfterMs: 100 }, {}]) {
    const { 'x-correlation-id': id } = marked()
    await overSocket(url, `${half}x-correlation-id: ${id}\r\n\r\n{"a":"${canary.name}"`, options)
  }

  await new Caller(url, canary.wrongKey).put(newCode(), hers(), marked())
  await new Caller(url).put(newCode(), hers(), marked())
  await agency.get('/admin/v1/status', marked())

  const login = (body: unknown) =>
    new Caller(url).call('POST', '/admin/v1/session', { body, headers: marked() })
  await login({ name: firstRun.admin.name, password: canary.wrongPassword })
  for (let n = 0; n < 6; n++) await login({ name: canary.wrongName, password: canary.wrongPassword })
  await login({ name: canary.wrongName, pass: canary.wrongPassword })
  token = String((await login(firstRun.admin)).body.token)
  t.match(token, /^lta_/)
  const admin = new Caller(url, token)
  for (const path of ['status', 'clients', 'deliveries', `dossiers/${refused}`]) {
    t.equal((await admin.get(`/admin/v1/${path}`, marked())).status, 200)
  }
  const { body } = await admin.get(`/admin/v1/deliveries?state=refused&dossier=${refused}`, marked())
  const [stopped] = body.deliveries as { id: string; attempts: number }[]
  t.ok(stopped, 'the portal did refuse')
  await admin.get(`/admin/v1/deliveries/${stopped?.id}`, marked())
  await admin.call('POST', `/admin/v1/deliveries/${stopped?.id}/replay`, { headers: marked() })
  await eventually(async () => {
    const { body } = await admin.get(`/admin/v1/deliveries/${stopped?.id}`, marked())
    return body.state === 'refused' && Number(body.attempts) > Number(stopped?.attempts)
  })
})

/** What must be nowhere, under the name of what it is. */
function forbidden(): [string, string][] {
  const secrets: Record<string, string> = {
    ...canary,
    folded: 'zorblax hoang yen khe',
    apiKey: firstRun.agency.key.slice(3),
    adminPassword: firstRun.admin.password,
    sessionToken: token.slice(4),
    any: 'zorblax',
    number: '099917171',
  }
  const sessions = [...portal.sessions].map((session): [string, string] => ['portalSession', session])
  return [...Object.entries(secrets), ...sessions]
}

function search(
  t: { same(found: unknown, wanted: unknown, message: string): unknown },
  where: string,
  text: string,
) {
  const plain = text.normalize('NFC').toLowerCase()
  const found = forbidden().filter(([, secret]) => plain.includes(secret.normalize('NFC').toLowerCase()))
  const names = found.map(([name]) => name)
  t.same(names, [], where)
}

t.test('the traffic did carry all of it: the portal knows her, and sessions were given', async t => {
  const journal = readFileSync(join(data, 'sandbox/journal.ndjson'), 'utf8')
  for (const part of ['name', 'personNumber', 'phone', 'email', 'address', 'officer', 'paper'] as const) {
    t.ok(journal.includes(canary[part]), part)
  }
  t.ok(portal.sessions.size >= 2, 'one expired on the way')
})

t.test('no log line holds anybody’s data or a secret', async t => {
  const text = readFileSync(logFile, 'utf8')
  t.ok(text.split('\n').length > 80)
  search(t, 'gateway.log', text)
})

t.test('no table of the ledger or the queue does, outside the seal', async t => {
  const client = new pg.Client({ connectionString: (await attachEmbedded(data)) ?? '' })
  await client.connect()
  const { rows: tables } = await client.query<{ table: string; columns: string[] }>(`
    SELECT format('%I.%I', c.table_schema, c.table_name) AS table,
           array_agg(format('%I::text', c.column_name)) AS columns
    FROM information_schema.columns c
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_type = 'BASE TABLE' AND c.table_schema IN ('public', 'bullmq')
      -- Names of clients are the operator's own words; the body is sealed, and searched below.
    GROUP BY 1`)
  t.ok(tables.length > 10 && tables.some(({ table }) => table.startsWith('bullmq.')))
  let bytes = 0
  for (const { table, columns } of tables) {
    const { rows } = await client.query(`SELECT ${columns.join(', ')} FROM ${table}`)
    const text = JSON.stringify(rows)
    bytes += text.length
    search(t, table, text)
  }
  t.ok(bytes > 10_000)
  const { rows } = await client.query<{ body: Buffer }>('SELECT body FROM messages')
  t.ok(rows.length > 10)
  for (const { body } of rows) search(t, 'messages.body as bytes', body.toString('utf8'))
  const { rows: attempts } = await client.query<{ key: string; correlation_id: string }>(
    `SELECT a.delivery_id || ' ' || a.number AS key, m.correlation_id FROM attempts a
     JOIN deliveries d ON d.id = a.delivery_id JOIN messages m ON m.id = d.message_id`,
  )
  tried = attempts.map(row => `${row.key} ${row.correlation_id}`)
  await client.end()
})

t.test('neither do the sandbox’s pages and state', async t => {
  for (const path of ['/', '/_sandbox/state']) {
    const response = await fetch(portal.url + path)
    search(t, `sandbox ${path}`, await response.text())
  }
})

t.test('after the end: what was printed, and every file but those that are there to hold it', async t => {
  gateway.child.kill('SIGTERM')
  const { code, out, err } = await gateway.ended
  t.equal(code, 0)
  // The key is shown to a newcomer once; that is what the first start is for.
  search(t, 'standard output', out.replaceAll(firstRun.agency.key, ''))
  search(t, 'standard error', err)
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry: Dirent) => entry.isFile())
    .map((entry: Dirent) => join(entry.parentPath, entry.name))
  const read: string[] = []
  for (const file of files) {
    const name = file.slice(data.length + 1)
    if (['first-run.json', 'settings.json', 'sandbox/journal.ndjson'].includes(name)) continue
    read.push(name)
    search(t, name, readFileSync(file, 'utf8'))
  }
  t.ok(read.includes('postgres/server.log'), 'the database’s log')
  t.ok(
    read.some(name => name.startsWith('postgres/data/pg_wal/')),
    'and its write-ahead log',
  )
})

t.test('there is one line per request and one per attempt, each with its correlation id', async t => {
  const lines = logged()
  const requests = lines.filter(({ msg }) => msg === 'request')
  const counts = asked.map(id => requests.filter(({ correlationId }) => correlationId === id).length)
  t.same([...new Set(counts)], [1], `of ${asked.filter((_, index) => counts[index] !== 1)}`)
  for (const line of requests) {
    t.match(line, { method: /^[A-Z]+$/, status: Number, correlationId: /^[\w.-]{8,64}$/ })
  }
  const attempts = lines.filter(({ msg }) => msg === 'attempt')
  const sorted = (keys: string[]) => [...keys].sort()
  t.same(
    sorted(attempts.map(line => `${line.delivery} ${line.attempt} ${line.correlationId}`)),
    sorted(tried),
  )
  t.ok(attempts.length > 10)
})
