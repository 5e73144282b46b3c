import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresQueueBackend } from 'bullmq'
import t, { type Test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { Acceptor } from '../../src/ledger/accept.ts'
import { Deliveries, type Job } from '../../src/ledger/deliveries.ts'
import { Instance } from '../../src/ledger/instance.ts'
import { DeliveryQueue } from '../../src/queue/delivery-queue.ts'
import { postgresEngine } from '../../src/queue/postgres-engine.ts'
import { Sweep, type SweepPace } from '../../src/queue/sweep.ts'
import { type EngineUnderTest, onBothEngines, postgresql } from '../support/engines.ts'
import { eventually } from '../support/eventually.ts'
import { connect, startLedger } from '../support/ledger.ts'
import { memoryLog, silentLog } from '../support/log.ts'
import { redisMissing, startRedis, type TestRedis } from '../support/redis.ts'
import { adapter, aPut, seal } from '../support/submissions.ts'

const ledger = await startLedger(t)
const needsRedis = { skip: redisMissing ?? false }

onBothEngines(t, ledger, async (t, engine) => {
  t.test('a job comes to the worker with a delivery id and nothing else', async t => {
    const { queue } = await open(t, engine)
    const jobs = [aJob(), aJob(), aJob()]
    const seen: unknown[][] = []
    queue.work(adapter, 2, async (...all: unknown[]) => void seen.push(all))
    queue.enqueue(jobs)
    await eventually(() => seen.length === 3)
    t.same(new Set(seen.map(([id]) => id)), new Set(jobs.map(job => job.id)))
    t.ok(seen.every(all => all.length === 1))
    const [stored] = await storedJobs(queue, async () => {
      queue.enqueue([aJob({ dueAt: new Date(Date.now() + 60_000) })])
    })
    t.same(Object.keys(stored?.data ?? {}), ['delivery'])
  })

  t.test('jobs of one adapter do not come to the worker of another', async t => {
    const { queue } = await open(t, engine)
    const seen: string[] = []
    queue.work('tax', 4, async id => void seen.push(`tax ${id}`))
    queue.work('land', 4, async id => void seen.push(`land ${id}`))
    const [tax, land] = [aJob({ adapter: 'tax' }), aJob({ adapter: 'land' })]
    await queue.add([tax, land])
    await eventually(() => seen.length === 2)
    t.same(seen.sort(), [`land ${land.id}`, `tax ${tax.id}`])
  })

  t.test('the same need added twice runs once, a new need of the same delivery runs again', async t => {
    const { queue } = await open(t, engine)
    const job = aJob()
    await queue.add([job, job])
    await queue.add([job])
    const seen: string[] = []
    queue.work(adapter, 4, async id => void seen.push(id))
    await eventually(() => seen.length > 0)
    await sleep(200)
    t.same(seen, [job.id])
    await queue.add([{ ...job, version: job.version + 1 }])
    await eventually(() => seen.length === 2)
    t.same(seen, [job.id, job.id])
  })

  t.test('a delayed job comes soon after its time and not before', async t => {
    const { queue } = await open(t, engine)
    const late = new Map<string, number>()
    const due = new Map<string, number>()
    queue.work(adapter, 8, async id => void late.set(id, Date.now() - (due.get(id) ?? 0)))
    // The worker is already blocked in its wait: a delayed job must wake it at the right time.
    await sleep(300)
    const jobs = [0, 120, 250, 400, 700].map(ms => aJob({ dueAt: new Date(Date.now() + ms) }))
    for (const job of jobs) due.set(job.id, job.dueAt?.getTime() ?? 0)
    queue.enqueue(jobs)
    await eventually(() => late.size === jobs.length)
    for (const [place, job] of jobs.entries()) {
      const lateness = late.get(job.id) ?? Number.NaN
      t.ok(lateness >= 0, `job ${place} not before its time (${lateness} ms)`)
      // Unwoken, the worker would look again only when its wait of five seconds ends.
      t.ok(lateness < 4000, `job ${place} soon after its time (${lateness} ms)`)
    }
  })

  t.test('no more jobs run at once than the adapter takes', async t => {
    const { queue } = await open(t, engine)
    let running = 0
    let most = 0
    let done = 0
    queue.work(adapter, 3, async () => {
      most = Math.max(most, ++running)
      await sleep(30)
      running--
      done++
    })
    await queue.add(Array.from({ length: 15 }, () => aJob()))
    await eventually(() => done === 15)
    t.equal(most, 3, 'all three places are used, and no fourth')
  })

  t.test('a handler that throws costs only its own job', async t => {
    const { queue } = await open(t, engine)
    const [bad, good] = [aJob(), aJob()]
    const seen: string[] = []
    queue.work(adapter, 1, async id => {
      seen.push(id)
      if (id === bad.id) throw new Error('on purpose')
    })
    await queue.add([bad])
    await queue.add([good])
    await eventually(() => seen.includes(good.id))
    await sleep(100)
    t.same(seen, [bad.id, good.id], 'the ledger decides about another attempt, not the queue')
  })

  t.test('when the queue has forgotten everything, the sweep puts back all that is due', async t => {
    const { queue, url, accept, deliveries } = await open(t, engine)
    await accept(25)
    const due = await dueIds(deliveries)
    // Added after those of the 25: when it is in the queue, so are they.
    await queue.add([aJob({ dueAt: new Date(Date.now() + 60_000) })])
    await engine.forget(url)
    await queue.prepare()
    const seen = new Set<string>()
    queue.work(adapter, 8, async id => void seen.add(id))
    await sleep(300)
    t.equal(seen.size, 0, 'nothing is left in the queue')
    await sweep(t, queue, deliveries)
    await eventually(() => seen.size === 25, 30_000)
    t.same(seen, due)
  })

  t.test('a queue emptied while it is open takes jobs again as soon as it is prepared', async t => {
    const { queue, url } = await open(t, engine)
    const job = aJob()
    await queue.add([job])
    await engine.forget(url)
    await queue.prepare()
    await queue.add([job])
    const seen: string[] = []
    queue.work(adapter, 1, async id => void seen.push(id))
    await eventually(() => seen.length > 0)
    t.same(seen, [job.id])
  })

  t.test('what gets lost while a worker runs comes back by itself', async t => {
    const { queue, url, accept, deliveries } = await open(t, engine)
    const seen = new Set<string>()
    let release: (() => void) | undefined
    queue.work(adapter, 1, async id => {
      seen.add(id)
      if (release === undefined) await new Promise<void>(resolve => (release = resolve))
    })
    await sweep(t, queue, deliveries, { everyMs: 100, overdueMs: 100, silentMs: 60_000 })
    await accept(4)
    await eventually(() => release !== undefined)
    await engine.forget(url)
    release?.()
    await eventually(() => seen.size === 4, 30_000)
    t.same(seen, await dueIds(deliveries))
  })

  t.test('a worker that is built anew goes on where the old one stopped', async t => {
    const { queue } = await open(t, engine)
    const seen: string[] = []
    let release: (() => void) | undefined
    const worker = queue.work(adapter, 1, async id => {
      seen.push(id)
      if (seen.length === 1) await new Promise<void>(resolve => (release = resolve))
    })
    await queue.add([aJob()])
    await eventually(() => release !== undefined)
    await worker.rebuild()
    t.equal(worker.active, 1, 'what the old one has in hand goes on')
    await queue.add([aJob(), aJob()])
    await eventually(() => seen.length === 3)
    release?.()
    await eventually(() => worker.active === 0)
    await queue.add([aJob()])
    await eventually(() => seen.length === 4)
  })

  t.test('a worker that is built anew leaves nothing behind that keeps the process', async t => {
    const url = await ledger.freshUrl()
    const before = handles()
    const queue = queueOn(engine, url)
    const worker = queue.work(adapter, 4, async () => undefined)
    // For its time the worker waits, and waits on when it is closed.
    await queue.add([aJob({ dueAt: new Date(Date.now() + 3_600_000) })])
    await sleep(500)
    t.ok(handles() > before)
    await worker.rebuild()
    await queue.close()
    await eventually(() => handles() <= before, 3_000)
  })

  t.test('a worker that has gone silent while work is due is built anew', async t => {
    const { log, lines } = memoryLog('warn')
    const { queue, accept, deliveries } = await open(t, engine, log)
    queue.work('nothing-is-due-here', 4, async () => undefined)
    const seen = new Set<string>()
    const worker = queue.work(adapter, 4, async id => void seen.add(id))
    // Paused behind everybody's back: alive, connected, and doing nothing.
    await worker.drain()
    await accept(4)
    await sleep(300)
    t.equal(seen.size, 0, 'silent')
    await sweep(t, queue, deliveries, { everyMs: 100, overdueMs: 50, silentMs: 400 }, log)
    await eventually(() => seen.size === 4, 30_000)
    t.same(seen, await dueIds(deliveries))
    const rebuilt = lines.filter(line => line.includes('building it anew'))
    t.ok(rebuilt.length > 0 && rebuilt.every(line => line.includes(`"${adapter}"`)), 'and no other')
  })

  t.test('closing leaves no socket and no timer behind', async t => {
    const url = await ledger.freshUrl()
    const before = handles()
    const queue = queueOn(engine, url)
    const seen: string[] = []
    queue.work(adapter, 4, async id => void seen.push(id))
    await queue.add([aJob(), aJob({ dueAt: new Date(Date.now() + 60_000) })])
    await eventually(() => seen.length === 1)
    t.ok(handles() > before, 'an open queue has some')
    await queue.close()
    await eventually(() => handles() <= before, 10_000)
  })

  t.test('draining waits for what is in hand and takes nothing more', async t => {
    const { queue } = await open(t, engine)
    const finished: string[] = []
    const worker = queue.work(adapter, 1, async id => {
      await sleep(250)
      finished.push(id)
    })
    const first = aJob()
    await queue.add([first])
    await eventually(() => worker.active === 1)
    await queue.add([aJob(), aJob()])
    await worker.drain()
    t.same(finished, [first.id])
    await sleep(400)
    t.same(finished, [first.id])
  })
})

t.test('a PostgreSQL that ends in the very moment it has let a worker in ends nobody else', async t => {
  // What it says at the end of a connection's start (protocol 3.0): you may come in, I am ready, I am shutting down.
  const fatal = 'SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'
  const message = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length + 4)
    return Buffer.concat([Buffer.from(type), length, body])
  }
  const said = [
    message('R', Buffer.alloc(4)),
    message('Z', Buffer.from('I')),
    message('E', Buffer.from(fatal)),
  ]
  const server = createServer(socket => {
    socket.on('error', () => undefined).once('data', () => socket.end(Buffer.concat(said)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const engine = postgresEngine(`postgres://nobody@127.0.0.1:${port}/nothing`)
  const worker = engine.worker(adapter, async () => undefined, { autorun: false })
  worker.on('error', () => undefined)
  const { connection } = (worker as unknown as { backend: PostgresQueueBackend }).backend
  const first = await connection.getListenClient()
  await sleep(50)
  t.not(await connection.getListenClient(), first, 'one that is gone is not waited on')
  await worker.close(true)
  await engine.close()
})

t.test('on PostgreSQL, a worker whose first contact failed works when the database is there', async t => {
  const [url, elsewhere] = [await ledger.emptyUrl(), await ledger.emptyUrl()]
  const name = new URL(url).pathname.slice(1)
  const server = connect(elsewhere, 1)
  t.teardown(() => server.close())
  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
  const { log, lines } = memoryLog('warn')
  const queue = new DeliveryQueue({ databaseUrl: url }, log)
  t.teardown(() => queue.close())
  const seen: string[] = []
  queue.work(adapter, 1, async id => void seen.push(id))
  await eventually(() => lines.some(line => line.includes('worker connection')))
  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
  const job = aJob()
  await queue.add([job])
  await eventually(() => seen.length > 0)
  t.same(seen, [job.id])
})

t.test('on PostgreSQL, a gateway starts though every table of the queue was emptied', async t => {
  const { url, accept, queue } = await open(t, postgresql)
  await accept(2)
  await queue.add([aJob()])
  await postgresql.forget(url)
  const { log, lines } = memoryLog('warn')
  const next = new DeliveryQueue({ databaseUrl: url }, log)
  t.teardown(() => next.close())
  await next.prepare()
  const seen: string[] = []
  next.work(adapter, 4, async id => void seen.push(id))
  const job = aJob()
  await next.add([job])
  await eventually(() => seen.length === 1)
  t.same(seen, [job.id])
  t.same(lines, [])
  await next.prepare()
  await next.add([aJob()])
  await eventually(() => seen.length === 2, 5_000, 'a queue in order is left as it is')
})

t.test('on PostgreSQL, what the ledger can rebuild is in no write-ahead log', async t => {
  const { url, queue } = await open(t, postgresql)
  await queue.add([aJob()])
  const database = connect(url, 1)
  const logged = await database.query<{ relname: string }>(
    `SELECT relname FROM pg_class
     WHERE relnamespace = 'bullmq'::regnamespace AND relkind = 'r' AND relpersistence = 'p'`,
  )
  await database.close()
  t.notOk(logged.some(table => /^(job|event)/.test(table.relname)))
})

t.test(
  'on PostgreSQL, a queue whose tables are gone is built anew, and its worker does not run hot',
  async t => {
    const { log, lines } = memoryLog('warn')
    const { url, accept, queue, deliveries } = await open(t, postgresql, log)
    const seen = new Set<string>()
    queue.work(adapter, 4, async id => void seen.add(id))
    await accept(1)
    await eventually(() => seen.size === 1, 30_000)
    const database = connect(url, 1)
    // In a transaction, which is tried again where it and the worker stand in each other's way.
    await database.transaction(transaction => transaction.query('DROP SCHEMA bullmq CASCADE'))
    await database.close()
    await accept(3)
    await sweep(t, queue, deliveries, { everyMs: 100, overdueMs: 50, silentMs: 1_500 })
    await eventually(() => seen.size === 4, 15_000)
    t.ok(lines.length < 40, `${lines.length} warnings`)
  },
)

t.test(
  'while Redis is away adding neither throws nor hangs, and the sweep repairs it afterwards',
  async t => {
    const redis = await startRedis(t)
    const engine: EngineUnderTest = { name: 'redis', redis, forget: async () => undefined }
    const { queue, accept, deliveries } = await open(t, engine)
    const seen = new Set<string>()
    queue.work(adapter, 4, async id => void seen.add(id))
    await accept(1)
    await eventually(() => seen.size === 1, 30_000)

    await redis.stop()
    t.equal((await accept(5)).length, 5, 'acceptance does not depend on the queue')
    await t.rejects(within(5_000, queue.add([aJob()])), 'whoever waits is told')
    await sweep(t, queue, deliveries, { everyMs: 200, overdueMs: 50, silentMs: 60_000 })
    await redis.start()
    await eventually(() => seen.size === 6, 15_000)
    t.same(seen, await dueIds(deliveries))
  },
)

t.test('a gateway starts while Redis is away, and delivers when it comes', needsRedis, async t => {
  const redis = await startRedis(t)
  await redis.stop()
  const engine: EngineUnderTest = { name: 'redis', redis, forget: async () => undefined }
  const { queue, accept, deliveries } = await open(t, engine)
  const seen = new Set<string>()
  queue.work(adapter, 4, async id => void seen.add(id))
  await accept(3)
  await within(5_000, sweep(t, queue, deliveries, { everyMs: 200, overdueMs: 50, silentMs: 60_000 }))
  await redis.start()
  await eventually(() => seen.size === 3, 15_000)
})

t.test('what is accepted while Redis does not answer fills no memory', needsRedis, async t => {
  const redis = await startRedis(t)
  const queue = new DeliveryQueue({ databaseUrl: await ledger.freshUrl(), redisUrl: redis.url }, silentLog)
  t.teardown(() => queue.close())
  await queue.add([aJob()])
  redis.freeze()
  for (let batch = 0; batch < 300; batch++) queue.enqueue(Array.from({ length: 100 }, () => aJob()))
  t.ok(queue.waiting >= 10_000 && queue.waiting <= 10_100, `${queue.waiting} jobs wait`)
  await redis.stop()
})

t.test('a queue closes while Redis is away', needsRedis, async t => {
  const redis = await startRedis(t)
  const queue = await worked(redis, () => undefined)
  await redis.stop()
  queue.enqueue([aJob()])
  await within(6_000, queue.close())
})

t.test(
  'a queue closes while Redis goes away in the middle of it, and lets the process end',
  needsRedis,
  async t => {
    const before = handles()
    const redis = await startRedis(t)
    // That the job is done is never answered.
    const queue = await worked(redis, () => redis.freeze())
    const closed = queue.close()
    await sleep(200)
    await redis.stop()
    await within(6_000, closed)
    await eventually(() => handles() <= before, 10_000)
  },
)

t.test('a queue closes while Redis keeps its connections and does not answer', needsRedis, async t => {
  const before = handles()
  const redis = await startRedis(t)
  const queue = await worked(redis, () => redis.freeze())
  queue.enqueue([aJob()])
  await within(20_000, queue.close())
  await redis.stop()
  await eventually(() => handles() <= before, 10_000)
})

/** A queue whose worker has had one job. */
async function worked(redis: TestRedis, handle: () => void): Promise<DeliveryQueue> {
  const queue = new DeliveryQueue({ databaseUrl: await ledger.freshUrl(), redisUrl: redis.url }, silentLog)
  let handled = 0
  queue.work(adapter, 4, async () => {
    handle()
    handled += 1
  })
  await queue.add([aJob()])
  await eventually(() => handled === 1)
  return queue
}

/** What would keep this process from ending. */
const handles = () => process.getActiveResourcesInfo().filter(kind => /Wrap|Timeout/.test(kind)).length

const queueOn = ({ redis }: EngineUnderTest, databaseUrl: string, log = silentLog) =>
  new DeliveryQueue({ databaseUrl, ...(redis && { redisUrl: redis.url }) }, log)

/** A queue on the engine, a ledger beside it, and the way from one to the other. */
async function open(t: Test, engine: EngineUnderTest, log = silentLog) {
  const url = await ledger.freshUrl()
  const database = connect(url)
  const instance = new Instance(url, () => undefined)
  await instance.open()
  const queue = queueOn(engine, url, log)
  t.teardown(async () => {
    await queue.close()
    await instance.close()
    await database.close()
    await engine.redis?.command('FLUSHALL').catch(() => undefined)
  })
  const onQueued = (jobs: Job[]) => queue.enqueue(jobs)
  const acceptor = new Acceptor(database, seal, onQueued)
  return {
    url,
    queue,
    deliveries: new Deliveries(database, instance, onQueued),
    accept: (count: number) =>
      Promise.all(
        Array.from({ length: count }, () => acceptor.accept(aPut(`H99.05-260302-${uuidv7().slice(-12)}`))),
      ),
  }
}

async function sweep(
  t: Test,
  queue: DeliveryQueue,
  deliveries: Deliveries,
  pace: SweepPace = { everyMs: 60_000, overdueMs: 60_000, silentMs: 60_000 },
  log = silentLog,
): Promise<void> {
  const sweep = new Sweep(deliveries, queue, log, pace)
  t.teardown(() => sweep.stop())
  await sweep.start()
}

const aJob = (changes: Partial<Job> = {}): Job => ({ id: uuidv7(), adapter, version: 0, ...changes })

async function dueIds(deliveries: Deliveries): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const page of deliveries.due(new Date())) for (const job of page) ids.add(job.id)
  return ids
}

async function storedJobs(queue: DeliveryQueue, add: () => Promise<void>) {
  await add()
  const reader = queue.engine.queue(adapter)
  try {
    return await eventually(async () => {
      const jobs = await reader.getJobs(['delayed'])
      return jobs.length > 0 && jobs
    })
  } finally {
    await reader.close()
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const timer = new AbortController()
  try {
    return await Promise.race([
      promise,
      sleep(ms, undefined, { signal: timer.signal }).then(() => {
        throw new Error(`still pending after ${ms} ms`)
      }),
    ])
  } finally {
    timer.abort()
  }
}
