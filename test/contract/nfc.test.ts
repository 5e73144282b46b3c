import fc from 'fast-check'
import t from 'tap'
import { pilesUpMarks } from '../../src/contract/nfc.ts'

const letters = 'Sở Giao thông vận tải '.repeat(30)

t.test(
  'thirty-one marks on one letter are found wherever they stand, and thirty are none too many',
  async t => {
    for (const mark of ['\u0301', '\u{e0100}']) {
      for (let at = 0; at < 70; at++) {
        const [before, after] = [letters.slice(0, at), letters.slice(at)]
        t.equal(pilesUpMarks(before + mark.repeat(31) + after), true, `31 at ${at}`)
        t.equal(pilesUpMarks(before + mark.repeat(30) + after), false, `30 at ${at}`)
      }
    }
  },
)

t.test('looking at every 31st place finds what looking at all would', async () => {
  const run = fc.tuple(
    fc.constantFrom('a', '\u0301', '\u0323', 'ế', '\u{1d165}', '一'),
    fc.integer({ min: 1, max: 40 }),
  )
  const texts = fc
    .array(run, { minLength: 40, maxLength: 60 })
    .map(runs => runs.map(([unit, count]) => unit.repeat(count)).join(''))
  fc.assert(fc.property(texts, text => pilesUpMarks(text) === (text.length > 500 && /\p{M}{31}/u.test(text))))
})
