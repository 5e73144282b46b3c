import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { FirstRun } from '../../src/first-run.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { type Measurement, round2 } from './scenario.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
export const connections = 50
/** Short, and many in turn: within a minute the machine's own speed drifts by more than what is to be seen. */
const seconds = 3
const warmUp = 1
/** Before the first round: until both have been compiled as far as they ever will. */
const settling = 8

/** What both sides are asked. */
export interface Questions {
  /** Method and address; absent: each request puts a dossier of its own. */
  readonly line?: string
  readonly bodies: readonly string[]
  /** What every answer must have; 200 unless said. */
  readonly status?: string
}

/**
 * A gateway that asks a platform for whoever calls, against a floor that asks the same platform the same; with the same
 * HTTP in front. Taken in turn, so that both see the same machine.
 */
export async function duel(
  name: string,
  floor: { readonly port: number },
  gateway: { readonly port: number; readonly key: string },
  questions: Questions,
  rounds: number,
  say: (line: string) => void,
): Promise<Measurement> {
  const { status: wanted = '200', ...asked } = questions
  const headers = { authorization: `Bearer ${gateway.key}` }
  const below = (long: number, before: number) =>
    load({ connections, ...asked, port: floor.port, seconds: long, warmUp: before, headers: {} })
  const own = (long: number, before: number) =>
    load({ connections, ...asked, port: gateway.port, seconds: long, warmUp: before, headers })
  await below(settling, 0)
  await own(settling, 0)
  const results: { floor: LoadResult; gateway: LoadResult }[] = []
  for (let round = 1; round <= rounds; round++) {
    const result = { floor: await below(seconds, warmUp), gateway: await own(seconds, warmUp) }
    say(`${name}, round ${round}: ${told(result.gateway)} against ${told(result.floor)}`)
    results.push(result)
  }
  const unanswered = results
    .flatMap(r => [...Object.keys(r.gateway.statuses), ...Object.keys(r.floor.statuses)])
    .filter(status => status !== wanted)
  if (unanswered.length > 0) throw new RangeError(`some were answered ${unanswered.join(', ')}`)
  const ratio = (r: (typeof results)[number]) => r.gateway.perSecond / r.floor.perSecond
  // The round in the middle, whole: a ratio beside the two figures that it is made of.
  const sorted = [...results].sort((a, b) => ratio(a) - ratio(b))
  const middle = sorted[Math.floor(sorted.length / 2)]
  const first = sorted[0]
  const last = sorted.at(-1)
  if (middle === undefined || first === undefined || last === undefined) throw new RangeError('no rounds')
  return {
    ratio: round2(ratio(middle)),
    spread: [round2(ratio(first)), round2(ratio(last))],
    gateway: { ...described(middle.gateway), connections },
    floor: described(middle.floor),
  }
}

const told = ({ perSecond, p99Ms }: LoadResult) => `${perSecond}/s, p99 ${p99Ms} ms`

/** Runs the load generator, in a process of its own. */
async function load(order: Omit<LoadOrder, 'run'>): Promise<LoadResult> {
  const run = String(Date.now() % 1_000_000).padStart(6, '0')
  const child = spawn(process.execPath, [...process.execArgv, here('./load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify({ ...order, run } satisfies LoadOrder))
  let text = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk
  return JSON.parse(text) as LoadResult
}

const described = ({ perSecond, p50Ms, p99Ms }: LoadResult) => ({ answersPerSecond: perSecond, p50Ms, p99Ms })

/** A program of this folder that tells its port when it listens. */
export async function start(
  file: string,
  ...args: string[]
): Promise<{ process: ChildProcess; port: number }> {
  const process = fork(here(file), args)
  const [message] = (await once(process, 'message')) as [{ port: number }]
  return { process, port: message.port }
}

/**
 * The gateway role alone, in a folder of its own.
 * @param settings beside those of the bench itself
 * @param redisUrl absent: the queue is on PostgreSQL
 */
export async function startGateway(settings: object, redisUrl?: string) {
  const data = mkdtempSync(join(tmpdir(), 'lienthong-bench-'))
  const egress = { allowedNetworks: ['127.0.0.1/32'] }
  writeFileSync(join(data, 'settings.json'), JSON.stringify({ egress, ...settings }))
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...clean } = process.env
  const child = spawn(process.execPath, [here('../../dist/main.js'), 'start'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...clean,
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      LIENTHONG_DATA: data,
      LIENTHONG_ROLE: 'gateway',
      LIENTHONG_PORT: '0',
      LIENTHONG_SANDBOX: 'false',
    },
  })
  const file = join(data, 'first-run.json')
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new RangeError('the gateway ended before it was ready')
    await setTimeout(50)
  }
  const { gateway, agency, admin } = JSON.parse(readFileSync(file, 'utf8')) as FirstRun
  return {
    url: gateway,
    port: Number(new URL(gateway).port),
    key: agency.key,
    admin,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(data, { recursive: true, force: true })
    },
  }
}
