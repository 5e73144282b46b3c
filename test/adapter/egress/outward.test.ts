import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readdir, readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { aDossier, create, openPortal } from '../portal.ts'

const source = fileURLToPath(new URL('../../../src/', import.meta.url))

/** Modules of which a program can open a connection, or send a packet, to somewhere else. */
const outward =
  /^(?:(?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises)|undici|ioredis|pg|ws|axios|got|node-fetch|soap)$/

/** Who may, and where to. Everything else goes through src/adapter/egress or not at all. */
const known: Readonly<Record<string, string>> = {
  'adapter/egress/address.ts': 'reads addresses, opens nothing',
  'adapter/egress/guard.ts': 'reads addresses, opens nothing',
  'adapter/egress/tls.ts': 'reads certificates, opens nothing',
  'adapter/egress/connector.ts': 'platforms',
  'adapter/egress/wire.ts': 'platforms',
  'adapter/transport/wsdl/client.ts': 'platforms, through the egress',
  'adapter/transport/wsdl/load.ts': 'reads documents, is given no network',
  'api/caller/caller.ts': 'looks at the socket of a call, opens nothing',
  'api/caller/forwarded.ts': 'reads addresses, opens nothing',
  'api/problems.ts': 'names of HTTP statuses, opens nothing',
  'cli/demo/http.ts': 'the command line calls the gateway',
  'cli/demo/own-gateway.ts': 'the command line calls the gateway',
  'ledger/database.ts': 'the ledger',
  'ledger/instance.ts': 'the ledger',
  'ledger/listener.ts': 'the ledger',
  'ledger/embedded/embedded.ts': 'the embedded ledger on this machine',
  'ledger/embedded/server.ts': 'looks for a free port on this machine',
  'queue/postgres-engine.ts': 'the queue',
  'queue/postgres-jobs.ts': 'the queue',
  'queue/redis-engine.ts': 'the queue',
  'registry/shared-tokens.ts': 'the queue’s Redis',
  'sample.ts': 'the command line calls the gateway',
  'tls-listener.ts': 'listens',
}

t.test('no other file of the program can open a connection', async t => {
  // The sandbox is a program of its own, whose platforms call the gateway back.
  const files = (await readdir(source, { recursive: true })).filter(
    name => /\.(ts|mjs)$/.test(name) && !name.startsWith('sandbox/'),
  )
  t.ok(files.length > 100)
  const users: string[] = []
  for (const file of files) {
    const text = await readFile(join(source, file), 'utf8')
    const code = text.replaceAll(/^import type .*$/gm, '')
    const names = [...code.matchAll(/(?:from|import|import\(|require\() ?'([^']+)'/g)].map(
      ([, name = '']) => name,
    )
    if (
      names.some(name => outward.test(name)) ||
      /(?<![.#\w]|async )fetch\(|new (?:WebSocket|EventSource)\b/.test(code)
    ) {
      users.push(file)
    }
  }
  t.strictSame(users.sort(), Object.keys(known).sort())
})

t.test('an adapter at work opens the connections of the egress to its platform, and no other', async t => {
  const opened: Socket[] = []
  const byEgress = new Set<Socket>()
  const onSocket = (message: unknown) => opened.push((message as { socket: Socket }).socket)
  const onConnected = (message: unknown) => byEgress.add((message as { socket: Socket }).socket)
  subscribe('net.client.socket', onSocket)
  subscribe('undici:client:connected', onConnected)
  t.teardown(() => {
    unsubscribe('net.client.socket', onSocket)
    unsubscribe('undici:client:connected', onConnected)
  })
  const { adapter, platform } = await openPortal(t)
  t.equal(opened.length, 0, 'nothing before the first call')
  await Promise.all([1, 2, 3].map(() => adapter.deliver('dossier.deliver', aDossier(), create)))
  await adapter.probe('dossier.deliver', aDossier(), create)
  t.ok(opened.length > 0)
  const port = Number(new URL(platform.url).port)
  for (const socket of opened) {
    t.ok(byEgress.has(socket))
    t.match(socket, { remoteAddress: '127.0.0.1', remotePort: port })
  }

  const foreign = connect(port, '127.0.0.1')
  await wait(20)
  t.equal(opened.at(-1), foreign)
  t.notOk(byEgress.has(foreign), 'one that goes past it would be noticed')
  foreign.destroy()
})
