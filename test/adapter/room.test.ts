import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const room = fileURLToPath(new URL('../../src/adapter/', import.meta.url))
const files = (await readdir(room, { recursive: true })).filter(name => name.endsWith('.ts'))
const imports = await Promise.all(
  files.map(async file => {
    const source = await readFile(join(room, file), 'utf8')
    return { file, names: [...source.matchAll(/(?:from|import\() ?'([^']+)'/g)].map(([, name = '']) => name) }
  }),
)

t.test('only the egress can open a socket', async t => {
  const sockets = /^(undici|ws|axios|(node:)?(http|https|http2|net|tls|dgram|dns|child_process))(\/|$)/
  const users = imports.filter(({ names }) => names.some(name => sockets.test(name))).map(({ file }) => file)
  t.strictSame(users.sort(), [
    'egress/address.ts',
    'egress/call.ts',
    'egress/connector.ts',
    'egress/guard.ts',
    'egress/tls.ts',
    'egress/wire.ts',
  ])
  for (const { file } of imports) {
    const source = await readFile(join(room, file), 'utf8')
    t.notMatch(source, /\bfetch\(|new (WebSocket|EventSource)\b/, file)
  }
})

t.test('node-soap, which brings a client of its own, is met only where ours stands in its place', async t => {
  const users = imports.filter(({ names }) => names.includes('soap')).map(({ file }) => file)
  t.ok(users.length > 0 && users.every(file => file.startsWith('transport/wsdl/')), users.join(', '))
})

t.test('the room stands on errors and contract only: no database, no queue, no ledger', async t => {
  for (const { file, names } of imports) {
    for (const name of names.filter(name => name.startsWith('.'))) {
      const target = relative(join(room, '..'), join(room, file, '..', name))
      t.match(
        target,
        /^((adapter|errors|contract)\/|settings\/nearest\.ts$|thread\.ts$)/,
        `${file} imports ${target}`,
      )
    }
  }
})
