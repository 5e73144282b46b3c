import t from 'tap'
import { LandCodes } from '../../src/catalog/land-codes.ts'

const codes = new LandCodes()
const parcel = (purpose: string, origin?: string) => ({
  sheet: '15',
  number: '123',
  uses: [{ purpose, area: 1, ...(origin === undefined ? {} : { origin }) }],
})

t.test('codes of the land databases are known, others come with the one that was meant', async t => {
  t.strictSame(codes.violations([parcel('ODT', 'CNQ-CTT'), parcel('CLN')], '/parcels'), [])
  t.match(codes.violations([parcel('ONT'), parcel('OTD')], '/parcels'), [
    { pointer: '/parcels/1/uses/0/purpose', message: { vi: /có phải ODT\?/, en: /did you mean ODT\?/ } },
  ])
  t.match(codes.violations([parcel('ONT', 'CNQ-CCT')], '/parcels'), [
    { pointer: '/parcels/0/uses/0/origin', message: { en: /CNQ-CTT\?/ } },
  ])
  t.match(codes.violations([parcel('XYZ')], '/parcels'), [
    { message: { en: /^is not in land-purposes.csv$/ } },
  ])
})

t.test('officers of the desks are listed for the land system', async t => {
  t.match(codes.officers(), [{ account: 'motcua.mau', department: 'Bộ phận một cửa' }, {}])
})
