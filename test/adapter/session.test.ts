import t from 'tap'
import { answer } from './platform.ts'
import { aDossier, aStep, create, openPortal, update } from './portal.ts'

t.test('twenty calls at once share one login', async t => {
  const { adapter, platform } = await openPortal(t)
  platform.onLogin = response => {
    setTimeout(() => answer(response, { error_code: 0, session: 's-1' }), 30)
  }
  const records = await Promise.all(
    Array.from({ length: 20 }, () => adapter.deliver('dossier.deliver', aDossier(), create)),
  )
  t.ok(records.every(({ outcome }) => outcome.kind === 'delivered'))
  t.equal(platform.logins.length, 1)
  t.ok(platform.calls.every(({ body }) => body.session === 's-1'))
})

t.test('a session is renewed at its age, counted by the clock passed in', async t => {
  let now = Date.parse('2026-01-05T08:00:00+07:00')
  const { adapter, platform } = await openPortal(t, { sessionSeconds: 60 }, { clock: () => new Date(now) })
  const { startedAt } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(startedAt.getTime(), now)
  now += 59_000
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(platform.logins.length, 1)
  now += 1_000
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(platform.logins.length, 2)
})

t.test('a session never lives longer than ten minutes', async t => {
  await t.rejects(openPortal(t, { sessionSeconds: 601 }), { code: 'adapter-settings-invalid' })
})

t.test('an expired session is renewed once and the call goes out again', async t => {
  const { adapter, platform, logged } = await openPortal(t)
  platform.onCall = (response, { body }) =>
    answer(
      response,
      body.session === 'phien-bi-mat-1'
        ? { error_code: '-1', message: 'Phiên làm việc đã hết hạn' }
        : { error_code: 0 },
    )
  const record = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(record, { outcome: { kind: 'delivered' }, reauthenticated: true })
  t.equal(platform.logins.length, 2)
  t.equal(platform.calls.length, 2)
  t.notOk(logged.some(({ level }) => level === 'error'))
})

t.test('many calls with the same expired session renew it once between them', async t => {
  const { adapter, platform } = await openPortal(t, { concurrency: 16 })
  platform.onCall = (response, { body }) =>
    answer(
      response,
      body.session === 'phien-bi-mat-1' ? { error_code: 1, message: 'Invalid session' } : { error_code: 0 },
    )
  const records = await Promise.all(
    Array.from({ length: 16 }, () => adapter.deliver('dossier.deliver', aDossier(), create)),
  )
  t.ok(records.every(({ outcome, reauthenticated }) => outcome.kind === 'delivered' && reauthenticated))
  t.equal(platform.logins.length, 2)
})

t.test('a session rejected late does not throw away the newer one', async t => {
  const { adapter, platform } = await openPortal(t)
  const slow: (() => void)[] = []
  platform.onCall = (response, { body }, turn) => {
    const rejects = () => answer(response, { error_code: 1, message: 'Invalid session' })
    if (turn === 0) slow.push(rejects)
    else if (body.session === 'phien-bi-mat-1') rejects()
    else answer(response, { error_code: 0 })
  }
  const first = adapter.deliver('dossier.deliver', aDossier(), create)
  while (platform.calls.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(platform.logins.length, 2)
  for (const release of slow) release()
  t.equal((await first).outcome.kind, 'delivered')
  t.equal(platform.logins.length, 2, 'the late rejection was of the old session')
})

t.test('a fresh session that is rejected again ends as retry, loudly, not in a loop', async t => {
  const { adapter, platform, logged } = await openPortal(t)
  platform.onCall = response => answer(response, { error_code: 1, message: 'Invalid session' })
  const record = await adapter.deliver('step.deliver', aStep(), update)
  t.match(record.outcome, {
    kind: 'retry',
    rule: 'session-rejected',
    owner: 'upstream',
    code: 'platform-session-rejected',
  })
  t.ok(record.reauthenticated)
  t.equal(platform.calls.length, 2)
  t.equal(platform.logins.length, 2)
  t.ok(logged.some(({ level }) => level === 'error'))
})

t.test("refused credentials are the operator's, and the account is not hammered", async t => {
  let now = Date.parse('2026-01-05T08:00:00+07:00')
  const { adapter, platform, logged } = await openPortal(t, {}, { clock: () => new Date(now) })
  platform.onLogin = response =>
    answer(response, { error_code: '-1', message: 'Sai mật khẩu mat-khau-bi-mat' })
  const attempt = () => adapter.deliver('dossier.deliver', aDossier(), create)
  t.match((await attempt()).outcome, {
    kind: 'retry',
    rule: 'login-refused',
    owner: 'operator',
    code: 'platform-login-refused',
  })
  now += 10_000
  t.match((await attempt()).outcome, { rule: 'login-refused', retryAfterSeconds: 20 })
  t.equal(platform.logins.length, 1)
  t.ok(logged.some(({ level }) => level === 'error'))
  now += 20_000
  platform.onLogin = response => answer(response, { error_code: 0, session: 's' })
  t.equal((await attempt()).outcome.kind, 'delivered', 'goes on by itself once the account works')
})

t.test('a login that fails otherwise is retried, and tried again at once by the next call', async t => {
  const { adapter, platform } = await openPortal(t)
  platform.onLogin = (response, _, turn) =>
    turn === 0 ? answer(response, 'oops', 502) : answer(response, { error_code: '0', session: 's' })
  const { outcome, requestBytes } = await adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(outcome, { kind: 'retry', rule: 'login-unreachable', owner: 'upstream' })
  t.equal(requestBytes, 0)
  t.equal((await adapter.deliver('dossier.deliver', aDossier(), create)).outcome.kind, 'delivered')
})

t.test('a session from the store passed in is used, and no secret is in its key', async t => {
  const keys: string[] = []
  const tokens = {
    async get(key: string) {
      keys.push(key)
      return { value: 'tu-kho', expiresAt: new Date(Date.now() + 60_000) }
    },
    async put() {},
    async drop() {},
  }
  const { adapter, platform } = await openPortal(t, {}, { tokens })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(platform.logins.length, 0)
  t.equal(platform.calls[0]?.body.session, 'tu-kho')
  t.match(keys, [/^national-portal:[\w-]{22}$/])
})
