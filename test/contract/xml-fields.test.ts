import fc from 'fast-check'
import t from 'tap'
import { fieldsOf, objectOf } from '../../src/contract/xml/fields.ts'

/** Without nothings, which have no place, and without names that only lists have. */
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean())
const { value } = fc.letrec(tie => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
  object: fc.dictionary(
    fc.string().filter(name => !/^\d+$/.test(name)),
    tie('value'),
    { minKeys: 1, maxKeys: 4, noNullPrototype: true },
  ),
}))
const root = fc.dictionary(fc.string(), value, { maxKeys: 5, noNullPrototype: true })

t.test('what an object of any members holds comes back from places and values', async t => {
  fc.assert(fc.property(root, object => t.strictSame(objectOf(fieldsOf(object)), object)))
})

t.test('what makes no object makes none', async t => {
  const made = (...paths: string[]) => objectOf(paths.map(path => ({ path, value: 'x' })))
  t.strictSame(made(), {})
  t.strictSame(made('/a/0', '/a/1'), { a: ['x', 'x'] })
  t.strictSame(made('/a/1', '/a/0'), { a: { 1: 'x', 0: 'x' } }, 'a list counts from 0')
  t.equal(made('a'), undefined)
  t.equal(made(''), undefined)
  t.equal(made('/a', '/a'), undefined)
  t.equal(made('/a', '/a/b'), undefined)
  t.equal(made('/a/b', '/a'), undefined)
  t.equal(made('/a'.repeat(100_000)), undefined)
  t.equal(objectOf([{ path: '/a', value: '1e400', type: 'number' }]), undefined)
  t.equal(objectOf([{ path: '/a', value: 'yes', type: 'boolean' }]), undefined)
  const proto = made('/__proto__/polluted') as object
  t.strictSame([Object.keys(proto), Object.hasOwn(Object.prototype, 'polluted')], [['__proto__'], false])
})
