import fc from 'fast-check'
import t from 'tap'
import { maskedNumber, mobileNumber } from '../../src/notify/phone.ts'
import { plain, tidy } from '../../src/notify/plain.ts'
import { measure } from '../../src/notify/segments.ts'

// Composed, not recorded: sample 10 of the reference, with its own counts (D4).
const sample =
  'Hồ sơ 0042 đã có kết quả. Mời ông/bà đến Bộ phận Một cửa UBND xã Mẫu nhận kết quả trước 17h00 ngày 20/01/2026.'
const sampleWithout =
  'Ho so 0042 da co ket qua. Moi ong/ba den Bo phan Mot cua UBND xa Mau nhan ket qua truoc 17h00 ngay 20/01/2026.'

const vietnamese =
  'aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđAÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬEÈÉẺẼẸÊỀẾỂỄỆIÌÍỈĨỊOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢUÙÚỦŨỤƯỪỨỬỮỰYỲÝỶỸỴĐ'

t.test(
  'the worked example of the reference: 110 letters, one segment plain, two accented, three decomposed',
  async t => {
    t.same(measure(sampleWithout), { encoding: 'gsm-7', units: 110, segments: 1 })
    t.same(measure(sample.normalize('NFC')), { encoding: 'ucs-2', units: 110, segments: 2 })
    t.equal(measure(sample.normalize('NFD')).segments, 3)
  },
)

t.test('of the accented Vietnamese letters only seven are in the GSM alphabet', async t => {
  const inside = [...vietnamese].filter(
    letter => /[^A-Za-z]/.test(letter) && measure(letter).encoding === 'gsm-7',
  )
  t.equal(inside.sort().join(''), [...'àèéìòùÉ'].sort().join(''))
})

t.test('segments end where the network cuts', async t => {
  t.equal(measure('a'.repeat(160)).segments, 1)
  t.equal(measure('a'.repeat(161)).segments, 2)
  t.equal(measure('a'.repeat(306)).segments, 2)
  t.equal(measure('a'.repeat(307)).segments, 3)
  t.equal(measure('ư'.repeat(70)).segments, 1)
  t.equal(measure('ư'.repeat(71)).segments, 2)
  t.equal(measure('ư'.repeat(134)).segments, 2)
  t.equal(measure('ư'.repeat(135)).segments, 3)
  t.same(measure('€'.repeat(80)), { encoding: 'gsm-7', units: 160, segments: 1 })
})

t.test('an escaped letter or a surrogate pair is never split', async t => {
  // 152 and an escaped letter of two septets do not fit into 153; 66 and a pair do not fit into 67.
  t.equal(measure(`${'a'.repeat(152)}€${'a'.repeat(151)}`).segments, 2)
  t.equal(measure(`${'a'.repeat(152)}€${'a'.repeat(152)}`).segments, 3)
  t.equal(measure(`${'ư'.repeat(66)}😀${'ư'.repeat(65)}`).segments, 2)
  t.equal(measure(`${'ư'.repeat(66)}😀${'ư'.repeat(66)}`).segments, 3)
})

t.test('any Vietnamese text without diacritics fits the GSM alphabet, letter for letter', async t => {
  const letters = fc.constantFrom(...vietnamese, ' ', '.', ',', '0', '9', '/')
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 300 }), fc.boolean(), (typed, decomposed) => {
      const text = typed.join('')
      const bare = plain(decomposed ? text.normalize('NFD') : text)
      t.equal(measure(bare).encoding, 'gsm-7')
      t.equal([...bare].length, [...text].length)
      t.equal(plain(bare), bare)
    }),
  )
})

t.test('what Word leaves in a text goes', async t => {
  t.equal(plain('“Đơn” – ‘ước’…\u00a0Thủ\u200b tục ʼ'), '"Don" - \'uoc\'... Thu tuc ')
  t.equal(tidy('Hồ sơ\u00a0mới\ufeff'.normalize('NFD')), 'Hồ sơ mới')
})

t.test('letters of other scripts are kept, and counted as what they cost', async t => {
  t.equal(plain('李 Đức'), '李 Duc')
  t.equal(measure(plain('李 Đức')).encoding, 'ucs-2')
})

t.test('mobile numbers in every spelling come out as 84…', async t => {
  for (const text of ['0900000001', '+84900000001', '84 900 000 001', '0084-900-000-001', '(090) 000.0001'])
    t.equal(mobileNumber(text), '84900000001', text)
  for (const text of ['0243000000', '01200000001', '+1 212 555 0100', '090000000', '09000000011', '', 'abc'])
    t.equal(mobileNumber(text), undefined, text)
})

t.test('a masked number shows neither enough to call nor nothing', async t => {
  t.equal(maskedNumber('84900000001'), '8490•••••01')
})
