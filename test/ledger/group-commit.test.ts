import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { GroupCommit } from '../../src/ledger/group-commit.ts'

type Settled = Array<PromiseSettledResult<string>>
const done = (items: string[]): Settled =>
  items.map(value => ({ status: 'fulfilled', value: `${value} done` }))

/** Items are words; their first letter is their key. */
function committer(
  flush: (items: string[]) => Promise<Settled>,
  options: { most?: number; flights?: number; worthwhile?: number; paceMs?: number; paceShare?: number } = {},
) {
  const batches: string[][] = []
  const commit = new GroupCommit<string, string>({
    flush: items => {
      batches.push(items)
      return flush(items)
    },
    keyOf: item => item.slice(0, 1),
    most: 100,
    ...options,
  })
  return {
    commit,
    batches,
    submitAll: (...items: string[]) => Promise.all(items.map(item => commit.submit(item))),
  }
}

/** The same; each flush waits until it is released. */
function holder(options: Parameters<typeof committer>[1]) {
  const held: Array<() => void> = []
  const flush = async (items: string[]) => {
    await new Promise<void>(resolve => held.push(resolve))
    return done(items)
  }
  const release = () => {
    for (const go of held.splice(0)) go()
  }
  return { ...committer(flush, options), release }
}

/** Turns of the event loop in which whatever may begin has begun; a timer may come before them. */
async function turns(): Promise<void> {
  for (let number = 0; number < 5; number++) await turn()
}

t.test('what arrives in one turn goes together', async t => {
  const { batches, submitAll } = committer(async items => done(items))
  t.same(await submitAll('a1', 'b1', 'c1'), ['a1 done', 'b1 done', 'c1 done'])
  t.same(batches, [['a1', 'b1', 'c1']])
})

t.test('what arrives during a flush waits and goes together with the next', async t => {
  const { commit, batches, release } = holder({})
  commit.leave('a1')
  await turns()
  commit.leave('b1')
  commit.leave('c1')
  await turns()
  t.same(batches, [['a1']])
  release()
  await turns()
  t.same(batches, [['a1'], ['b1', 'c1']])
})

t.test('items of one key never share a flush and keep their order', async t => {
  const { batches, submitAll } = committer(async items => done(items))
  await submitAll('a1', 'a2', 'b1', 'a3', 'b2')
  t.same(batches, [['a1', 'b1'], ['a2', 'b2'], ['a3']])
})

t.test('a batch is never larger than the most', async t => {
  const { batches, submitAll } = committer(async items => done(items), { most: 2 })
  await submitAll('a1', 'b1', 'c1', 'd1', 'e1')
  t.same(batches, [['a1', 'b1'], ['c1', 'd1'], ['e1']])
})

t.test('a flush that fails rejects its own items and no others', async t => {
  const { submitAll, commit } = committer(
    async items => {
      if (items.includes('b1')) throw new Error('lost')
      return done(items)
    },
    { most: 2 },
  )
  const rest = Promise.allSettled(['a1', 'b1', 'c1', 'd1'].map(item => commit.submit(item)))
  t.same(
    (await rest).map(({ status }) => status),
    ['rejected', 'rejected', 'fulfilled', 'fulfilled'],
  )
  t.same(await submitAll('a2'), ['a2 done'], 'and it goes on afterwards')
})

t.test('a flush settles each item by itself', async t => {
  const { commit } = committer(async items =>
    items.map(value =>
      value === 'b1' ? { status: 'rejected', reason: new Error('refused') } : { status: 'fulfilled', value },
    ),
  )
  const results = await Promise.allSettled([commit.submit('a1'), commit.submit('b1')])
  t.match(results, [
    { status: 'fulfilled', value: 'a1' },
    { status: 'rejected', reason: { message: 'refused' } },
  ])
})

