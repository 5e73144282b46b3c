import { type ChildProcess, fork, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { unzip, writeEdxml } from '../../src/adapter/edxml/index.ts'
import type { FirstRun } from '../../src/first-run.ts'
import { type Measurement, round2, type Scenario } from './scenario.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const megabyte = 1024 * 1024
const paperBytes = 100 * megabyte
/** What the task allows the process to grow by. */
const allowedMb = 64
const waitMs = 180_000
const ours = '000.00.01.H99'
const theirs = '000.00.00.G99'

interface Passage {
  readonly rssGrowthMb: number
  readonly seconds: number
  readonly cpuSeconds: number
}

interface Round {
  readonly out: Passage
  readonly into: Passage
}

/**
 * A paper of 100 MB through a whole gateway (embedded PostgreSQL, sandbox as a process of its own): sent ahead, carried
 * by a document, delivered to the axis as edXML; then one of the same size that arrives, is unpacked, kept, and fetched.
 * Every byte is compared. What is measured is the gateway's own process.
 */
export const attachmentScenario: Scenario = async (rounds, say) => {
  const bare = await measureBare()
  const gateway = await startGateway()
  const results: Round[] = []
  try {
    const [small] = [2 * megabyte]
    await passOut(gateway, small, 0)
    await passIn(gateway, small, 0)
    await settled(gateway.pid)
    for (let round = 1; round <= rounds; round++) {
      const out = await watched(gateway.pid, () => passOut(gateway, paperBytes, round))
      const into = await watched(gateway.pid, () => passIn(gateway, paperBytes, round))
      say(`attachment, round ${round}: out ${JSON.stringify(out)}, in ${JSON.stringify(into)}`)
      results.push({ out, into })
    }
  } finally {
    await gateway.stop()
  }
  return summary(results, bare)
}

function summary(results: readonly Round[], bare: Passage): Measurement {
  const ratios = results
    .map(({ out, into }) => allowedMb / Math.max(out.rssGrowthMb, into.rssGrowthMb, 1))
    .sort((a, b) => a - b)
  const middle = results[Math.floor(results.length / 2)]
  return {
    ratio: round2(ratios[Math.floor(ratios.length / 2)] ?? 0),
    spread: [round2(ratios[0] ?? 0), round2(ratios.at(-1) ?? 0)],
    gateway: {
      paperMb: paperBytes / megabyte,
      rssGrowthMb: Math.max(...results.flatMap(({ out, into }) => [out.rssGrowthMb, into.rssGrowthMb])),
      outRssGrowthMb: middle?.out.rssGrowthMb,
      outSeconds: middle?.out.seconds,
      outCpuSeconds: middle?.out.cpuSeconds,
      inRssGrowthMb: middle?.into.rssGrowthMb,
      inSeconds: middle?.into.seconds,
      inCpuSeconds: middle?.into.cpuSeconds,
    },
    floor: {
      allowedRssGrowthMb: allowedMb,
      bareRssGrowthMb: bare.rssGrowthMb,
      bareSeconds: bare.seconds,
      bareCpuSeconds: bare.cpuSeconds,
    },
  }
}

/** By how much a process grows while something is done, at its highest. */
async function watched(pid: number, work: () => Promise<unknown>): Promise<Passage> {
  // What the kernel has as the highest so far begins anew.
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  const before = { mb: memoryOf(pid, 'VmRSS'), cpu: cpuOf(pid), at: performance.now() }
  await work()
  return {
    rssGrowthMb: round2(memoryOf(pid, 'VmHWM') - before.mb),
    seconds: round2((performance.now() - before.at) / 1000),
    cpuSeconds: round2(cpuOf(pid) - before.cpu),
  }
}

/** A gateway that has just started still reads adapters and catalogues, which is no attachment's doing. */
async function settled(pid: number): Promise<void> {
  for (let [turn, before] = [0, 0]; turn < 15; turn++) {
    await setTimeout(3_000)
    const now = memoryOf(pid, 'VmRSS')
    if (Math.abs(now - before) < 1) return
    before = now
  }
}

function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const [, kilobytes] =
    new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** Seconds of processor time, of all its threads; the kernel counts in hundredths. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

type Gateway = Awaited<ReturnType<typeof startGateway>>

async function passOut(gateway: Gateway, bytes: number, round: number): Promise<void> {
  const file = paper(bytes, round)
  const uploaded = await gateway.call('POST', '/v1/attachments', file, 'application/octet-stream')
  if (uploaded.sha256 !== digest(file)) throw new RangeError('the attachment was not taken whole')
  const document = {
    ...documentOf(`${round}-${bytes}`, ours, theirs),
    attachments: [{ name: 'to.pdf', type: 'application/pdf', attachment: uploaded.id }],
  }
  const accepted = await gateway.call('POST', '/v1/documents', JSON.stringify(document))
  await until(async () => {
    const { deliveries } = await gateway.call('GET', `/v1/messages/${accepted.message}`)
    return (deliveries as { state: string }[])[0]?.state === 'delivered'
  })
  const { sent } = (await (await fetch(`${gateway.sandboxUrl}/_sandbox/vxp`)).json()) as {
    sent: { docId: string }[]
  }
  const got = await fetch(`${gateway.sandboxUrl}/vxp/control/sent/${sent.at(-1)?.docId}`)
  const [paperOfAxis] = papersOf(Buffer.from(await got.arrayBuffer()))
  if (paperOfAxis === undefined || digest(paperOfAxis) !== digest(file))
    throw new RangeError('the axis has something else')
}

const [open, close] = ['<ContentTransferEncoded>', '</ContentTransferEncoded>']

/** Taken out by hand: whoever parses such a document holds it many times over. */
function papersOf(edxml: Buffer): Buffer[] {
  const start = edxml.indexOf(open) + open.length
  const archive = Buffer.from(edxml.toString('latin1', start, edxml.indexOf(close, start)), 'base64')
  return unzip(archive, { files: 1, bytes: 2 * paperBytes, ratio: 200 }).map(({ bytes }) => bytes)
}

async function passIn(gateway: Gateway, bytes: number, round: number): Promise<void> {
  const file = paper(bytes, round + 100)
  const number = `v-${round}-${bytes}`
  const edxml = edxmlOf(documentOf(number, theirs, ours), file)
  await fetch(`${gateway.sandboxUrl}/vxp/control/arrive`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'edoc', from: theirs, to: ours, edxml }),
  })
  let id: unknown
  // The lists of the axes are looked at once a minute.
  await until(async () => {
    const { events } = await gateway.call('GET', '/v1/events?limit=100')
    id = (events as { type: string; data: { id: string; number: string } }[]).find(
      ({ type, data }) => type === 'document.arrived' && data.number === number,
    )?.data.id
    return id !== undefined
  })
  const response = await fetch(`${gateway.url}/v1/documents/${id}/attachments/1`, {
    headers: { authorization: `Bearer ${gateway.key}` },
  })
  const hash = createHash('sha256')
  for await (const piece of response.body ?? []) hash.update(piece)
  if (hash.digest('hex') !== digest(file)) throw new RangeError('the agency got something else')
}

