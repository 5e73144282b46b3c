import { readdir } from 'node:fs/promises'
import t from 'tap'
import { conform } from '../../src/adapter/conformance/conform.ts'

const folder = new URL('../../adapters/', import.meta.url)
const adapters = (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isDirectory())

t.test('there are adapters to test', async t => {
  t.ok(adapters.length > 0)
})

for (const { name } of adapters) {
  t.test(name, async t => {
    const { findings, coverage, passed } = await conform(new URL(`${name}/`, folder))
    for (const { check, subject, faults } of findings) t.strictSame(faults, [], `${check} ${subject ?? ''}`)
    t.ok(passed)
    t.strictSame(coverage?.unreached, [], 'every rule is reached by a fixture')
    t.strictSame(coverage?.unexercised, [], 'every row is exercised by a fixture')
  })
}
