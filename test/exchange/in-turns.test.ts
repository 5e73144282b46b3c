import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { inTurns } from '../../src/exchange/in-turns.ts'

t.test(
  'those of one key go in their order, no more at once than may, results in the order of the list',
  async t => {
    const item = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), turns: fc.nat(5) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        async (given, atOnce) => {
          const items = given.map((one, index) => ({ ...one, index }))
          const begun: number[] = []
          let running = 0
          let most = 0
          const results = await inTurns(
            items,
            { keyOf: ({ key }) => key, atOnce },
            async ({ index, turns }) => {
              begun.push(index)
              most = Math.max(most, ++running)
              for (let turn = 0; turn < turns; turn++) await setImmediate()
              running -= 1
              return index
            },
          )
          t.strictSame(
            results,
            items.map(({ index }) => index),
          )
          t.ok(most <= atOnce)
          for (const key of 'abcd') {
            const own = begun.filter(index => items[index]?.key === key)
            t.strictSame(
              own,
              [...own].sort((one, other) => one - other),
            )
          }
        },
      ),
      { numRuns: 30 },
    )
  },
)

t.test('nothing of a key is begun after one of it has failed; all the rest ends', async t => {
  const done: string[] = []
  const work = async (name: string) => {
    await setImmediate()
    if (name === 'a2') throw new RangeError(name)
    done.push(name)
    return name
  }
  const names = ['a1', 'a2', 'b1', 'a3', 'b2', 'c1']
  await t.rejects(inTurns(names, { keyOf: ([key = '']) => key, atOnce: 2 }, work), { message: 'a2' })
  t.strictSame(done.sort(), ['a1', 'b1', 'b2', 'c1'])
})
