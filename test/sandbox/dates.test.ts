import fc from 'fast-check'
import t from 'tap'
import { isPortalDate } from '../../src/sandbox/portal/dates.ts'

t.test('every real moment is a portal date', async () => {
  const moments = fc.date({
    min: new Date('1900-01-01T00:00:00Z'),
    max: new Date('2999-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(moments, moment => isPortalDate(moment.toISOString().slice(0, 19).replace(/\D/g, ''))),
  )
})

t.test('fourteen digits are a portal date only when the calendar has them', async () => {
  const digits = fc.tuple(
    fc.integer({ min: 1900, max: 2100 }),
    ...[19, 39, 29, 69, 69].map(max => fc.integer({ min: 0, max })),
  )
  fc.assert(
    fc.property(digits, ([year, ...rest]) => {
      const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest
      const two = (n: number) => String(n).padStart(2, '0')
      const iso = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}.000Z`
      const moment = new Date(iso)
      const real = !Number.isNaN(moment.getTime()) && moment.toISOString() === iso
      return isPortalDate(iso.slice(0, 19).replace(/\D/g, '')) === real
    }),
  )
})

t.test('anything but fourteen digits is no portal date', async t => {
  for (const text of [
    '',
    '2023060508150',
    '202306050815000',
    '2023-06-05 08:15',
    ' 20230605081500',
    '20230605081500\n',
  ]) {
    t.notOk(isPortalDate(text), JSON.stringify(text))
  }
})
