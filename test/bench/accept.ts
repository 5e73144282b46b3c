import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openCatalog } from '../../src/catalog/catalog.ts'
import type { FirstRun } from '../../src/first-run.ts'
import { provincialMonth } from '../../src/sandbox/province/month.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { startRedis } from './redis.ts'
import type { Scenario } from './scenario.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const connections = 50
const seconds = 5
const warmUp = 2

/**
 * Durable accepts per second: the gateway role alone, its answers given after the ledger's commit and its jobs added
 * behind them, against a bare Fastify with the same schema that stores nothing. Taken in turn, so that both see the
 * same machine.
 */
export function acceptScenario(engine: 'postgresql' | 'redis'): Scenario {
  return async (rounds, say) => {
    const redis = engine === 'redis' ? await startRedis() : undefined
    const floor = await startFloor()
    const gateway = await startGateway(redis?.url)
    try {
      const bodies = sampleBodies()
      const results: { floor: LoadResult; gateway: LoadResult }[] = []
      for (let round = 1; round <= rounds; round++) {
        const order = (port: number, headers: Record<string, string>): LoadOrder => {
          const run = String(Date.now() % 1_000_000).padStart(6, '0')
          return { port, connections, seconds, warmUp, headers, run, bodies }
        }
        const below = await load(order(floor.port, {}))
        const own = await load(order(gateway.port, { authorization: `Bearer ${gateway.key}` }))
        say(
          `accept, ${engine}, round ${round}: ${own.perSecond}/s against ${below.perSecond}/s ${JSON.stringify(own.statuses)}`,
        )
        results.push({ floor: below, gateway: own })
      }
      const unaccepted = results
        .flatMap(r => Object.keys(r.gateway.statuses))
        .filter(status => status !== '202')
      if (unaccepted.length > 0) throw new RangeError(`the gateway answered ${unaccepted.join(', ')}`)
      const ratios = results.map(r => r.gateway.perSecond / r.floor.perSecond).sort((a, b) => a - b)
      const middle = results[Math.floor(results.length / 2)]
      const describe = (r: LoadResult | undefined) => ({
        acceptsPerSecond: r?.perSecond,
        p50Ms: r?.p50Ms,
        p99Ms: r?.p99Ms,
      })
      return {
        ratio: round2(ratios[Math.floor(ratios.length / 2)] ?? 0),
        spread: [round2(ratios[0] ?? 0), round2(ratios.at(-1) ?? 0)],
        gateway: {
          ...describe(middle?.gateway),
          engine,
          connections,
          bodyBytes: Buffer.byteLength(bodies[0] ?? ''),
        },
        floor: describe(middle?.floor),
      }
    } finally {
      await gateway.stop()
      floor.process.kill()
      await redis?.stop()
    }
  }
}

export const round2 = (value: number) => Math.round(value * 100) / 100

/** Dossiers as agencies first send them, of about 2 kB. */
function sampleBodies(): string[] {
  const bodies: string[] = []
  for (const life of provincialMonth({ dossiers: 3000, catalog: openCatalog() })) {
    for (const event of life.events) {
      if (event.kind !== 'put') continue
      const text = JSON.stringify(event.dossier)
      if (text.length > 1500 && text.length < 2500) bodies.push(text)
    }
    if (bodies.length >= 200) break
  }
  return bodies
}

export async function load(order: LoadOrder): Promise<LoadResult> {
  const child = spawn(process.execPath, [...process.execArgv, here('./load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(order))
  let text = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk
  return JSON.parse(text) as LoadResult
}

async function startFloor(): Promise<{ process: ChildProcess; port: number }> {
  const process = fork(here('./floor.ts'))
  const [message] = (await once(process, 'message')) as [{ port: number }]
  return { process, port: message.port }
}

async function startGateway(redisUrl: string | undefined) {
  const data = mkdtempSync(join(tmpdir(), 'lienthong-bench-'))
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...clean } = process.env
  const child = spawn(process.execPath, [here('../../dist/main.js'), 'start'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...clean,
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      LIENTHONG_DATA: data,
      LIENTHONG_ROLE: 'gateway',
      LIENTHONG_PORT: '0',
      LIENTHONG_SANDBOX_PORT: '0',
    },
  })
  const file = join(data, 'first-run.json')
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new RangeError('the gateway ended before it was ready')
    await setTimeout(50)
  }
  const { gateway, agency } = JSON.parse(readFileSync(file, 'utf8')) as FirstRun
  // The sample dossier of a first start waits for a worker that there is not; it does not disturb.
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
