import { openCatalog } from '../../src/catalog/catalog.ts'
import { provincialMonth } from '../../src/sandbox/province/month.ts'
import { connections, duel, start, startGateway } from './duel.ts'
import { startRedis } from './redis.ts'
import type { Scenario } from './scenario.ts'

/** A portal to which nothing is sent: workers are a role of their own. */
const portal = {
  baseUrl: 'http://127.0.0.1:9',
  username: 'bench',
  password: 'bench-password',
  agencyCode: 'H99',
}

/**
 * Durable accepts per second: the gateway role alone, its answers given after the ledger's commit and its jobs added
 * behind them, against a bare Fastify with the same schema that stores nothing.
 */
export function acceptScenario(engine: 'postgresql' | 'redis'): Scenario {
  return async (rounds, say) => {
    const redis = engine === 'redis' ? await startRedis() : undefined
    const floor = await start('./floor.ts')
    const gateway = await startGateway({ adapters: { 'national-portal': portal } }, redis?.url)
    try {
      const bodies = sampleBodies()
      const puts = { bodies, status: '202' }
      const { gateway: measured, ...rest } = await duel(
        `accept, ${engine}`,
        floor,
        gateway,
        puts,
        rounds,
        say,
      )
      const bodyBytes = Math.round(
        bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0) / bodies.length,
      )
      return { ...rest, gateway: { ...measured, engine, connections, bodyBytes } }
    } finally {
      await gateway.stop()
      floor.process.kill()
      await redis?.stop()
    }
  }
}

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
