import t from 'tap'
import { AdministrativeUnits } from '../../src/catalog/administrative-units.ts'
import { Fault } from '../../src/errors/fault.ts'

const before = new Date('2025-06-30T23:59:59+07:00')
const after = new Date('2025-07-01T00:00:00+07:00')

t.test('a code names the unit of its day, and each unit what it has become', t => {
  const units = new AdministrativeUnits()
  t.equal(units.find('99001', before)?.name, 'Xã Tiền Thân')
  t.equal(units.find('99001', after)?.name, 'Xã Kế Thừa', 'the same code, another unit')
  t.equal(units.became('99002', before, after)?.name, 'Xã Kế Thừa')
  t.equal(units.became('99002', before, before)?.name, 'Xã Tiền Lộ')
  t.equal(units.became('98', before, after)?.code, '99')
  t.equal(units.became('991', before, after), undefined, 'districts went into nothing')
  t.equal(units.find('99002', after), undefined)
  t.end()
})

t.test('what cannot be is refused with its line', t => {
  const refused = (reason: RegExp, ...rows: string[]) => {
    const header = 'code,name,level,parent,validFrom,validTo,successor'
    const folder = t.testdir({ 'administrative-units.csv': [header, ...rows].join('\n') })
    t.throws(() => new AdministrativeUnits(folder), reason)
    t.throws(() => new AdministrativeUnits(folder), Fault)
  }
  refused(/two units on the same day/, '99,Một,province,,,,', '99,Hai,province,,2025-07-01,,')
  refused(/begins when 98 ends/, '98,Cũ,province,,,2025-06-30,99', '99,Mới,province,,2025-07-02,,')
  refused(/has 5 digits/, '991,Xã,commune,,,,')
  refused(/parent 99 does not exist/, '99001,Xã,commune,99,,,')
  t.end()
})
