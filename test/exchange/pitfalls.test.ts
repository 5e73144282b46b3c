import t from 'tap'
import { aDossier, aRegistered, aStep, Caller, isProblem, newCode, startApi } from '../api/support.ts'
import { eventually } from '../support/eventually.ts'
import { Portal } from './portal.ts'

// Pitfalls of §7 of the portal's reference that live above the adapter, each against the whole gateway.
const api = await startApi(t)
const agency = await api.caller('H99')
const portal = new Portal(api.sandboxUrl)

const deliveries = async (code: string) =>
  (await agency.get(`/v1/dossiers/${code}`)).body.deliveries as {
    id: string
    operation: string
    state: string
    attempts: number
    outcome?: { owner?: string }
  }[]
const arrived = (code: string) =>
  eventually(async () => {
    const all = await deliveries(code)
    return all.length > 0 && all.every(delivery => delivery.state === 'delivered') ? all : undefined
  }, 20_000)

/** Passes our schema, and the portal refuses it: it wants a code for every fee. */
const refusable = aDossier({ fees: [{ name: 'Lệ phí', kind: 'fee', amount: 1000 }] })

async function operator(): Promise<Caller> {
  const { body } = await new Caller(api.url).call('POST', '/admin/v1/session', { body: api.admin })
  return new Caller(api.url, String(body.token))
}

t.beforeEach(() => portal.calm())

t.test('pitfall 2: isUpdating comes from the ledger: False once, True ever after', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  await agency.put(code, aDossier({ note: 'lần hai' }))
  await agency.put(code, aDossier({ note: 'lần ba' }))
  await arrived(code)
  const { versions } = await portal.dossier(code)
  t.same(
    versions.map(version => version.isUpdating),
    ['False', 'True', 'True'],
  )
})

t.test('pitfall 2: a dossier that the portal has from elsewhere is flipped to an update, once', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  await arrived(code)
  // The gateway forgets what it knew, as after another system had synchronised the dossier.
  await api.database.query({ text: `UPDATE lanes SET standing = 'absent' WHERE key = $1`, values: [code] })
  await agency.put(code, aDossier({ note: 'từ hệ thống khác' }))
  const all = await arrived(code)
  t.equal(all.at(-1)?.attempts, 2, 'the create, answered with "đã tồn tại", and the update')
  const { versions } = await portal.dossier(code)
  t.same(
    versions.map(version => version.isUpdating),
    ['False', 'True'],
  )
})

t.test('pitfall 3: no step is sent before its dossier is acknowledged', async t => {
  const code = newCode()
  await portal.script('error5xx', 'error5xx', 'garbageIdles')
  await agency.put(code, aDossier())
  await agency.step(code, aStep({ status: 'accepted' }))
  await arrived(code)
  const { versions, progress } = await portal.dossier(code)
  t.equal(progress.length, 1)
  t.ok((versions[0]?.arrival ?? Infinity) < (progress[0]?.arrival ?? 0), 'the dossier came first')
})

t.test(
  'pitfall 4: a refused delivery holds its own lane only, says why, and waits for an operator',
  async t => {
    const [stuck, free] = [newCode(), newCode()]
    await agency.put(stuck, refusable)
    await agency.step(stuck, aStep({ status: 'accepted', content: 'Bước một' }))
    const head = await eventually(async () => (await deliveries(stuck)).find(d => d.state === 'refused'))
    t.ok(head.outcome?.owner, 'it says whose fault it is')
    t.equal((await deliveries(stuck)).at(-1)?.state, 'held')
    await agency.put(free, aDossier())
    await arrived(free)
    const admin = await operator()
    t.equal((await admin.call('POST', `/admin/v1/deliveries/${head.id}/replay`)).status, 202)
    const again = await eventually(async () =>
      (await deliveries(stuck)).find(d => d.state === 'refused' && d.attempts > head.attempts),
    )
    t.equal(again.id, head.id, 'the replay is the same delivery, tried again')
    t.equal((await admin.call('POST', `/admin/v1/deliveries/${head.id}/cancel`)).status, 202)
    await eventually(async () => ((await deliveries(stuck)).at(-1)?.attempts ?? 0) > 0)
    t.pass('given up, it lets the next go on')
    // It would go on telling the portal of a dossier that it has not, among the calls that later tests count.
    await eventually(async () => {
      const put = await api.database.query({
        text: `UPDATE deliveries SET due_at = now() + interval '1 hour'
               WHERE lane_key = $1 AND state = 'retrying' RETURNING id`,
        values: [stuck],
      })
      return put.length > 0 || undefined
    })
  },
)

