import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import type { Test } from 'tap'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './folder.ts'
import { freePort } from './free-port.ts'

/** Why no Redis can be had here, in one line that says what to do; undefined when there is one. */
export const redisMissing: string | undefined =
  spawnSync('redis-server', ['--version']).status === 0
    ? undefined
    : 'no redis-server: install the Debian package redis-server'

export interface TestRedis {
  readonly url: string
  /** Sends one command, as redis-cli would. */
  command(name: string, ...args: string[]): Promise<unknown>
  /** The server answers nothing more, until it is stopped. */
  freeze(): void
  /** Ends the server at once; what it held is gone. */
  stop(): Promise<void>
  /** Starts it again on the same port, empty. */
  start(): Promise<void>
}

/** A Redis of one test file: loopback only, nothing on disk. */
export async function startRedis(t: Pick<Test, 'teardown'>): Promise<TestRedis> {
  const folder = await temporaryFolder(t)
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let server: ChildProcess | undefined
  // A command to a server that is just starting may never be answered: asked again, it is.
  const client = () =>
    new Redis(url, {
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      lazyConnect: true,
      commandTimeout: 2_000,
    })
  const command = async (name: string, ...args: string[]) => {
    const connection = client()
    connection.on('error', () => undefined)
    try {
      return await connection.call(name, ...args)
    } finally {
      connection.disconnect()
    }
  }
  const redis: TestRedis = {
    url,
    command,
    async start() {
      const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
      server = spawn('redis-server', [...options, '--appendonly', 'no'], { stdio: 'ignore' })
      await eventually(async () => (await command('PING')) === 'PONG', 10_000)
    },
    freeze: () => void server?.kill('SIGSTOP'),
    async stop() {
      if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
      const gone = once(server, 'exit')
      server.kill('SIGKILL')
      await gone
    },
  }
  t.teardown(() => redis.stop())
  await redis.start()
  return redis
}
