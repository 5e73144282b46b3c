import fc from 'fast-check'
import t from 'tap'
import { statusValues } from '../../src/contract/schemas.ts'
import { dossierViolations, stepViolations } from '../../src/contract/validate.ts'
import { needsDates } from '../../src/exchange/status.ts'
import { aDossier, aRegistered, aStep } from '../api/support.ts'

t.test('a dossier and a step that are right have no violations', async t => {
  t.same(dossierViolations(aDossier()), [])
  t.same(dossierViolations(aRegistered()), [])
  t.same(stepViolations(aStep()), [])
})

t.test('every fault is listed with its pointer, in both languages', async t => {
  const { summary: _summary, ...rest } = aDossier()
  const found = dossierViolations({
    ...rest,
    channel: 'fax',
    'a/b~c': 1,
    filedAt: 'hôm qua',
    agency: { code: 'h99', name: '' },
    applicant: {
      type: 'citizen',
      name: 'x'.repeat(501),
      email: 'không phải',
      identities: [{ type: 'cccd' }],
    },
    databases: ['A', 'A'],
    documents: [{ name: 'a' }, { digitised: 'yes' }],
    fees: [{ name: 'a', kind: 'fee', amount: -1 }],
  })
  const pointers = found.map(({ pointer }) => pointer)
  t.same([...pointers].sort(), [
    '/agency/code',
    '/agency/name',
    '/applicant/email',
    '/applicant/identities/0/number',
    '/applicant/identities/0/type',
    '/applicant/name',
    '/a~1b~0c',
    '/channel',
    '/databases',
    '/documents/1/digitised',
    '/documents/1/name',
    '/fees/0/amount',
    '/filedAt',
    '/summary',
  ])
  for (const { pointer, message } of found) {
    t.match(message.vi, /\p{L}/u, pointer)
    t.match(message.en, /\p{L}/u, pointer)
    t.not(message.vi, message.en, pointer)
    t.notMatch(message.en, /fails the rule/, `${pointer} is told in words`)
  }
})

t.test('a value is never quoted', async t => {
  const secret = 'Nguyễn Thị Bí Mật 000987654321'
  const found = dossierViolations({
    ...aDossier(),
    channel: secret,
    filedAt: secret,
    agency: { code: secret, name: 5 },
    applicant: { type: secret, name: secret.repeat(40), email: secret, phone: secret },
    databases: [secret, secret],
  })
  t.ok(found.length >= 8)
  t.notMatch(JSON.stringify(found), /Bí Mật|000987654321/)
})

t.test('from acceptance on a dossier carries its dates, unless its procedure is immediate', async t => {
  const { receivedAt, dueAt, ...bare } = aDossier()
  for (const status of statusValues) {
    const pointersOf = (dossier: unknown) => dossierViolations(dossier).map(({ pointer }) => pointer)
    const needed = needsDates(status as never)
    t.same(pointersOf({ ...bare, status }).sort(), needed ? ['/dueAt', '/receivedAt'] : [], status)
    t.same(pointersOf({ ...bare, status, receivedAt }), needed ? ['/dueAt'] : [], status)
    t.same(pointersOf({ ...bare, status, receivedAt, dueAt }), [], status)
    const immediate = { ...bare.procedure, immediate: true }
    t.same(pointersOf({ ...bare, status, receivedAt, procedure: immediate }), [], status)
    t.same(pointersOf({ ...bare, status, procedure: immediate }), needed ? ['/receivedAt'] : [], status)
  }
})

t.test('an instant is RFC 3339 with its offset, and one that clocks and databases know', async t => {
  const good = [
    '2023-06-05T08:15:00+07:00',
    '2023-06-05T01:15:00Z',
    '2023-06-05T01:15:00.123456Z',
    '2024-02-29T00:00:00-05:30',
    '2023-06-05t01:15:00z',
  ]
  const bad = [
    '2023-06-05',
    '2023-06-05T08:15:00',
    '2023-06-05T08:15+07:00',
    '2023-06-05T08:15:00+07',
    '2023-06-05T08:15:00+0700',
    '2023-02-29T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '2023-06-05T24:00:00Z',
    '2023-06-05T08:15:00+23:59',
    '05/06/2023 08:15',
    '20230605081500',
    '',
  ]
  for (const filedAt of good) t.same(dossierViolations({ ...aDossier(), filedAt }), [], filedAt)
  for (const filedAt of bad)
    t.equal(dossierViolations({ ...aDossier(), filedAt })[0]?.pointer, '/filedAt', filedAt)
})

/** Every path of a value, as the keys that lead to it. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, item]) => paths(item, [...path, key]))]
}

function changed(value: unknown, path: readonly string[], by: (old: unknown) => unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined) return by(value)
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === first ? changed(item, rest, by) : item))
  return { ...(value as object), [first]: changed((value as Record<string, unknown>)[first], rest, by) }
}

t.test('any change of a right dossier is right again or listed with a pointer that leads there', async t => {
  const whole = aDossier({
    fees: [{ name: 'Lệ phí', kind: 'fee', amount: 50_000 }],
    supplements: [{ id: '1', content: 'Bổ sung', requestedAt: '2023-06-06T08:00:00+07:00' }],
    results: [{ name: 'Giấy phép', code: 'KQ.1', url: 'https://tep.h99.example/1' }],
    databases: ['CSDLDC'],
  })
  const anyPath = fc.constantFrom(...paths(whole))
  const anyKey = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'name', 'code', 'a/b'),
  )
  const mutation = fc.oneof(
    fc.record({ path: anyPath, value: fc.jsonValue() }),
    fc.record({ path: anyPath, key: anyKey, value: fc.jsonValue() }),
  )
  let right = 0
  let wrong = 0
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), mutations => {
      let value: unknown = whole
      for (const { path, value: by, ...rest } of mutations) {
        const key = 'key' in rest ? rest.key : undefined
        try {
          value = changed(value, path, old =>
            key === undefined
              ? by
              : Object.fromEntries([...Object.entries((old as object | null) ?? {}), [key, by]]),
          )
        } catch {
          // An earlier change took this place away.
        }
      }
      const found = dossierViolations(value)
      if (found.length === 0) {
        right += 1
        return true
      }
      wrong += 1
      return found.every(
        ({ pointer, message }) => leads(value, pointer) && message.vi !== '' && message.en !== '',
      )
    }),
    { numRuns: 2_000 },
  )
  t.ok(right > 0 && wrong > 500, `${right} right, ${wrong} wrong`)
})

/** A pointer leads to a place of the value, or to a member that is missing right below such a place. */
function leads(value: unknown, pointer: string): boolean {
  if (pointer === '') return true
  const keys = pointer
    .slice(1)
    .split('/')
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  let place = value
  for (const key of keys.slice(0, -1)) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, key)) return false
    place = (place as Record<string, unknown>)[key]
  }
  return typeof place === 'object' && place !== null
}

t.test('a personal number has twelve digits, an old identity card nine', async t => {
  const pointers = (type: string, number: string) =>
    dossierViolations({
      ...aDossier(),
      applicant: { type: 'citizen', name: 'NGUYỄN VĂN MẪU', identities: [{ type, number }] },
    }).map(({ pointer }) => pointer)
  t.same(pointers('personal-id', '000000000001'), [])
  t.same(pointers('old-id', '000000001'), [])
  t.same(pointers('personal-id', '000000001'), ['/applicant/identities/0/number'])
  t.same(pointers('old-id', '000000000001'), ['/applicant/identities/0/number'])
})
