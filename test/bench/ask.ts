import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { FirstRun } from '../../src/first-run.ts'
import { sampleDossier } from '../../src/sandbox/province/sample.ts'
import { load, round2 } from './accept.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import type { Scenario } from './scenario.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const connections = 50
const seconds = 5
const warmUp = 2
const dossiers = 100
const subject = { personalId: '000000000001', name: 'Nguyễn Văn Mẫu', birth: '1990-01-01' }

/**
 * `POST /v1/citizens:verify` through the gateway role (dossier looked up, access record committed before the call, question
 * encoded, answer judged and read) against a bare Fastify + Ajv + undici that forwards the same questions to the same stub.
 * Taken in turn, so that both see the same machine.
 */
export const askScenario: Scenario = async (rounds, say) => {
  const stub = await start('./ask-stub.ts')
  const floor = await start('./ask-floor.ts', String(stub.port))
  const gateway = await startGateway(stub.port)
  try {
    const bodies = await questions(gateway)
    const results: { floor: LoadResult; gateway: LoadResult }[] = []
    for (let round = 1; round <= rounds; round++) {
      const order = (port: number, headers: Record<string, string>): LoadOrder => {
        return {
          port,
          connections,
          seconds,
          warmUp,
          headers,
          run: '',
          bodies,
          line: 'POST /v1/citizens:verify',
        }
      }
      const below = await load(order(floor.port, {}))
      const own = await load(order(gateway.port, { authorization: `Bearer ${gateway.key}` }))
      say(
        `ask, round ${round}: ${own.perSecond}/s, p99 ${own.p99Ms} ms against ${below.perSecond}/s, p99 ${below.p99Ms} ms ${JSON.stringify(own.statuses)}`,
      )
      results.push({ floor: below, gateway: own })
    }
    const unanswered = results
      .flatMap(r => [...Object.keys(r.gateway.statuses), ...Object.keys(r.floor.statuses)])
      .filter(status => status !== '200')
    if (unanswered.length > 0) throw new RangeError(`some were answered ${unanswered.join(', ')}`)
    const ratios = results.map(r => r.gateway.perSecond / r.floor.perSecond).sort((a, b) => a - b)
    const middle = results[Math.floor(results.length / 2)]
    const describe = (r: LoadResult | undefined) => ({
      answersPerSecond: r?.perSecond,
      p50Ms: r?.p50Ms,
      p99Ms: r?.p99Ms,
    })
    return {
      ratio: round2(ratios[Math.floor(ratios.length / 2)] ?? 0),
      spread: [round2(ratios[0] ?? 0), round2(ratios.at(-1) ?? 0)],
      gateway: { ...describe(middle?.gateway), connections },
      floor: describe(middle?.floor),
    }
  } finally {
    await gateway.stop()
    for (const { process } of [stub, floor]) process.kill()
  }
}

async function start(file: string, ...args: string[]): Promise<{ process: ChildProcess; port: number }> {
  const process = fork(here(file), args)
  const [message] = (await once(process, 'message')) as [{ port: number }]
  return { process, port: message.port }
}

async function startGateway(stub: number) {
  const data = mkdtempSync(join(tmpdir(), 'lienthong-bench-'))
  const many = 10_000_000
  writeFileSync(
    join(data, 'settings.json'),
    JSON.stringify({
      egress: { allowedNetworks: ['127.0.0.1/32'] },
      population: {
        officerPerMinute: many,
        unitPerMinute: many,
        perMinute: many,
        officeFrom: 0,
        officeTo: 24,
      },
      adapters: {
        'population-lgsp': {
          baseUrl: `http://127.0.0.1:${stub}`,
          tokenUrl: `http://127.0.0.1:${stub}/token`,
          clientId: 'bench',
          clientSecret: 'bench-secret',
          concurrency: connections,
        },
      },
    }),
  )
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...clean } = process.env
  const child = spawn(process.execPath, [here('../../dist/main.js'), 'start'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...clean, LIENTHONG_DATA: data, LIENTHONG_ROLE: 'gateway', LIENTHONG_PORT: '0' },
  })
  const file = join(data, 'first-run.json')
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new RangeError('the gateway ended before it was ready')
    await setTimeout(50)
  }
  const { gateway, agency } = JSON.parse(readFileSync(file, 'utf8')) as FirstRun
  return {
    port: Number(new URL(gateway).port),
    key: agency.key,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Questions of as many officers as there are dossiers. */
async function questions({ port, key }: { port: number; key: string }): Promise<string[]> {
  const { dossier } = sampleDossier(new Date())
  const bodies: string[] = []
  for (let number = 0; number < dossiers; number++) {
    const code = `H99.05-261122-9${String(number).padStart(4, '0')}`
    const applicant = {
      ...dossier.applicant,
      identities: [{ type: 'personal-id', number: subject.personalId }],
    }
    const { status } = await fetch(`http://127.0.0.1:${port}/v1/dossiers/${code}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...dossier, applicant }),
    })
    if (status !== 202) throw new RangeError(`a dossier was answered ${status}`)
    const officer = { id: String(1000 + number).padStart(12, '0'), account: `canbo.${number}` }
    const question = { officer, unit: { code: 'H99.05' }, procedure: { code: '2.900452' }, dossier: code }
    bodies.push(JSON.stringify({ ...question, purpose: 'Kiểm tra nhân thân chủ hồ sơ', subject }))
  }
  return bodies
}
