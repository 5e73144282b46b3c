import { readFile } from 'node:fs/promises'
import t from 'tap'
import { compileTable } from '../../../src/adapter/mapping/table.ts'
import { parseXml } from '../../../src/adapter/xml/index.ts'
import { LandCodes } from '../../../src/catalog/land-codes.ts'
import type { Parcel } from '../../../src/contract/types.generated.ts'
import { messageViolations } from '../../../src/contract/validate.ts'

// The parcel fragment of VBDLIS's import XML (sample 7): that our parcel can say what theirs says.
const sample = await readFile(new URL('samples/parcel.xml', import.meta.url))
const uses = 'ThongTinMucDichSuDung[].DC_MucDichSuDung'
const table = compileTable(
  'parcel',
  [
    'canonical,native,codec',
    'communeCode,maXa,',
    'sheet,soHieuToBanDo,required',
    'number,soThuTuThua,required',
    'area,dienTich,decimal',
    'legalArea,dienTichPhapLy,decimal',
    'address,diaChi,',
    'uses[],ThongTinMucDichSuDung[],one-as-object',
    `uses[].purpose,${uses}.maMucDichSuDung,`,
    `uses[].area,${uses}.dienTich,decimal`,
    `uses[].term,${uses}.thoiHanSuDung,"jsonata(""$"", ""$ = 'Lâu dài' ? 'indefinite' : 'until'"")"`,
    `uses[].expiresOn,${uses}.ngayHetHanSuDung,date(yyyy-MM-dd)`,
    `uses[].origin,${uses}.ThongTinNguonGocDat.DC_NguonGocDat.nguonGoc,`,
  ].join('\n'),
  { tables: new Map() },
)

t.test('a parcel of the land database is a parcel of ours: known codes, and areas that add up', async t => {
  const document = parseXml(sample, {}) as {
    ThongTinTaiSan: { ThongTinThuaDat: { DC_ThuaDat: object } }
  }
  const { canonical, violations } = table.decode(document.ThongTinTaiSan.ThongTinThuaDat.DC_ThuaDat)
  t.strictSame(violations, [])
  t.strictSame(canonical, {
    communeCode: '99001',
    sheet: '15',
    number: '123',
    area: 150.5,
    legalArea: 150.5,
    address: 'Thôn 1, xã Mẫu',
    uses: [
      { purpose: 'ONT', area: 100, term: 'indefinite', origin: 'CNQ-CTT' },
      { purpose: 'CLN', area: 50.5, term: 'until', expiresOn: '2064-10-15' },
    ],
  })
  t.strictSame(messageViolations('parcel', canonical), [])
  const parcel = canonical as unknown as Parcel
  t.strictSame(new LandCodes().violations([parcel], ''), [])
  t.equal(
    parcel.uses?.reduce((sum, { area }) => sum + area, 0),
    parcel.area,
  )
})
