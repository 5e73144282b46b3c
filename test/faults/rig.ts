import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OwnGateway } from '../../src/cli/demo/own-gateway.ts'
import { killAll, processesOf } from './processes.ts'
import { RedisServer } from './redis-server.ts'

/** Built before any drill runs; starts faster than sources do, so that more of a drill is load. */
const program = new URL('../../dist/main.js', import.meta.url)

export const engines = ['postgresql', 'redis'] as const
export type EngineName = (typeof engines)[number]

/** A gateway of a drill's own with everything that it stands on. */
export interface Rig {
  readonly engine: EngineName
  readonly data: string
  readonly gateway: OwnGateway
  /** With the engine `redis` only. */
  readonly redis?: RedisServer
  /** Ends everything, whatever state it is in, and leaves nothing behind. */
  close(): Promise<void>
}

/** Starts gateway, sandbox, database and, for the engine `redis`, a Redis that keeps nothing. */
export async function openRig(engine: EngineName): Promise<Rig> {
  const data = mkdtempSync(join(tmpdir(), 'lienthong-drill-'))
  const redis = engine === 'redis' ? await RedisServer.start() : undefined
  // Empty, not absent: a Redis of whoever runs the drill is none of its business.
  const gateway = new OwnGateway(data, { REDIS_URL: redis?.url ?? '' }, program)
  const close = async () => {
    await gateway.stop()
    killAll(processesOf(data))
    await redis?.stop()
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  try {
    await gateway.start()
  } catch (error) {
    await close()
    throw error
  }
  return { engine, data, gateway, ...(redis && { redis }), close }
}
