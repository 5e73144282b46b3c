import fc from 'fast-check'
import t from 'tap'
import { Fault } from '../../src/errors/fault.ts'
import { arrived as hasArrived } from '../../src/ledger/arrived.ts'
import type { Leased } from '../../src/ledger/deliveries.ts'
import {
  type DeliveryState,
  deliveryStates,
  mayBecome,
  transitions,
} from '../../src/ledger/delivery-state.ts'
import { startLedger } from '../support/ledger.ts'
import { aPut, aStepOf } from '../support/submissions.ts'
import { finishOf, type Office, openOffice, type Worker } from './workers.ts'

const ledger = await startLedger(t)

t.test('the table: ends are ends, and every state can be reached and left', async t => {
  t.same(transitions.delivered, [])
  t.same(transitions.cancelled, [])
  for (const state of deliveryStates) {
    if (state === 'accepted') continue
    t.ok(
      deliveryStates.some(from => mayBecome(from, state)),
      `${state} can be reached`,
    )
    if (state === 'delivered' || state === 'cancelled') continue
    t.ok(transitions[state].length > 0, `${state} can be left`)
  }
  t.notOk(mayBecome('sending', 'accepted'))
  t.notOk(
    mayBecome('unknown', 'sending'),
    'what may have arrived is never sent again before the platform was asked',
  )
})

/** What may happen to a ledger; numbers choose among what there is at that moment. */
type Action =
  | { kind: 'put' | 'step' | 'change'; lane: number }
  | { kind: 'lease' | 'stale' | 'replay' | 'cancel' | 'arrived'; pick: number; worker: number }
  | { kind: 'finish'; pick: number; state: FinishState; goOn: boolean }
  | { kind: 'die'; worker: number }
  | { kind: 'sweep' }

const finishStates = ['delivered', 'refused', 'dead', 'retrying', 'unknown'] as const
type FinishState = (typeof finishStates)[number]

const put: Action = { kind: 'put', lane: 0 }
const step: Action = { kind: 'step', lane: 0 }
const change: Action = { kind: 'change', lane: 0 }
const lease: Action = { kind: 'lease', pick: 0, worker: 0 }
const replay: Action = { kind: 'replay', pick: 0, worker: 0 }
const cancel: Action = { kind: 'cancel', pick: 0, worker: 0 }
const arrived: Action = { kind: 'arrived', pick: 0, worker: 0 }
const die: Action = { kind: 'die', worker: 0 }
const sweep: Action = { kind: 'sweep' }
const finish = (state: FinishState, goOn = false): Action => ({ kind: 'finish', pick: 0, state, goOn })

const pick = fc.nat(100)
const worker = fc.nat(1)
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('put', 'step', 'change'), lane: fc.nat(1) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('lease'), pick, worker }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('finish'),
      pick,
      state: fc.constantFrom(...finishStates, 'delivered', 'refused'),
      goOn: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('replay', 'cancel', 'arrived', 'stale'), pick, worker }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('die'), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep') }) },
)

/** Walks that a careful tester would take; together they use every way that there is. */
const examples: Action[][] = [
  ...finishStates.map((state): Action[] => [put, lease, finish('unknown'), lease, finish(state), put, step]),
  [put, step, lease, finish('refused'), replay, lease, finish('dead'), replay, lease, finish('delivered')],
  [put, step, step, lease, finish('delivered', true), finish('retrying')],
  [put, step, lease, die, sweep, lease, die, sweep, lease, finish('refused'), put, step],
  [put, lease, finish('refused'), change, put, put, lease, finish('dead'), put, cancel],
  [put, step, lease, finish('refused'), cancel],
  [put, lease, finish('unknown'), replay, lease, finish('delivered')],
  [put, step, lease, finish('dead', true), replay, lease, finish('dead'), replay],
  [put, step, step, lease, finish('unknown'), arrived, lease, finish('retrying'), arrived],
  [put, step, step, lease, finish('refused', true), arrived, lease, finish('dead'), arrived],
  [put, step, lease, finish('refused'), arrived, lease],
]

