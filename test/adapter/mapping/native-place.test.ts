import t from 'tap'
import { nativePlace } from '../../../src/adapter/mapping/native-place.ts'
import { readRows } from '../../../src/adapter/mapping/rows.ts'

const rows = readRows(`canonical,native,codec
code,HoSo.So,required
applicant.name,NguoiNop.HoTen,
applicant.identities[].number,NguoiNop.GiayTo[].So,
documents[].name,TepTin[].Ten,
documents[].url,TepTin[].DiaChi,
documents[],TepTin[],omit-empty
note,,"ignore(""không có"")"
`)

t.test('a canonical place is told as the native field that it is made of', async t => {
  const places: [string, string][] = [
    ['/code', '/HoSo/So'],
    ['/applicant/name', '/NguoiNop/HoTen'],
    ['/documents/3/url', '/TepTin/3/DiaChi'],
    ['/applicant/identities/1/number', '/NguoiNop/GiayTo/1/So'],
    // No row for the group itself: the first field inside it.
    ['/applicant', '/NguoiNop/HoTen'],
    ['/documents/2', '/TepTin/2'],
    ['/applicant/identities/0', '/NguoiNop/GiayTo/0/So'],
    // Nothing inside it either: what is around.
    ['/applicant/phone', '/NguoiNop/HoTen'],
    ['/documents/1/digitised', '/TepTin/1'],
    ['/note', '/note'],
    ['/dueAt', '/dueAt'],
    ['', ''],
  ]
  for (const [canonical, native] of places) t.equal(nativePlace(rows, canonical), native, canonical || 'root')
})
