import t from 'tap'
import { Book } from '../../src/sandbox/vnpost/book.ts'
import { faultOf, lgspForm, ngspForm } from '../../src/sandbox/vnpost/order.ts'

/** The example of the reference. */
const lgsp = {
  ...{
    CustomerCode: 'C000000001',
    ItemCode: 'RX000000001VN',
    OrderNumber: 'H99.14-260115-0042',
    CODAmount: 0,
  },
  ...{ SenderProvince: 99, SenderDistrict: 0, SenderAddress: 'Bộ phận Một cửa UBND xã Mẫu' },
  ...{ SenderName: 'UBND xã Mẫu', SenderEmail: 'motcua@example.vn', SenderTel: '0900000000' },
  ...{ SenderDesc: 'Trả kết quả TTHC', Description: '01 giấy chứng nhận', ReceiverName: 'Nguyễn Văn Mẫu' },
  ...{ ReceiverAddress: 'Thôn 1, xã Mẫu', ReceiverTel: '0900000001', ReceiverEmail: '' },
  ...{ ReceiverProvince: 99, ReceiverDistrict: 0, FlagConfig: 2 },
}
const fault = (changes: object) => faultOf({ ...lgsp, ...changes }, lgspForm, 'C000000001')

t.test('the post takes the example, and nothing that lacks or exceeds it', async t => {
  t.equal(fault({}), undefined)
  t.equal(fault({ CustomerCode: 'C2' }), 'CustomerCode')
  t.equal(fault({ ReceiverTel: '' }), 'ReceiverTel')
  t.equal(fault({ ReceiverProvince: '99' }), 'ReceiverProvince', 'a number as text')
  t.equal(fault({ CODAmount: -1 }), 'CODAmount')
  t.equal(fault({ Extra: 1 }), 'Extra')
  t.equal(faultOf(lgsp, ngspForm, 'C000000001'), 'customerCode', 'the other dialect spells it otherwise')
})

t.test('a number is one order; its movements follow each other in the feed', async t => {
  const book = new Book()
  t.equal(book.take('A', 'x'), 'new')
  t.equal(book.take('A', 'x'), 'same')
  t.equal(book.take('A', 'y'), 'other')
  t.ok(book.cancel('A'))
  t.notOk(book.cancel('A'))
  t.equal(book.take('A', 'y'), 'new', 'a cancelled number is free')
  const [first, ...more] = book.after('0'.repeat(24), 1_000)
  t.same(more.length, 2)
  t.same(
    book.after(first?.id ?? '', 1).map(({ code }) => code),
    ['4'],
  )
})