t.test('whatever happens, deliveries move as the table says and lanes keep their shape', async t => {
  const office = await openOffice(t, ledger)
  let runs = 0
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 15, maxLength: 45 }), async actions => {
      const walk = new Walk(office, `H99.05-260302-${String(++runs).padStart(4, '0')}`, seen)
      await walk.open()
      for (const each of actions) await walk.take(each)
      await walk.toTheEnd()
      await walk.close()
    }),
    { numRuns: 35, examples: examples.map(example => [example]), endOnFailure: true },
  )
  // A walk that went nowhere would prove nothing.
  const untaken = deliveryStates
    .flatMap(from => transitions[from].map(to => `${from} → ${to}`))
    .filter(arrow => !seen.has(arrow))
  t.same(
    untaken.sort(),
    [
      // A turn of the worker inside one lease, which the ledger sees as one move.
      'probing → sending',
      'sending → queued',
      // Only what has stopped can be given up.
      'accepted → cancelled',
      'queued → cancelled',
      'retrying → cancelled',
      'unknown → cancelled',
    ].sort(),
    'every other way was taken',
  )
})

interface Row {
  readonly id: string
  readonly lane_key: string
  readonly sequence: number
  readonly operation: string
  readonly state: DeliveryState
  readonly version: number
  readonly leased_by: number | null
  readonly superseded_by: string | null
}

interface LaneRow {
  readonly key: string
  readonly head: string | null
  readonly blocked: boolean
}

const active: readonly DeliveryState[] = ['queued', 'sending', 'retrying', 'unknown', 'probing']
const needsJob: readonly DeliveryState[] = ['queued', 'retrying', 'unknown']
const final: readonly DeliveryState[] = ['delivered', 'cancelled']
const stopped: readonly DeliveryState[] = ['refused', 'dead']
const replayable: readonly DeliveryState[] = [...stopped, 'unknown']

function mayBecomeIn(moves: number, from: DeliveryState, to: DeliveryState): boolean {
  if (moves <= 1) return mayBecome(from, to)
  return transitions[from].some(between => mayBecomeIn(moves - 1, between, to))
}

/** One walk over two lanes of its own, checked after every action. */
class Walk {
  readonly #office: Office
  readonly #codes: readonly string[]
  readonly #seen: Set<string>
  #workers: Worker[] = []
  /** Leases as the workers believe to hold them; some are out of date. */
  #held: { worker: Worker; leased: Leased }[] = []
  #before = new Map<string, Row>()
  #contents = 0
  #swept: { id: string; version: number }[] = []

  constructor(office: Office, code: string, seen: Set<string>) {
    this.#office = office
    this.#codes = [`${code}1`, `${code}2`]
    this.#seen = seen
  }

