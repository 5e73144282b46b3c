import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { answer } from './platform.ts'
import { aDossier, create, openPortal } from './portal.ts'

t.test('a refused connection is retried: nothing has left', async t => {
  const { adapter, platform } = await openPortal(t)
  await platform.close()
  const { outcome, httpStatus } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, {
    kind: 'retry',
    rule: 'login-unreachable',
    owner: 'upstream',
    code: 'platform-unreachable',
  })
  t.equal(httpStatus, undefined)
})

t.test('a refused connection with a session at hand is retried, too', async t => {
  const { adapter, platform } = await openPortal(t)
  await adapter.deliver('dossier.deliver', aDossier(), create)
  await platform.close()
  // Until the kept connection is seen to be closed, a call may go onto it and is rightly unknown.
  await wait(50)
  const { outcome } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'retry', rule: 'unsent', owner: 'upstream' })
})

t.test('an answer that does not come in time is unknown', async t => {
  const { adapter, platform } = await openPortal(t, { timeoutMs: 1_000 })
  platform.onCall = () => {}
  const { outcome, durationMs, requestBytes } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'unknown', rule: 'timeout', owner: 'upstream', code: 'platform-timeout' })
  t.ok(durationMs >= 990 && durationMs < 10_000, `${durationMs} ms`)
  t.ok(requestBytes > 0)
})

t.test('a slow drip of bytes does not extend the time limit', async t => {
  const { adapter, platform } = await openPortal(t, { timeoutMs: 1_000 })
  platform.onCall = async response => {
    response.writeHead(200)
    while (!response.destroyed) {
      response.write(' ')
      await wait(20)
    }
  }
  const { outcome, durationMs, httpStatus } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'unknown', rule: 'timeout' })
  t.equal(httpStatus, 200)
  t.ok(durationMs < 10_000, `${durationMs} ms`)
})

t.test('a connection dropped after the call was sent is unknown', async t => {
  const { adapter, platform } = await openPortal(t)
  platform.onCall = response => response.destroy()
  const { outcome } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'unknown', rule: 'connection-lost', owner: 'upstream' })
})

t.test('a connection dropped in the middle of the answer is unknown', async t => {
  const { adapter, platform } = await openPortal(t)
  platform.onCall = response => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"error_code":0', () => response.destroy())
  }
  const { outcome } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'unknown', rule: 'connection-lost' })
})

t.test('what is not HTTP is unknown', async t => {
  const { adapter, platform } = await openPortal(t)
  platform.onCall = response => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n')
  const { outcome } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'unknown', rule: 'connection-lost' })
})

t.test('garbage in a 200 is unknown', async t => {
  const { adapter, platform } = await openPortal(t)
  for (const body of ['<html>bảo trì</html>', '', 'OK', '{"error_code":0', '[]', 'null', '"0"']) {
    platform.onCall = response => answer(response, body)
    const { outcome } = await adapter.deliver('dossier.deliver', aDossier(), create)
    t.match(outcome, { kind: 'unknown', owner: 'upstream' }, JSON.stringify(body))
  }
})

t.test('an answer without end is cut off at the limit and unknown', async t => {
  const { adapter, platform } = await openPortal(t, { timeoutMs: 20_000 })
  const piece = Buffer.alloc(65_536, ' ')
  platform.onCall = response => {
    response.writeHead(200)
    const more = () => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', more)
    more()
  }
  const { outcome, responseBytes } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'unknown', rule: 'too-large', code: 'platform-answer-too-large' })
  t.ok(responseBytes > 8_388_608 && responseBytes < 9_200_000, `${responseBytes} bytes`)
})

t.test('a redirect is not followed', async t => {
  const { adapter, platform } = await openPortal(t)
  platform.onCall = response => answer(response, '', 307, { location: `${platform.url}/elsewhere` })
  const { outcome, httpStatus } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'unknown', rule: 'moved', owner: 'operator' })
  t.equal(httpStatus, 307)
  t.equal(platform.calls.length, 1)
})

t.test('a caller that stops waiting leaves an unknown call, or one that never left', async t => {
  const { adapter, platform } = await openPortal(t)
  const stop = new AbortController()
  platform.onCall = () => stop.abort()
  const sent = await adapter.deliver('dossier.deliver', aDossier(), { ...create, signal: stop.signal })
  t.match(sent.outcome, { kind: 'unknown', rule: 'connection-lost' })
  const unsent = await adapter.deliver('dossier.deliver', aDossier(), { ...create, signal: stop.signal })
  t.match(unsent.outcome, { kind: 'retry', rule: 'unsent' })
  t.equal(platform.calls.length, 1)
})

t.test('a call that waits too long for a free connection is retried: it never left', async t => {
  const { adapter, platform } = await openPortal(t, { timeoutMs: 1_000, concurrency: 1 })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  // Whose time is over first is chance: the second must find no connection either way.
  platform.onCall = () => platform.refuse()
  const [first, second] = await Promise.all([
    adapter.deliver('dossier.deliver', aDossier(), create),
    adapter.deliver('dossier.deliver', aDossier(), create),
  ])
  t.match(first.outcome, { kind: 'unknown', rule: 'timeout' })
  t.match(second.outcome, { kind: 'retry', rule: 'unsent' })
  await wait(100)
  t.equal(platform.calls.length, 2)
})

t.test('after closing, calls come back as retry', async t => {
  const { adapter } = await openPortal(t)
  await adapter.deliver('dossier.deliver', aDossier(), create)
  await adapter.close()
  const { outcome } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'retry', rule: 'unsent' })
})

t.test('connections are kept alive and as many as the setting says', async t => {
  const { adapter, platform } = await openPortal(t, { concurrency: 2 })
  const ports = new Set<number | undefined>()
  platform.onCall = response => {
    ports.add(response.socket?.remotePort)
    setTimeout(() => answer(response, { error_code: 0 }), 5)
  }
  await Promise.all(Array.from({ length: 20 }, () => adapter.deliver('dossier.deliver', aDossier(), create)))
  t.equal(platform.calls.length, 20)
  t.ok(ports.size <= 2, `${ports.size} connections`)
})

t.test('a server that takes the connection and says nothing is unreachable for the login', async t => {
  const mute = createServer()
  await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve))
  t.teardown(() => mute.close())
  const address = mute.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { adapter } = await openPortal(t, { baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 200 })
  const { outcome } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'retry', rule: 'login-unreachable', owner: 'upstream' })
})
