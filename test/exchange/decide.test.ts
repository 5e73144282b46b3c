import { createHash } from 'node:crypto'
import t from 'tap'
import { operations } from '../../src/access/clients.ts'
import type { Dossier, Status, Step } from '../../src/contract/types.generated.ts'
import type { Planner } from '../../src/exchange/plan.ts'
import { statusMayBecome, statusTransitions } from '../../src/exchange/status.ts'
import { decideDossier, decideStep } from '../../src/exchange/submit.ts'
import type { Decision, DossierRow } from '../../src/ledger/submission.ts'
import { sampleDossier } from '../../src/sandbox/province/sample.ts'

const sample = sampleDossier(new Date('2026-03-02T08:00:00Z'))
const client = { id: 'c', name: 'c', agency: 'H99', operations }
/** The planner's only part in a decision: naming operations. */
const planner = {
  deliveries: (_agency: string, ...carried: ('dossier' | 'step')[]) =>
    carried.map(carries => ({
      adapter: 'portal',
      version: '1.0.0',
      operation: `${carries}.deliver`,
      carries,
    })),
} as unknown as Planner
const plan = { withheld: null, refusing: [] }
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

const put = (dossier: Dossier, current?: DossierRow, by = client) =>
  decideDossier(
    {
      client: by,
      code: sample.code,
      dossier,
      plan,
      contentHash: hash(JSON.stringify(dossier)),
      planner,
    },
    current,
  )
const step = (changes: Partial<Step>, current?: DossierRow, by = client) =>
  decideStep({ client: by, step: { ...sample.step, ...changes }, plan, planner }, current)

const known: DossierRow = {
  code: sample.code,
  agency: 'H99.05',
  agency_path: 'H99/05/',
  procedure: '2.900452',
  channel: 'online',
  status: 'accepted',
  withheld: null,
  dated: true,
  revision: 3,
  steps: 2,
  content_message: 'm-put',
  content_hash: hash(JSON.stringify(sample.dossier)),
  same_step: null,
  same_step_message: null,
}
const carried = (decision: Decision) =>
  decision.kind === 'write' ? decision.deliveries.map(delivery => delivery.carries) : decision.kind
const faultOf = (decision: Decision) => (decision.kind === 'refuse' ? decision.fault.code : decision.kind)

t.test('a first dossier is revision 1 and goes to the platforms', async t => {
  const decision = put(sample.dossier)
  t.match(decision, {
    kind: 'write',
    dossier: { revision: 1, steps: 0, dated: true, agency_path: 'H99/05/' },
  })
  t.same(carried(decision), ['dossier'])
})

t.test('the dossier as last put changes nothing, whatever steps came since', async t => {
  const decision = put(sample.dossier, { ...known, status: 'completed' })
  t.same(decision, { kind: 'unchanged', message: 'm-put', revision: 3 })
})

t.test('a code of another agency is refused, and so are steps, as if it were not there', async t => {
  const other = { ...client, agency: 'H99.14' }
  t.equal(faultOf(put({ ...sample.dossier, note: 'x' }, known, other)), 'dossier-of-another-agency')
  t.equal(faultOf(step({}, known, other)), 'dossier-unknown')
})

t.test('a status that goes backwards is refused and names the open ways; a correction opens it', async t => {
  const completed = { ...known, status: 'completed' }
  const decision = step({ status: 'processing' }, completed)
  t.equal(faultOf(decision), 'status-transition')
  if (decision.kind === 'refuse') t.match(decision.fault.detail('en'), /payment, returned/)
  t.equal(step({ status: 'processing', correction: 'ghi nhầm bước' }, completed).kind, 'write')
  const back = { ...sample.dossier, status: 'registered' as const }
  t.equal(faultOf(put(back, completed)), 'status-transition')
  t.equal(put({ ...back, correction: 'ghi nhầm trạng thái' }, completed).kind, 'write')
})

t.test('a step that changes the status sends the dossier first and then itself', async t => {
  t.same(carried(step({ status: 'processing' }, known)), ['dossier', 'step'])
  t.same(carried(step({ status: 'accepted' }, known)), ['step'])
})

t.test('a dossier without the dates that its new status needs is not sent with made-up ones', async t => {
  const decision = step({ status: 'accepted' }, { ...known, status: 'registered', dated: false })
  t.same(carried(decision), ['step'])
  t.match(decision, { warnings: ['dossier-dates-missing'] })
  t.same(carried(step({ status: 'withdrawn' }, { ...known, status: 'registered', dated: false })), [
    'dossier',
    'step',
  ])
})

t.test('a step already recorded is named, not recorded again', async t => {
  const decision = step({}, { ...known, same_step: 2, same_step_message: 'm-step' })
  t.same(decision, { kind: 'unchanged', message: 'm-step', revision: 3, step: 2 })
})

t.test('of a withheld dossier neither changes nor steps are sent', async t => {
  t.same(carried(step({ status: 'processing' }, { ...known, withheld: 'local-procedure' })), [])
})

t.test('staying is always allowed, ends are ends, and every status can be reached', async t => {
  const statuses = Object.keys(statusTransitions) as Status[]
  for (const status of statuses) t.ok(statusMayBecome(status, status), `${status} stays`)
  for (const end of ['refused', 'withdrawn', 'returned'] as const)
    t.same(statusTransitions[end], [], `${end} is an end`)
  const reached = new Set<Status>(['registered'])
  for (const status of reached) for (const next of statusTransitions[status]) reached.add(next)
  t.same(reached, new Set(statuses))
})
