import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import t from 'tap'
import { Fault } from '../../src/errors/fault.ts'
import { afterQuiet, dayStart, readQuietHours } from '../../src/notify/hours.ts'
import { compileMessages, openMessages, withHeirs } from '../../src/notify/messages.ts'
import { fromCaller, fromDossier, render } from '../../src/notify/template.ts'

const wording = {
  accented: 'Hồ sơ {code} hẹn trả {due}.',
  plain: 'Ho so {code} hen tra {due}.',
}
const parameters = {
  code: { from: '/code', max: 20 },
  due: { from: '/dueAt', as: 'date', max: 10, otherwise: 'trong ngày' },
} as const

t.test('a dossier fills a template, on Vietnam’s calendar, in both forms', async t => {
  const filled = fromDossier(parameters, { code: 'H99.05-261122-0007', dueAt: '2026-11-30T17:30:00Z' })
  if (filled.kind !== 'filled') return t.fail('not filled')
  t.equal(render(wording, filled.values, 'accented'), 'Hồ sơ H99.05-261122-0007 hẹn trả 01/12/2026.')
  t.equal(render(wording, filled.values, 'plain'), 'Ho so H99.05-261122-0007 hen tra 01/12/2026.')
})

t.test('what a dossier lacks is said otherwise, or keeps the message back', async t => {
  t.match(fromDossier(parameters, { code: 'x' }), { kind: 'filled', values: { due: 'trong ngày' } })
  t.match(fromDossier(parameters, {}), { kind: 'wrong', missing: ['code'] })
})

t.test('a dossier’s long name is cut, a caller’s long value is refused', async t => {
  t.match(fromDossier(parameters, { code: 'x'.repeat(30) }), { values: { code: 'x'.repeat(20) } })
  t.match(fromCaller(parameters, { code: 'x'.repeat(30) }), { kind: 'wrong', tooLong: ['code'] })
})

t.test('a value stays a value, whatever stands in it', async t => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), value => {
      const filled = fromCaller({ code: { max: 1000 }, due: { max: 10 } }, { code: value, due: '{code}' })
      if (filled.kind !== 'filled') return t.equal(value.replace(/[\p{Cc}\s]|\p{Cf}/gu, '').trim(), '', value)
      const text = render(wording, filled.values, 'accented')
      t.ok(text.endsWith('hẹn trả {code}.'), 'a placeholder inside a value is text')
      t.notMatch(text, /[\n\r]/, 'no value begins a line of its own')
      return true
    }),
  )
})

t.test('quiet hours hold a message until they end, over midnight too', async t => {
  const night = readQuietHours('21:00-07:00')
  if (night === undefined) return t.fail('not read')
  const at = (text: string) => afterQuiet(new Date(text), night).toISOString()
  t.equal(at('2026-11-22T20:59:59+07:00'), '2026-11-22T13:59:59.000Z')
  t.equal(at('2026-11-22T21:00:00+07:00'), '2026-11-23T00:00:00.000Z')
  t.equal(at('2026-11-23T03:00:00+07:00'), '2026-11-23T00:00:00.000Z')
  t.equal(at('2026-11-23T07:00:00+07:00'), '2026-11-23T00:00:00.000Z')
  const noon = readQuietHours('11:30-13:30')
  if (noon === undefined) return t.fail('not read')
  t.equal(afterQuiet(new Date('2026-11-22T12:00:00+07:00'), noon).toISOString(), '2026-11-22T06:30:00.000Z')
})

t.test('whatever the hours: never earlier, never within them, never more than a day later', async t => {
  const time = fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1439 }))
  const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(time, instants, ([from, to], now) => {
      const then = afterQuiet(now, { from, to })
      t.ok(then >= now && then.getTime() - now.getTime() <= 86_400_000)
      t.equal(afterQuiet(then, { from, to }).getTime(), then.getTime())
    }),
  )
})

