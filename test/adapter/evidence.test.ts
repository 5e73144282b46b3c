import t from 'tap'
import { compileEvidence, conclude } from '../../src/adapter/evidence.ts'
import { observe } from '../../src/adapter/observe.ts'
import { readingOf } from '../../src/adapter/reading.ts'

const reading = readingOf({ kind: 'http', base: 'https://nen-tang.h99.example' })

function found(body: unknown, match?: string[]) {
  const read = compileEvidence({ list: '/duLieu', ...(match && { match }) }, {})
  const reply = {
    event: 'answer',
    status: 200,
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
  } as const
  return read(observe(reply, reading, new Date(0)), { soHoSo: 'H99.05-261122-0001', trangThai: '02' })
}

t.test('a look-up may answer with a list, or with the one record itself', async t => {
  const record = { soHoSo: 'H99.05-261122-0001', trangThai: '02' }
  for (const duLieu of [record, [record]]) {
    t.equal(found({ duLieu }), 'present')
    t.equal(found({ duLieu }, ['soHoSo', 'trangThai']), 'present')
    t.equal(
      found(
        { duLieu: Array.isArray(duLieu) ? [{ ...record, trangThai: '01' }] : { ...record, trangThai: '01' } },
        ['trangThai'],
      ),
      'absent',
    )
  }
  t.equal(found({ duLieu: [] }), 'absent')
})

t.test('without evidence only the rules of the look-up can tell', async t => {
  const read = compileEvidence(undefined, {})
  const seen = observe(
    { event: 'answer', status: 200, headers: {}, body: Buffer.from('{"a":1}') },
    reading,
    new Date(0),
  )
  t.equal(read(seen, {}), 'unsure')
  t.equal(conclude({ kind: 'delivered', rule: 'found', standing: 'present' }, seen, {}, read), 'present')
  t.equal(conclude({ kind: 'delivered', rule: 'found' }, seen, {}, read), 'unsure')
})

t.test('an answer that shows nothing leaves the question open', async t => {
  for (const duLieu of [undefined, null, {}, '', 'H99.05-261122-0001']) t.equal(found({ duLieu }), 'unsure')
  t.equal(found({ duLieu: { maGiaoDich: 'x' } }, ['trangThai']), 'unsure')
})