t.test('an item that a flush forgot is rejected, not left hanging', async t => {
  const { commit } = committer(async items => done(items.slice(0, 1)))
  const results = await Promise.allSettled([commit.submit('a1'), commit.submit('b1')])
  t.same(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
})

t.test('idle waits for what is under way and what waits behind it', async t => {
  const { commit, batches } = committer(
    async items => {
      await sleep(15)
      return done(items)
    },
    { most: 1, flights: 2 },
  )
  await commit.idle()
  const items = ['a1', 'b1', 'a2', 'c1'].map(item => commit.submit(item))
  await commit.idle()
  t.equal(batches.length, 4)
  const states = await Promise.all(items.map(item => Promise.race([item, 'pending'])))
  t.notOk(states.includes('pending'))
})

t.test('flushes begin no closer than the pace', async t => {
  const { commit, batches } = committer(async items => done(items), { paceMs: 100 })
  const before = performance.now()
  await commit.submit('a1')
  await Promise.all([commit.submit('b1'), commit.submit('c1')])
  const both = performance.now() - before
  t.same(batches, [['a1'], ['b1', 'c1']])
  t.ok(both >= 99, `${both} ms`)
})

t.test('where a flush takes less, the pace is a share of that', async t => {
  const slow = async (items: string[]) => {
    await sleep(80)
    return done(items)
  }
  const { commit, batches } = committer(slow, { paceMs: 60_000, paceShare: 20 })
  await commit.submit('a1')
  await turns()
  const before = performance.now()
  await commit.submit('b1')
  const both = performance.now() - before
  t.same(batches, [['a1'], ['b1']])
  // Of the first flush an eighth counts, 10 ms: 200 ms from its beginning, and then the second flush.
  t.ok(both >= 180 && both < 5_000, `${both} ms`)
})

t.test('while a flush is under way another begins only when it is worth it', async t => {
  const { commit, batches, release } = holder({ flights: 2, worthwhile: 3 })
  const all = [commit.submit('a1')]
  await turns()
  all.push(commit.submit('b1'), commit.submit('c1'))
  await turns()
  t.same(batches, [['a1']], 'two are not')
  all.push(commit.submit('d1'))
  await turns()
  t.same(batches, [['a1'], ['b1', 'c1', 'd1']], 'three are')
  all.push(commit.submit('e1'))
  release()
  await turns()
  t.same(batches.at(-1), ['e1'], 'with none under way one is')
  release()
  await Promise.all(all)
})

t.test('the more was on its way of late, the more it takes to be worth it', async t => {
  const { commit, batches, release } = holder({ flights: 2, worthwhile: 2 })
  /** All flushes, one after the other. */
  const settle = async () => {
    for (let flush = 0; flush < 3; flush++) {
      release()
      await turns()
    }
  }
  const submit = (letters: string) => {
    for (const letter of letters) commit.leave(letter)
    return turns()
  }
  await submit('abcdefghij')
  t.same(
    batches.map(items => items.length),
    [2, 2],
    'the other six wait',
  )
  await settle()
  t.same(batches.at(-1)?.join(''), 'efghij')

  await submit('a')
  await submit('bcd')
  t.same(batches.at(-1), ['a'], 'three are less than half of those eight')
  await submit('e')
  t.same(batches.at(-1)?.join(''), 'bcde')
  await settle()

  // A crowd is forgotten.
  for (let flush = 0; flush < 50; flush++) {
    await submit('a')
    await settle()
  }
  await submit('a')
  await submit('bc')
  t.same(batches.at(-1)?.join(''), 'bc')
  await settle()
})

t.test('what is worthwhile does not wait for the rest of its turn', async t => {
  const { batches, submitAll } = committer(async items => done(items), { flights: 2, worthwhile: 2 })
  await submitAll('a1', 'b1', 'c1', 'd1', 'e1')
  t.same(batches, [['a1', 'b1'], ['c1', 'd1'], ['e1']])
})

t.test('what is worthwhile keeps the pace', async t => {
  const { commit, batches } = committer(async items => done(items), { worthwhile: 2, paceMs: 400 })
  await Promise.all([commit.submit('a1'), commit.submit('b1')])
  const later = [commit.submit('c1'), commit.submit('d1')]
  await sleep(10)
  t.same(batches, [['a1', 'b1']])
  await Promise.all(later)
  t.same(batches, [
    ['a1', 'b1'],
    ['c1', 'd1'],
  ])
})

t.test('who comes alone need not keep the pace', async t => {
  const { commit, batches } = committer(async items => done(items), { worthwhile: 2, paceMs: 60_000 })
  await commit.submit('a1')
  await commit.submit('b1')
  t.same(batches, [['a1'], ['b1']])
})

t.test('many items of one key hold no other up', async t => {
  const { commit, batches, release } = holder({ flights: 2, worthwhile: 2 })
  const all = [commit.submit('a1'), commit.submit('b1')]
  for (let number = 2; number <= 50; number++) all.push(commit.submit(`a${number}`))
  all.push(commit.submit('c1'), commit.submit('d1'))
  await turns()
  t.same(batches, [
    ['a1', 'b1'],
    ['c1', 'd1'],
  ])
  const releasing = setInterval(release, 1)
  await Promise.all(all)
  clearInterval(releasing)
  const order = batches.flat().filter(item => item.startsWith('a'))
  t.same(
    order,
    Array.from({ length: 50 }, (_, index) => `a${index + 1}`),
  )
})

t.test('a full flush does not wait for the pace', async t => {
  const { commit, batches } = committer(async items => done(items), { paceMs: 60_000, most: 3 })
  await commit.submit('a1')
  const early = commit.submit('b1')
  commit.leave('c1')
  commit.leave('d1')
  await early
  t.same(batches, [['a1'], ['b1', 'c1', 'd1']])
})

t.test('whatever arrives and fails: nothing lost, order kept, batches and flights within bounds', async t => {
  const item = fc.record({ key: fc.constantFrom(...'abcde'), pause: fc.nat(2), fails: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      async (plan, most, flights, worthwhile) => {
        const words = plan.map(({ key }, place) => `${key}${place}`)
        const failing = new Set(words.filter((_, place) => plan[place]?.fails))
        const flushed: string[] = []
        const inFlight = new Map<string, number>()
        let flying = 0
        const commit = new GroupCommit<string, string>({
          async flush(items) {
            const keys = items.map(word => word.slice(0, 1))
            if (items.length > most || ++flying > flights) throw new RangeError('too many at once')
            if (new Set(keys).size !== keys.length) throw new RangeError('a key twice in one flush')
            for (const key of keys) {
              if (inFlight.has(key)) throw new RangeError('a key in two flushes at once')
              inFlight.set(key, 1)
            }
            flushed.push(...items)
            await sleep(items.length % 2)
            for (const key of keys) inFlight.delete(key)
            flying--
            return items.map(word =>
              failing.has(word) ? { status: 'rejected', reason: word } : { status: 'fulfilled', value: word },
            )
          },
          keyOf: word => word.slice(0, 1),
          most,
          flights,
          ...(worthwhile === undefined ? {} : { worthwhile }),
        })
        const results: Array<Promise<PromiseSettledResult<string>[]>> = []
        for (const [place, word] of words.entries()) {
          results.push(Promise.allSettled([commit.submit(word)]))
          const pause = plan[place]?.pause ?? 0
          if (pause > 0) await sleep(pause - 1)
        }
        const settled = (await Promise.all(results)).flat()
        await commit.idle()
        for (const [place, word] of words.entries()) {
          const result = settled[place]
          const own = result?.status === 'fulfilled' ? result.value : result?.reason
          if (own !== word) throw new Error(`${word} got ${String(own)}`)
          if ((result?.status === 'rejected') !== failing.has(word))
            throw new Error(`${word} settled wrongly`)
        }
        for (const key of 'abcde') {
          const order = flushed.filter(word => word.startsWith(key))
          const sent = words.filter(word => word.startsWith(key))
          if (order.join() !== sent.join()) throw new Error(`${key} out of order: ${order.join()}`)
        }
      },
    ),
    { numRuns: 60 },
  )
  t.pass()
})
