import t, { type Test } from 'tap'
import { startSandbox } from '../../src/sandbox/server.ts'
import { makeSms } from '../../src/sandbox/sms/platform.ts'
import { Agency } from '../support/agency.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'

// Zalo's refresh token is good for one use: the answer that brings the next may be lost, and then a person must log in.
const ledger = await startLedger(t)

async function start(t: Test, refreshToken: string) {
  const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [makeSms])
  t.teardown(() => sandbox.close())
  const gateway = await startGateway(t, {
    databaseUrl: await ledger.freshUrl(),
    portalUrl: sandbox.url,
    adapters: {
      'zalo-zns': {
        baseUrl: `${sandbox.url}/sms/zalo`,
        oauthUrl: `${sandbox.url}/sms/zalo`,
        appId: 'sandbox',
        appSecret: 'sandbox',
        refreshToken,
        retryFirstMs: 20,
      },
      'viettel-sms': {
        baseUrl: `${sandbox.url}/sms/viettel/bulkapi`,
        user: 'sandbox',
        password: 'sandbox',
        cpCode: 'SANDBOX',
        brandname: 'MOTCUAMAU',
        retryFirstMs: 20,
      },
    },
  })
  const agency = new Agency(gateway)
  await gateway.admins.create('truc', 'mat-khau-thu')
  const { token } = await gateway.admins.login('truc', 'mat-khau-thu')
  const admin = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${gateway.url}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  }
  let count = 0
  const send = async () => {
    count += 1
    const { body, status } = await agency.call(
      'POST',
      '/v1/notifications',
      {
        template: 'dossier-received',
        agency: 'H99.05',
        recipient: { phone: '0900000001' },
        parameters: {
          code: 'H99.05-1',
          agency: 'Sở Mẫu',
          status: 'Đã nhận',
          due: '30/11/2026',
          applicant: 'Mẫu',
        },
      },
      { 'idempotency-key': `k${count}` },
    )
    t.equal(status, 202)
    const { id } = body as unknown as { id: string }
    return eventually(async () => {
      const view = (await agency.call('GET', `/v1/notifications/${id}`)).body as unknown as { state: string }
      return (view.state === 'sent' || view.state === 'refused') && view
    }, 15_000)
  }
  const faults = (path: string, body: unknown) =>
    fetch(`${sandbox.url}/_sandbox/sms/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { sandbox, gateway, admin, send, faults }
}

const used = 'sandbox-refresh.00000000-0000-4000-8000-000000000001'

t.test(
  'the answer that brings the next token is lost: SMS takes over, and an admin enters a new one',
  async t => {
    const { admin, send, faults } = await start(t, used)
    t.same((await admin('GET', '/grants')).body, { grants: [] })
    await faults('script', ['dropAfter'])
    t.match(await send(), { state: 'sent', channel: 'viettel-sms', tried: ['zalo-zns'] })
    const lost = await admin('GET', '/grants')
    t.match(lost.body, { grants: [{ adapter: 'zalo-zns', state: 'lost', fix: { en: /adapter grant/ } }] })
    t.notMatch(JSON.stringify(lost.body), /sandbox-refresh/)
    t.match(await send(), { channel: 'viettel-sms' }, 'and the next message at once')

    t.match(await admin('PUT', '/grants/viettel-sms', { refreshToken: 'x' }), {
      status: 409,
      body: { code: 'adapter-has-no-grant' },
    })
    t.match(await admin('PUT', '/grants/no-such', { refreshToken: 'x' }), { status: 404 })
    t.match(await admin('PUT', '/grants/zalo-zns', { refreshToken: '' }), { status: 422 })
    t.equal((await admin('PUT', '/grants/zalo-zns', { refreshToken: 'sandbox-refresh' })).status, 204)
    await eventually(
      async () => (await send()) && (await admin('GET', '/grants')).body.grants[0]?.renewedAt,
      15_000,
    )
    t.match(await send(), { state: 'sent', channel: 'zalo-zns', tried: [] })
    t.match((await admin('GET', '/grants')).body, { grants: [{ adapter: 'zalo-zns', state: 'good' }] })
  },
)

t.test('a request that was lost before the platform saw it is tried again with the same token', async t => {
  const { admin, send, faults } = await start(t, used)
  await faults('script', ['dropBefore'])
  t.match(await send(), { state: 'sent', channel: 'zalo-zns' })
  t.match((await admin('GET', '/grants')).body, { grants: [{ state: 'good' }] })
})

t.test('what the gateway does by itself is listed, and done at once when an admin says so', async t => {
  const { admin } = await start(t, 'sandbox-refresh')
  const found = await eventually(async () => {
    const { body } = await admin('GET', '/routines')
    const routines = body.routines as { name: string; dueAt: string; finishedAt?: string }[]
    return routines.find(({ name }) => name === 'ratings-missing')
  })
  t.ok(Date.parse(found.dueAt) > Date.now())
  t.notOk(found.finishedAt)
  t.match(await admin('POST', '/routines/ratings-missing/run'), {
    status: 202,
    body: { routine: 'ratings-missing' },
  })
  await eventually(async () => {
    const { body } = await admin('GET', '/routines')
    return body.routines.find(({ name }: { name: string }) => name === 'ratings-missing')?.finishedAt
  })
  t.match(await admin('POST', '/routines/no-such/run'), { status: 404, body: { code: 'routine-unknown' } })
})