t.test('pitfall 5: a call whose worker died is asked about and does not stay stuck', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  await arrived(code)
  // As a worker that died leaves it: sent, leased by an instance whose session is gone.
  await portal.script('delay')
  await agency.step(code, aStep({ status: 'accepted' }))
  const [, step] = await arrived(code)
  await api.database.query({
    text: `UPDATE deliveries SET state = 'sending', version = version + 1, leased_by = 2000000000, finished_at = NULL,
           lease_until = now() + interval '1 hour' WHERE id = $1`,
    values: [step?.id],
  })
  await api.database.query({ text: 'UPDATE lanes SET head = $2 WHERE key = $1', values: [code, step?.id] })
  const all = await eventually(async () => {
    const seen = await deliveries(code)
    return seen.at(-1)?.state === 'delivered' ? seen : undefined
  }, 20_000)
  t.equal(all.at(-1)?.attempts, 2, 'the send of the dead worker, and the probe')
  t.equal((await portal.dossier(code)).progress.length, 1, 'the portal has the step once')
})

t.test('pitfall 6: after a lost answer the portal is asked before a create is sent again', async t => {
  let code = newCode()
  let { calls, refused } = await portal.state()
  // The fault may strike a call that is still out from before: then another dossier takes its chance.
  for (let round = 1; round <= 3; round++) {
    await portal.script('dropAfter')
    await agency.put(code, aDossier())
    const [delivery] = await arrived(code)
    if (delivery?.attempts !== 1) break
    code = newCode()
    ;({ calls, refused } = await portal.state())
  }
  const { versions } = await portal.dossier(code)
  t.equal(versions[0]?.isUpdating, 'False')
  t.notOk(
    versions.slice(1).some(version => version.isUpdating === 'False'),
    'never a second create',
  )
  t.equal((await portal.state()).calls.TraCuuHoSo, (calls.TraCuuHoSo ?? 0) + 1)
  t.equal((await portal.state()).refused['-3'], refused['-3'], 'and no "đã tồn tại" was provoked')
})

t.test('pitfall 7: one dossier in a call', async t => {
  const codes = Array.from({ length: 6 }, () => newCode())
  const before = (await portal.state()).calls.DongBoHoSoMC ?? 0
  await Promise.all(codes.map(code => agency.put(code, aDossier())))
  await Promise.all(codes.map(arrived))
  t.equal((await portal.state()).calls.DongBoHoSoMC, before + 6)
})

t.test('pitfall 15: a procedure that is not mapped is refused, clearly, and nothing is kept', async t => {
  const code = newCode()
  const answer = await agency.put(code, aDossier({ procedure: { code: '9.XYZ.000.00.00.H99', name: 'Lạ' } }))
  isProblem(t, answer, 'procedure-unmapped', 422)
  isProblem(t, await agency.get(`/v1/dossiers/${code}`), 'dossier-unknown', 404)
})

t.test('pitfall 16: a dossier costs the portal one call, no look-up of its procedure', async t => {
  const { calls } = await portal.state()
  const code = newCode()
  await agency.put(code, aDossier())
  await arrived(code)
  const after = await portal.state()
  t.equal(after.calls.DongBoHoSoMC, (calls.DongBoHoSoMC ?? 0) + 1)
  t.same(
    Object.keys(after.calls).filter(
      service => service !== 'DongBoHoSoMC' && after.calls[service] !== calls[service],
    ),
    [],
    'no other service was called',
  )
})

