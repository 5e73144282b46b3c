import t from 'tap'
import { compileTable } from '../../../src/adapter/mapping/table.ts'

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const compile = (...rows: string[]) =>
  compileTable('t', ['canonical,native,codec', ...rows].join('\n'), { tables: new Map() })
const field = (expression: string) => compile(`a,A,${quoted(`jsonata("${expression}")`)}`, 'b,,ignore("x")')

t.test('an expression sees its value and the message, and decodes with a second one', async t => {
  t.strictSame(field(`$ & '/' & $message.b`).encode({ a: 'x', b: 'y' }).native, { A: 'x/y' })
  t.strictSame(field('$ * 2').encode({ a: 21 }).native, { A: 42 })
  t.strictSame(field('$exists($) ? 1 : 0').encode({}).native, { A: 0 })
  t.strictSame(compile(`,A,${quoted('jsonata("b")')}`).encode({ b: 'y' }).native, { A: 'y' })
  const both = compile(`a,A,${quoted(`jsonata("'x' & $", "$substring($, 1)")`)}`)
  t.strictSame(both.decode(both.encode({ a: 'k' }).native).canonical, { a: 'k' })
  t.strictSame(
    compile('n[].v,N[].V,', `n[],N[].Sum,${quoted('jsonata("v + 1")')}`).encode({ n: [{ v: 1 }, { v: 2 }] })
      .native,
    {
      N: [
        { V: 1, Sum: 2 },
        { V: 2, Sum: 3 },
      ],
    },
  )
})

t.test('what cannot be bounded or repeated is refused when the table is read', async t => {
  for (const [expression, reason] of [
    ['$match($, /(a+)+$/)', /regular expressions/],
    ['$replace($, /a/, $)', /regular expressions/],
    [`$eval('1')`, /\$eval is not allowed/],
    [`($e := $eval; $e('1'))`, /\$eval is not allowed/],
    ['$now()', /clock/],
    ['$random()', /same text/],
    ['$ +', /cannot be read/],
    [`'${'x'.repeat(3000)}'`, /longer than/],
  ] as const) {
    t.throws(() => field(expression), { code: 'adapter-invalid', reason }, expression.slice(0, 40))
  }
})

t.test('hostile expressions end within their limits, and others go on working', async t => {
  const fine = field('$uppercase($)')
  for (const [expression, reason] of [
    ['($f := function($n) { $f($n + 1) }; $f(0))', /steps|deeply|long|large/],
    ['($f := function($n) { 1 + $f($n + 1) }; $f(0))', /deeply/],
    ['($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f($, 60)))', /large|deeply/],
    ['$count([1..9999999])', /long|D2014/],
    ['$count([1..4000].([1..4000].([1..4000])))', /steps|large|long|took/],
    [`$length($pad($, 500000000, 'x'))`, /large/],
    ['$length($join([1..4000].($string($)), $pad($, 90000)))', /large|took/],
    [`$length($replace($pad($, 90000, 'a'), 'a', $pad($, 90000, 'b')))`, /large/],
    ['$string([1..4000].([1..4000]))', /large|long|steps/],
    ['$sum($map([1..4000], function($i) { $sum($map([1..4000], function($j) { $j })) }))', /steps|took/],
  ] as const) {
    const table = field(expression)
    const start = performance.now()
    const { violations } = table.encode({ a: 'bi-mat' })
    const took = performance.now() - start
    t.ok(took < 5000, `${expression.slice(0, 50)} ended after ${Math.round(took)} ms`)
    t.match(violations[0]?.message.en, reason, expression.slice(0, 50))
    t.notMatch(JSON.stringify(violations), 'bi-mat')
    t.strictSame(fine.encode({ a: 'ok' }).native, { A: 'OK' })
  }
})

t.test('what only the clock can stop is stopped every time, a fresh thread included', async t => {
  // Comparing every pair of thousands is done inside one built-in function, of which no step is counted.
  const slow = field('$count($distinct($zip([1..5000], [4001..9000])))')
  for (let round = 0; round < 3; round++) {
    const start = performance.now()
    const { violations } = slow.encode({ a: 'x' })
    const took = performance.now() - start
    t.match(violations, [{ message: { en: /took too long/ } }])
    t.ok(took < 3000, `round ${round} took ${Math.round(took)} ms`)
  }
})

t.test('the expressions of a long list have no more time together than a message has', async t => {
  const slow = quoted('jsonata("$count($distinct($zip([1..5000], [4001..9000])))")')
  const table = compile('n[].v,N[].V,', `n[],N[].Sum,${slow}`)
  // Half a second each, one by one: the process would stand still for ten minutes.
  const { violations, native } = table.encode({ n: Array.from({ length: 1200 }, (_, v) => ({ v })) })
  t.equal(violations.length, 1200)
  t.match(violations[1199]?.message.en, /took too long/)
  t.same((native.N as unknown[]).at(-1), { V: 1199 })
  t.strictSame(field('$uppercase($)').encode({ a: 'ok' }).native, { A: 'OK' }, 'the next has its own')
})

t.test('an expression reaches nothing but the message', async t => {
  for (const expression of [
    `$lookup($, 'constructor')`,
    `constructor`,
    `__proto__`,
    `$.constructor.constructor`,
    '$process',
    '$guest',
    '$string($string)',
    '$uppercase',
  ]) {
    const { native } = field(expression).encode({ a: { b: 1 } })
    t.ok(native.A === undefined || native.A === '', `${expression} gives ${typeof native.A}`)
  }
})

t.test('errors tell the shape and JSONata’s code, never the value', async t => {
  const { violations } = field('$number($)').encode({ a: 'bi-mat' })
  t.match(violations, [
    { pointer: '/a', message: { en: /failed with D3030 \(is text of 6 characters\) \(stands for \/A\)/ } },
  ])
})
