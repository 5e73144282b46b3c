import fc from 'fast-check'
import t from 'tap'
import { agencyPath, isWithin } from '../../src/catalog/agency-code.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const digits = '0123456789'
const alphabet = [...digits, ...letters]
const group = (length: number) =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length })
    .map(characters => characters.join(''))
    .filter(text => !/^0+$/.test(text))
const province = fc
  .tuple(fc.constantFrom(...letters), fc.integer({ min: 0, max: 99 }))
  .map(([letter, number]) => `${letter}${String(number).padStart(2, '0')}`)

const serial = fc.integer({ min: 1, max: 999 }).map(number => String(number).padStart(3, '0'))

/** Paths that both spellings can write: two characters at levels 2 and 3, three digits at level 4. */
const sharedPath = fc
  .tuple(province, group(2), group(2), serial, fc.integer({ min: 1, max: 4 }))
  .map(([first, second, third, fourth, depth]) => [first, second, third, fourth].slice(0, depth))
const newPath = fc
  .tuple(province, fc.array(fc.oneof(group(2), group(3)), { maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest])

const newForm = (path: readonly string[]) => path.join('.')
const oldForm = ([first, second = '00', third = '00', fourth = '000']: readonly string[]) =>
  `${fourth}.${third}.${second}.${first}`

t.test('both spellings lead to the same path', async t => {
  t.same(agencyPath('H99.31.12'), ['H99', '31', '12'])
  t.same(agencyPath('000.00.17.H99'), ['H99', '17'])
  t.same(agencyPath('001.05.17.H99'), ['H99', '17', '05', '001'])
  t.same(agencyPath('000.00.00.H99'), ['H99'])
  fc.assert(
    fc.property(sharedPath, path => {
      t.same(agencyPath(newForm(path)), path)
      t.same(agencyPath(oldForm(path)), path)
    }),
    { numRuns: 50 },
  )
})

t.test('a code that fits both spellings is read in the newer one', async t => {
  t.ok(isWithin('H99.31.12.A01', 'H99.31'))
  t.notOk(isWithin('H99.31.12.A01', 'A01'))
})

t.test('a scope covers itself and everything below, in any mix of spellings', async () => {
  fc.assert(
    fc.property(sharedPath, fc.nat(3), fc.boolean(), fc.boolean(), (path, cut, oldAgency, oldScope) => {
      const scope = path.slice(0, Math.max(1, path.length - cut))
      const spell = (old: boolean, parts: readonly string[]) => (old ? oldForm(parts) : newForm(parts))
      return isWithin(spell(oldAgency, path), spell(oldScope, scope))
    }),
  )
})

t.test('a scope covers nothing above or beside it', async () => {
  fc.assert(
    fc.property(newPath, newPath, (agency, scope) => {
      const expected = scope.length <= agency.length && scope.every((part, level) => part === agency[level])
      return isWithin(newForm(agency), newForm(scope)) === expected
    }),
  )
  fc.assert(
    fc.property(newPath, group(2), group(2), (path, mine, theirs) => {
      fc.pre(mine !== theirs && path.length < 5)
      const inner = newForm([...path, mine])
      return !isWithin(newForm(path), inner) && !isWithin(newForm([...path, theirs]), inner)
    }),
  )
})

t.test('groups are compared whole', async t => {
  t.notOk(isWithin('H99.312', 'H99.31'))
  t.notOk(isWithin('H991', 'H99'))
  t.notOk(isWithin('H99.05', 'H99.005'))
})

t.test('malformed codes are within nothing and hold nothing', async t => {
  const malformed = [
    '',
    'H9',
    'h99',
    'H99.',
    'H99..31',
    '.H99',
    'H99 ',
    'H99.3',
    'H99.3a',
    '00.00.17.H99',
    'H99\n',
  ]
  for (const code of malformed) {
    t.notOk(isWithin(code, code), JSON.stringify(code))
    t.notOk(isWithin('H99.31', code), JSON.stringify(code))
    t.notOk(isWithin(code, 'H99'), JSON.stringify(code))
  }
  fc.assert(
    fc.property(fc.string(), text => agencyPath(text) !== undefined || !isWithin(text, 'H99')),
    { numRuns: 500 },
  )
})

t.test('an old code with an unused level above a used one climbs nowhere', async t => {
  t.notOk(isWithin('001.00.17.H99', 'H99'))
  t.notOk(isWithin('000.00.17.H99', '000.17.00.H99'))
  t.notOk(isWithin('001.05.17.H99', '001.00.00.H99'))
})