function edxmlOf(document: ReturnType<typeof documentOf>, file: Buffer): string {
  const content = file.toString('base64')
  const attachments = [{ name: 'to.pdf', type: 'application/pdf', content }] as const
  return writeEdxml({ kind: 'document', document: { ...document, attachments: [...attachments] } })
}

function documentOf(number: string, from: string, to: string) {
  return {
    from: { id: from },
    to: [{ id: to }] as [{ id: string }],
    number,
    notation: 'BENCH',
    issuedOn: '2026-01-02',
    subject: 'V/v đo tệp lớn',
  }
}

/** Half of it cannot be packed, half can, as with a scan between empty pages; the same for the same round. */
function paper(bytes: number, round: number): Buffer {
  const file = Buffer.alloc(bytes)
  let block = createHash('sha512').update(String(round)).digest()
  for (let at = 0; at < bytes; at += 4096) {
    block = createHash('sha512').update(block).digest()
    for (let within = 0; within < 2048; within += 64) block.copy(file, at + within)
    file.writeUInt32LE(at, at)
  }
  return file
}

const digest = (file: Buffer) => createHash('sha256').update(file).digest('hex')

async function until(done: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + waitMs; !(await done()); await setTimeout(250)) {
    if (performance.now() > end) throw new RangeError('it did not come through')
  }
}

/** The same paper through a program that only passes it on. */
async function measureBare(): Promise<Passage> {
  const drain = createServer((request, response) => request.resume().once('end', () => response.end()))
  drain.listen(0, '127.0.0.1')
  await once(drain, 'listening')
  const child: ChildProcess = fork(here('./attachment-floor.ts'), [
    `http://127.0.0.1:${(drain.address() as AddressInfo).port}`,
  ])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const send = (bytes: number) =>
    fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: new Uint8Array(paper(bytes, 0)) })
  await send(2 * megabyte)
  const passage = await watched(child.pid ?? 0, () => send(paperBytes))
  child.kill()
  drain.close()
  drain.closeAllConnections()
  return passage
}

async function startGateway() {
  const data = mkdtempSync(join(tmpdir(), 'lienthong-bench-'))
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...clean } = process.env
  const child = spawn(process.execPath, [here('../../dist/main.js'), 'start'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...clean, LIENTHONG_DATA: data, LIENTHONG_PORT: '0', LIENTHONG_SANDBOX_PORT: '0' },
  })
  const file = join(data, 'first-run.json')
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new RangeError('the gateway ended before it was ready')
    await setTimeout(50)
  }
  const { gateway: url, agency, sandbox: sandboxUrl } = JSON.parse(readFileSync(file, 'utf8')) as FirstRun
  return {
    url,
    sandboxUrl,
    key: agency.key,
    pid: child.pid ?? 0,
    async call(method: string, path: string, body?: Buffer | string, type = 'application/json') {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${agency.key}`,
          ...(body === undefined ? {} : { 'content-type': type }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
      })
      const answer = (await response.json()) as Record<string, unknown>
      if (!response.ok)
        throw new RangeError(`${method} ${path.split('/')[2]} was answered ${response.status} ${answer.code}`)
      return answer
    },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(data, { recursive: true, force: true })
    },
  }
}
