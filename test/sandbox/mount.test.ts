import t, { type Test } from 'tap'
import type { MakePlatform } from '../../src/sandbox/platform.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { folder } from './support.ts'

/** The smallest platform: counts what it is told. */
const counter: MakePlatform = ({ gateway }) => {
  let heard = 0
  return {
    name: 'counter',
    async routes(app) {
      app.post('/count', async () => ({ heard: ++heard, gateway: gateway() ?? null }))
    },
    async pages(app) {
      app.get('/', async () => 'page')
    },
    state: () => ({ heard }),
    reset: () => {
      heard = 0
    },
  }
}

async function start(test: Test) {
  const sandbox = await startSandbox({ data: await folder(test), port: 0 }, [counter])
  test.teardown(() => sandbox.close())
  const count = () => fetch(`${sandbox.url}/counter/count`, { method: 'POST' })
  const control = (method: string, path: string, body?: unknown) =>
    fetch(`${sandbox.url}/_sandbox/counter${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  const heard = async () => ((await (await control('GET', '')).json()) as { heard: number }).heard
  return { sandbox, count, control, heard }
}

t.test('a platform answers below its name, knows the gateway, shows and forgets its state', async t => {
  const { sandbox, count, control, heard } = await start(t)
  t.same(await (await count()).json(), { heard: 1, gateway: null })
  sandbox.tell('http://127.0.0.1:1/platforms')
  t.same(await (await count()).json(), { heard: 2, gateway: 'http://127.0.0.1:1/platforms' })
  t.equal(await heard(), 2)
  await control('DELETE', '')
  t.equal(await heard(), 0)
})

t.test('each fault does what it says: before acting, after acting, or to the answer', async t => {
  const { sandbox, count, control, heard } = await start(t)
  const words = ['error5xx', 'expiredSession', 'dropBefore', 'garbageIdles', 'dropAfter', 'garbageActs']
  await control('PUT', '/script', [...words, 'doubleEncoded'])
  t.equal((await count()).status, 503)
  t.equal((await count()).status, 401)
  await t.rejects(count())
  t.match(await (await count()).text(), /<html>/)
  t.equal(await heard(), 0, 'none of these acted')
  await t.rejects(count())
  t.equal(await heard(), 1, 'the caller does not know, but it acted')
  await t.rejects((await count()).json(), 'half an answer')
  t.equal(await heard(), 2)
  t.type(await (await count()).json(), 'string')
  t.equal(await (await fetch(`${sandbox.url}/counter/`)).text(), 'page', 'pages are left alone')
  t.equal((await control('PUT', '/faults', { nonsense: 1 })).status, 400)
})
