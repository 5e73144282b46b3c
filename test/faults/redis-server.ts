import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

export function hasRedisServer(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
}

/** A Redis of our own that keeps nothing on disk: killed, it has forgotten everything. */
export class RedisServer {
  readonly port: number
  readonly #folder: string
  #child: ChildProcess

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port
    this.#folder = folder
    this.#child = child
  }

  static async start(): Promise<RedisServer> {
    const port = await freePort()
    const folder = mkdtempSync(join(tmpdir(), 'lienthong-redis-'))
    const server = new RedisServer(port, folder, launch(port, folder))
    await server.#answering()
    return server
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async restart(): Promise<void> {
    await this.kill()
    this.#child = launch(this.port, this.#folder)
    await this.#answering()
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  async flush(): Promise<void> {
    await this.#ask(redis => redis.flushall())
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #answering(): Promise<void> {
    for (let left = 200; ; left--) {
      try {
        await this.#ask(redis => redis.ping())
        return
      } catch (error) {
        if (left === 0) throw error
        await sleep(25)
      }
    }
  }

  async #ask(question: (redis: Redis) => Promise<unknown>): Promise<void> {
    const redis = new Redis(this.url, {
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    })
    redis.on('error', () => undefined)
    try {
      await redis.connect()
      await question(redis)
    } finally {
      redis.disconnect()
    }
  }
}

function launch(port: number, folder: string): ChildProcess {
  const options = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no' }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return spawn('redis-server', args, { stdio: 'ignore' })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