  async open(): Promise<void> {
    this.#workers = [await this.#office.worker(), await this.#office.worker()]
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) await worker.die()
  }

  async take(action: Action): Promise<void> {
    this.#office.told.length = 0
    this.#swept = []
    await this.#act(action)
    await this.#check(JSON.stringify(action))
  }

  /** Portals come back, operators give up what is refused: then everything must come to an end. */
  async toTheEnd(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      const open = [...this.#before.values()].filter(row => !final.includes(row.state))
      if (open.length === 0) return
      this.#held = []
      const inHand = open.some(row => row.state === 'sending' || row.state === 'probing')
      if (inHand) for (const worker of [0, 1]) await this.take({ kind: 'die', worker })
      if (inHand) await this.take({ kind: 'sweep' })
      if (open.some(row => stopped.includes(row.state)))
        await this.take({ kind: 'cancel', pick: 0, worker: 0 })
      await this.take({ kind: 'lease', pick: 0, worker: 0 })
      await this.take({ kind: 'finish', pick: 0, state: 'delivered', goOn: false })
    }
    throw new Error('the lanes did not come to an end')
  }

  async #act(action: Action): Promise<void> {
    switch (action.kind) {
      case 'put':
        await this.#office.accept(aPut(this.#codes[action.lane] ?? '', `content ${++this.#contents}`))
        return
      case 'step':
      case 'change': {
        const carries = action.kind === 'step' ? (['step'] as const) : (['dossier', 'step'] as const)
        const code = this.#codes[action.lane] ?? ''
        await this.#office.accept(aStepOf(code, `content ${++this.#contents}`, {}, carries))
        return
      }
      case 'lease': {
        const worker = this.#workers[action.worker]
        // Mostly what could be leased, sometimes what could not.
        const id = this.#anyId(action.pick, action.pick % 4 === 3 ? deliveryStates : needsJob)
        const leased = id === undefined ? undefined : await worker?.deliveries.lease(id)
        if (leased !== undefined && worker !== undefined) this.#hold(worker, leased)
        return
      }
      case 'finish':
        return this.#finish(action.pick, action.state, action.goOn)
      case 'stale': {
        // A worker that comes back to a delivery which somebody else moved long ago.
        const held = this.#held[action.pick % Math.max(this.#held.length, 1)]
        if (held === undefined) return
        const leased = { ...held.leased, version: held.leased.version - 1 }
        const { moved } = await held.worker.deliveries.finish(finishOf(leased))
        if (moved) throw new Error('a stale worker moved a delivery')
        return
      }
      case 'replay':
      case 'cancel': {
        const movable = action.kind === 'replay' ? replayable : stopped
        const id = this.#anyId(action.pick, action.pick % 4 === 3 ? deliveryStates : movable)
        if (id === undefined) return
        const allowed = movable.includes(this.#before.get(id)?.state ?? 'queued')
        const refused = await this.#office.operate[action.kind](id).then(
          () => undefined,
          (error: unknown) => error,
        )
        if (allowed && refused !== undefined) throw refused
        if (allowed) return
        if (!(refused instanceof Fault && refused.code === 'delivery-not-replayable'))
          throw new Error(`${action.kind} of a ${this.#before.get(id)?.state} was not refused`)
        return
      }
      case 'arrived': {
        const id = this.#anyId(
          action.pick,
          action.pick % 4 === 3 ? deliveryStates : [...stopped, 'unknown', 'retrying'],
        )
        if (id === undefined) return
        this.#office.told.push(...(await this.#office.database.transaction(tx => hasArrived(tx, [id]))))
        return
      }
      case 'die': {
        await this.#workers[action.worker]?.die()
        this.#workers[action.worker] = await this.#office.worker()
        return
      }
      case 'sweep':
        this.#swept = await (this.#workers[0] as Worker).deliveries.sweepLost(new Date())
    }
  }

  async #finish(pick: number, state: FinishState, goOn: boolean): Promise<void> {
    const place = pick % Math.max(this.#held.length, 1)
    const held = this.#held[place]
    if (held === undefined) return
    this.#held.splice(place, 1)
    const { worker, leased } = held
    const dueAt = state === 'retrying' || state === 'unknown' ? { dueAt: new Date() } : {}
    const now = this.#before.get(leased.id)
    // Some are given up while in doubt.
    const kind = state === 'dead' && goOn ? 'unknown' : state
    // And some are refused by us, who may not send again what is in doubt.
    const rule = state === 'refused' && goOn ? 'unsure' : 'test'
    const { moved, next } = await worker.deliveries.finish(
      finishOf(leased, { state, goOn, outcome: { kind, rule }, ...dueAt }),
    )
    const expected = now?.version === leased.version
    if (moved !== expected)
      throw new Error(`finish said ${moved} of version ${leased.version}, ledger ${now?.version}`)
    if (next !== undefined) this.#hold(worker, next)
  }

  #hold(worker: Worker, leased: Leased): void {
    const row = this.#before.get(leased.id)
    if (row?.state === 'sending' || row?.state === 'probing') throw new Error('leased while in another hand')
    this.#held.push({ worker, leased })
  }

  #anyId(pick: number, states: readonly DeliveryState[]): string | undefined {
    const rows = [...this.#before.values()].filter(row => states.includes(row.state))
    return rows[pick % Math.max(rows.length, 1)]?.id
  }

  async #check(what: string): Promise<void> {
    const fail = (why: string): never => {
      throw new Error(`after ${what}: ${why}`)
    }
    const [rows, lanes] = await Promise.all([this.#rows(), this.#lanes()])
    const told = [...this.#office.told, ...this.#swept]
    for (const row of rows) {
      const before = this.#before.get(row.id)
      if (before !== undefined && before.version === row.version) {
        if (before.state !== row.state) fail(`${before.state} became ${row.state} in the same version`)
        continue
      }
      if (before !== undefined) {
        const moves = row.version - before.version
        if (moves === 1) this.#seen.add(`${before.state} → ${row.state}`)
        // One transaction may move a delivery twice: held behind a refused dossier, and freed by one put again.
        if (moves > 2) fail(`version ${before.version} became ${row.version}`)
        if (!mayBecomeIn(moves, before.state, row.state))
          fail(`${before.state} became ${row.state} in ${moves}`)
      }
      if (needsJob.includes(row.state) && !told.some(job => job.id === row.id && job.version === row.version))
        fail(`the queue was not told of ${row.state} ${row.id}`)
      if ((row.leased_by !== null) !== (row.state === 'sending' || row.state === 'probing'))
        fail(`${row.state} is leased by ${row.leased_by}`)
      if (row.state === 'delivered') this.#checkOrder(row, rows, fail)
    }
    for (const code of this.#codes) {
      const lane = lanes.find(({ key }) => key === code)
      const own = rows.filter(row => row.lane_key === code)
      if (lane !== undefined) this.#checkLane(lane, own, fail)
      else if (own.length > 0) fail('deliveries without a lane')
    }
    this.#before = new Map(rows.map(row => [row.id, row]))
  }

  #checkLane(lane: LaneRow, own: readonly Row[], fail: (why: string) => never): void {
    const states = own.map(row => `${row.sequence} ${row.state}`).join(', ')
    const moving = own.filter(row => active.includes(row.state))
    if (moving.length > 1) fail(`two at once: ${states}`)
    if (moving[0] !== undefined && moving[0].id !== lane.head) fail(`${states}, but the head is another`)
    const head = own.find(row => row.id === lane.head)
    if (head !== undefined && final.includes(head.state)) fail(`the head is ${head.state}`)
    if (lane.blocked !== (head !== undefined && stopped.includes(head.state)))
      fail(`blocked ${lane.blocked} with head ${head?.state}`)
    const waiting = own.filter(row => !final.includes(row.state) && row.id !== lane.head)
    if (lane.head === null && waiting.length > 0) fail(`idle though there waits: ${states}`)
    const wait = lane.blocked ? 'held' : 'accepted'
    if (waiting.some(row => row.state !== wait)) fail(`${states} behind a ${head?.state} head`)
    const sequences = own.map(row => row.sequence)
    if (new Set(sequences).size !== own.length || Math.max(...sequences) !== own.length)
      fail(`places ${sequences}`)
  }

  /** In the order of the lane; only a dossier put again goes before the steps held behind the one it supersedes. */
  #checkOrder(delivered: Row, rows: readonly Row[], fail: (why: string) => never): void {
    const supersedes = rows.some(row => row.superseded_by === delivered.id)
    const earlier = rows.filter(
      row =>
        row.lane_key === delivered.lane_key &&
        row.sequence < delivered.sequence &&
        !final.includes(row.state),
    )
    if (earlier.length > 0 && !supersedes)
      fail(`${delivered.sequence} arrived before ${earlier[0]?.sequence}`)
  }

  #rows(): Promise<Row[]> {
    return this.#office.database.query<Row>({
      text: `SELECT id, lane_key, sequence, operation, state, version, leased_by, outcome->>'supersededBy' AS superseded_by
             FROM deliveries WHERE lane_key = ANY ($1) ORDER BY lane_key, sequence`,
      values: [this.#codes],
    })
  }

  #lanes(): Promise<LaneRow[]> {
    return this.#office.database.query<LaneRow>({
      text: 'SELECT key, head, blocked FROM lanes WHERE key = ANY ($1)',
      values: [this.#codes],
    })
  }
}