t.test('pitfall 19: every change of status reaches the portal as dossier and as step', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  for (const [place, status] of (
    ['processing', 'supplement', 'processing', 'completed'] as const
  ).entries()) {
    const answer = await agency.step(code, aStep({ status, content: `Việc ${place}` }))
    t.equal(answer.status, 202)
    await agency.step(code, aStep({ status, content: `Việc ${place} tiếp theo` }))
  }
  await arrived(code)
  const { versions, progress } = await portal.dossier(code)
  t.same(
    versions.map(version => version.status),
    ['2', '4', '5', '4', '9'],
  )
  t.same(
    progress.map(row => row.status),
    ['4', '4', '5', '5', '4', '4', '9', '9'],
  )
})

t.test('pitfall 13: statuses 5, 6 and 8 reach the portal as 5, 6 and 8', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  for (const status of ['supplement', 'payment', 'stopped'] as const)
    await agency.step(code, aStep({ status }))
  await arrived(code)
  const { versions, progress } = await portal.dossier(code)
  t.same(
    versions.map(version => version.status),
    ['2', '5', '6', '8'],
  )
  t.same(
    progress.map(row => row.status),
    ['5', '6', '8'],
  )
})

t.test('pitfall 21: dossier and step are acknowledged apart', async t => {
  const code = newCode()
  await portal.script('none', ...Array.from({ length: 8 }, () => 'error5xx' as const))
  await agency.put(code, aDossier())
  await agency.step(code, aStep({ status: 'accepted' }))
  const seen = await eventually(async () => {
    const all = await deliveries(code)
    return all[0]?.state === 'delivered' && all[1]?.state !== 'delivered' ? all : undefined
  })
  t.equal(seen[0]?.state, 'delivered', 'the dossier is done while its step is not')
  await arrived(code)
  t.equal((await portal.dossier(code)).versions.length, 1, 'and was not sent again for it')
})

t.test('pitfall 22: a child dossier of an interlinked procedure is kept and not reported', async t => {
  const code = newCode()
  const answer = await agency.put(code, aDossier({ originDossier: newCode() }))
  t.equal(answer.status, 202)
  t.match(answer.body, { deliveries: [], warnings: [{ code: 'child-dossier' }] })
  await agency.step(code, aStep())
  t.same(await deliveries(code), [])
  t.match((await agency.get(`/v1/dossiers/${code}`)).body, {
    withheld: 'child-dossier',
    status: 'processing',
  })
})

t.test('pitfall 23: every step arrives, also those that came while the portal was away', async t => {
  const code = newCode()
  await portal.faults({ error5xx: 1 })
  await agency.put(code, aRegistered())
  const contents = Array.from({ length: 5 }, (_, index) => `Việc thứ ${index + 1}`)
  for (const content of contents) await agency.step(code, aStep({ status: 'registered', content }))
  await portal.calm()
  await arrived(code)
  t.same(
    (await portal.dossier(code)).progress.map(row => row.NoiDungXuLy),
    contents,
  )
})

t.test(
  'a refused dossier is replaced by the mended one, and the steps behind it follow in order',
  async t => {
    const code = newCode()
    await agency.put(code, refusable)
    await agency.step(code, aStep({ status: 'accepted', content: 'Việc một' }))
    await agency.put(code, { ...refusable, note: 'vẫn sai' })
    await agency.step(code, aStep({ status: 'accepted', content: 'Việc hai' }))
    await eventually(async () => (await deliveries(code))[2]?.state === 'refused')
    await agency.put(code, aDossier())
    const all = await eventually(async () => {
      const seen = await deliveries(code)
      return seen.every(d => d.state === 'delivered' || d.state === 'cancelled') ? seen : undefined
    })
    t.same(
      all.map(d => d.state),
      ['cancelled', 'delivered', 'cancelled', 'delivered', 'delivered'],
    )
    const { versions, progress } = await portal.dossier(code)
    t.equal(versions.length, 1)
    t.same(
      progress.map(row => row.NoiDungXuLy),
      ['Việc một', 'Việc hai'],
    )
  },
)
