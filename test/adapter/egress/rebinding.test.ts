import t from 'tap'
import { anEgress, get, startPlace } from './support.ts'

// Loopback has more than one address, so one can be allowed and another not.
const allowed = '127.0.0.1'
const internal = '127.0.0.2'
const family = 4

t.test('a name that leads elsewhere a moment later gains nothing', async t => {
  const place = await startPlace(t)
  const inside = await startPlace(t, { host: internal, port: place.port })
  const answers = [allowed, internal, allowed]
  const asked: string[] = []
  const egress = anEgress(t, [`http://nen-tang.invalid:${place.port}`], {
    concurrency: 1,
    async resolve(hostname) {
      asked.push(hostname)
      return [{ address: answers[asked.length - 1] ?? internal, family }]
    },
  })
  place.play = response => response.setHeader('connection', 'close').end('{}')
  const url = `http://nen-tang.invalid:${place.port}/`
  t.match(await get(egress, url), { event: 'answer', status: 200 })
  t.match(await get(egress, url), { event: 'unsent', cause: 'ADDRESS_REFUSED' })
  t.match(await get(egress, url), { event: 'answer', status: 200 })
  t.equal(asked.length, 3, 'a connection goes to the answer that was checked, not to a second one')
  t.equal(inside.connections(), 0)
})

t.test('of several addresses only those allowed are tried', async t => {
  const place = await startPlace(t)
  const inside = await startPlace(t, { host: internal, port: place.port })
  const egress = anEgress(t, [`http://nen-tang.invalid:${place.port}`], {
    resolve: async () => [
      { address: internal, family },
      { address: allowed, family },
    ],
  })
  t.match(await get(egress, `http://nen-tang.invalid:${place.port}/`), { event: 'answer' })
  t.equal(inside.connections(), 0)
  t.equal(place.connections(), 1)
})

t.test('a name that is not there is unreachable', async t => {
  const egress = anEgress(t, ['http://khong-co.invalid'], {
    resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  })
  t.match(await get(egress, 'http://khong-co.invalid/'), { event: 'unsent', cause: 'ENOTFOUND' })
})

t.test('a redirect, wherever to, is an answer', async t => {
  const place = await startPlace(t)
  const inside = await startPlace(t, { host: internal })
  const egress = anEgress(t, [place.origin])
  for (const location of [
    inside.origin,
    'http://169.254.169.254/latest/meta-data',
    '//127.0.0.2/',
    '/elsewhere',
  ]) {
    for (const status of [301, 302, 303, 307, 308]) {
      place.play = response => response.writeHead(status, { location }).end()
      t.match(await get(egress, place.url), { event: 'answer', status })
    }
  }
  t.equal(inside.connections(), 0)
  t.ok(place.requests.every(({ url }) => url === '/nhan'))
})

t.test('a host that the manifest does not name is refused before anything is opened', async t => {
  const place = await startPlace(t)
  const egress = anEgress(t, ['https://api.invalid'])
  t.throws(() => egress.admit(place.url), { code: 'adapter-invalid' })
  t.throws(() => egress.admit(new URL('https://user:pass@api.invalid/')), { code: 'adapter-invalid' })
  t.throws(() => egress.send({ method: 'GET', url: place.url, headers: {} }), { code: 'adapter-invalid' })
  t.equal(place.connections(), 0)
})
