import t from 'tap'
import { importSetup, tapParser } from './setup-modules.ts'

interface Tally {
  passed: number
  failed: number
  skipped: number
  skips: string[]
  follow(parser: NodeJS.WritableStream): void
}

const { Tally } = await importSetup<{ Tally: new (print: (line: string) => void) => Tally }>('tally')

async function count(text: string) {
  const lines: string[] = []
  const tally = new Tally(line => lines.push(line))
  const parser = await tapParser()
  tally.follow(parser)
  parser.end(text)
  const { passed, failed, skipped, skips } = tally
  return { passed, failed, skipped, skips, output: lines.join('\n') }
}

t.test('the innermost named tests are counted, not assertions or groups', async t => {
  const seen = await count(`TAP version 14
# Subtest: test/a.test.ts
    # Subtest: group
        # Subtest: one
            ok 1 - first assertion
            ok 2 - second assertion
            1..2
        ok 1 - one
        # Subtest: two
            not ok 1 - really
              ---
              diff: |
                -expected
                +actual
              ...
            1..1
        not ok 2 - two
        1..2
    not ok 1 - group
    1..1
not ok 1 - test/a.test.ts # time=1234ms
1..1
`)
  t.match(seen, { passed: 1, failed: 1, skipped: 0 })
  t.match(seen.output, /✗ test\/a\.test\.ts {2}1\.2 s/)
  t.match(seen.output, /✗ group › two › really\n\s+diff:\n\s+-expected\n\s+\+actual/)
})

t.test('skipped tests and files are counted with their reasons, todo as well', async t => {
  const seen = await count(`TAP version 14
# Subtest: test/a.test.ts
    ok 1 - redis # SKIP needs redis-server
    ok 2 - later # TODO
    1..2
ok 1 - test/a.test.ts
# Subtest: test/b.test.ts
    1..0 # needs chromium
ok 2 - test/b.test.ts # SKIP needs chromium
1..2
`)
  t.match(seen, { passed: 0, failed: 0, skipped: 3 })
  t.same(seen.skips, [
    'test/a.test.ts › redis: needs redis-server',
    'test/a.test.ts › later: todo',
    'test/b.test.ts: needs chromium',
  ])
})

t.test('a file that ends badly fails though all its tests passed', async t => {
  const seen = await count(`TAP version 14
# Subtest: test/a.test.ts
    # Subtest: one
        ok 1 - fine
        1..1
    ok 1 - one
    something printed by the way
    1..1
not ok 1 - test/a.test.ts
  ---
  exitCode: 7
  ...
1..1
`)
  t.match(seen, { passed: 1, failed: 1, skipped: 0 })
  t.match(seen.output, /exitCode: 7/)
  t.match(seen.output, /something printed by the way/)
})

t.test('a file without any test point fails', async t => {
  const seen = await count(`TAP version 14
# Subtest: test/a.test.ts
    1..0 # no tests found
not ok 1 - test/a.test.ts
  ---
  exitCode: 1
  ...
1..1
`)
  t.match(seen, { passed: 0, failed: 1, skipped: 0 })
})