t.test('hours that are none are not read', async t => {
  for (const text of ['21-7', '24:00-07:00', '21:00', '', '21:60-07:00'])
    t.equal(readQuietHours(text), undefined, text)
  t.same(readQuietHours('none'), { from: 0, to: 0 })
})

t.test('a day begins at midnight in Vietnam', async t => {
  t.equal(dayStart(new Date('2026-11-22T17:00:00Z')).toISOString(), '2026-11-22T17:00:00.000Z')
  t.equal(dayStart(new Date('2026-11-22T16:59:59Z')).toISOString(), '2026-11-21T17:00:00.000Z')
})

t.test('the shipped templates: the three messages, for every agency of the synthetic province', async t => {
  const messages = openMessages()
  for (const point of ['received', 'paid', 'result-ready'] as const) {
    t.equal(messages.forPoint(point, 'H99.05')?.event, point)
    t.equal(messages.forPoint(point, '000.00.05.H99')?.event, point)
    t.equal(messages.forPoint(point, 'H98.05'), undefined)
  }
  const received = messages.forPoint('received', 'H99')
  t.same(received && messages.channelsOf(received), ['zalo-zns', 'viettel-sms', 'vnpt-sms', 'esms'])
  t.ok(messages.fallsBackOn('no-account'))
  t.notOk(messages.fallsBackOn('login-refused'))
})

t.test('an agency’s own template goes before its province’s', async t => {
  const template = (id: string, agencies: string[]) => ({
    id,
    event: 'received',
    agencies,
    parameters: {},
    text: { accented: 'Chào', plain: 'Chao' },
  })
  const file = {
    channels: ['esms'],
    fallbackOn: [],
    templates: [template('all', ['H99']), template('one', ['H99.05'])],
  }
  const messages = compileMessages(file, 'x')
  t.equal(messages.forPoint('received', 'H99.05.01')?.id, 'one')
  t.equal(messages.forPoint('received', 'H99.06')?.id, 'all')
})

t.test('templates that could not be sent stop the start, all faults at once', async t => {
  const broken = {
    channels: ['esms'],
    fallbackOn: [],
    templates: [
      {
        id: 'one',
        event: 'paid',
        agencies: ['h99'],
        parameters: { code: { max: 5 } },
        text: { accented: 'Hồ sơ {kode}', plain: 'Hồ sơ' },
      },
    ],
  }
  const error = t.throws(() => compileMessages(broken, 'x.json'))
  if (!(error instanceof Fault)) return t.fail('no Fault')
  t.equal(error.code, 'messages-invalid')
  for (const part of ['{kode}', 'h99', '"from"', 'GSM']) t.ok(error.detail('en').includes(part), part)
})

t.test('after a reform the templates of the agency in its place count first', async t => {
  const shipped = openMessages()
  const [template] = shipped.templates
  if (template === undefined) throw new Error('no template')
  const of = (id: string, agencies: string[]) => ({ ...template, id, agencies })
  const { $schema: _, ...file } = JSON.parse(
    readFileSync(new URL('../../config/messages/templates.json', import.meta.url), 'utf8'),
  )
  const own = { ...file, templates: [of('a', ['H99.41']), of('a2', ['H99.301'])] }
  const heirs = withHeirs(compileMessages(own, 'x'), code => (code === 'H99.41.01' ? 'H99.301' : undefined))
  t.equal(heirs.forPoint('received', 'H99.41.01')?.id, 'a2', 'of the one in its place')
  t.equal(heirs.find('a', 'H99.41.01')?.id, 'a', 'its own where that has none')
  t.equal(heirs.forPoint('received', 'H99.41.02')?.id, 'a')
  t.equal(heirs.forPoint('received', 'H99.05'), undefined)
})

t.test('the file of templates has a schema by the schema of schemas, which no start checks', async t => {
  const path = new URL('../../config/messages/templates.schema.json', import.meta.url)
  t.ok(new Ajv2020().validateSchema(JSON.parse(readFileSync(path, 'utf8'))))
})
