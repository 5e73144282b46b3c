import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { agencyPath } from '../../src/catalog/agency-code.ts'
import { openCatalog } from '../../src/catalog/catalog.ts'
import { Fault } from '../../src/errors/fault.ts'
import { agencyNow } from '../../src/exchange/canonical.ts'

const procedureHeader =
  'code,nationalCode,name,domainCode,domainName,immediate,level,validFrom,validTo,successor'
const agencyHeader = 'code,oldCode,name,level,parent,validFrom,validTo,successor'

function folder(t: Test, procedures: readonly string[], agencies: readonly string[] = []): string {
  return t.testdir({
    'procedures.csv': ['# a comment', procedureHeader, ...procedures].join('\n'),
    'agencies.csv': [agencyHeader, ...agencies].join('\r\n'),
  })
}

t.test('the shipped province has the published numbers', async t => {
  const catalog = openCatalog()
  t.equal(catalog.procedures.length, 1705)
  const national = catalog.procedures
    .map(procedure => procedure.nationalCode)
    .filter(code => code !== undefined)
  t.equal(national.length, 1286)
  t.equal(new Set(national).size, 1286, 'each national code is mapped once')
  const levels = (level: string) => catalog.agencies.filter(agency => agency.level === level).length
  t.same([levels('district'), levels('commune')], [11, 228], 'one district and its commune for a reform')
})

t.test('every shipped procedure is found by each of its codes', async t => {
  const catalog = openCatalog()
  for (const procedure of catalog.procedures) {
    if (catalog.procedure(procedure.code) !== procedure) t.fail(procedure.code)
    if (procedure.nationalCode === undefined) {
      if (catalog.nationalProcedure(procedure).kind !== 'local-only') t.fail(procedure.code)
      continue
    }
    if (catalog.procedure(procedure.nationalCode) !== procedure) t.fail(procedure.nationalCode)
    const found = catalog.nationalProcedure({ code: procedure.code })
    if (found.kind !== 'national' || found.nationalCode !== procedure.nationalCode) t.fail(procedure.code)
  }
})

t.test('shipped agencies stand under their parents, and old codes name the same place', async t => {
  const catalog = openCatalog()
  for (const { code, oldCode, parent } of catalog.agencies) {
    if (parent !== undefined && !catalog.isWithin(code, parent)) t.fail(`${code} is not within ${parent}`)
    if (oldCode !== undefined) t.same(agencyPath(oldCode), agencyPath(code), oldCode)
  }
  t.equal(catalog.agency('000.00.17.H99')?.code, 'H99.17')
})

t.test('an expired procedure is reported as its successor', async t => {
  const catalog = openCatalog(
    folder(t, [
      '1.900001,1.900001,Cũ,G1,Đất đai,false,province,,2023-04-20,1.900002',
      '1.900002,1.900002,Mới,G1,Đất đai,true,province,2023-04-21,2024-12-31,1.900003',
      '1.900003,,Chỉ ở tỉnh,G1,Đất đai,true,province,2025-01-01,,',
      '1.900004,1.900004,Hết hiệu lực,G1,Đất đai,true,province,,2023-01-01,',
    ]),
  )
  const at = (text: string) => catalog.nationalProcedure({ code: '1.900001' }, new Date(text))
  const domain = { code: 'G1', name: 'Đất đai' }
  const old = { kind: 'national', nationalCode: '1.900001', name: 'Cũ', domain, immediate: false }
  t.same(at('2023-04-20T23:59:59+07:00'), old, 'the last day is still valid, and ends at midnight in Vietnam')
  t.same(at('2023-04-21T00:00:00+07:00'), { ...old, nationalCode: '1.900002', name: 'Mới', immediate: true })
  t.same(at('2026-01-01T00:00:00Z'), { kind: 'local-only' })
  t.equal(catalog.procedure('1.900001', new Date('2023-04-21T00:00:00+07:00')), undefined)
  t.same(catalog.nationalProcedure({ code: '1.900004', name: 'Hết hiệu lực' }), {
    kind: 'unmapped',
    reason: 'not-in-force',
  })
})

t.test('codes outside the catalogue', async t => {
  const catalog = openCatalog(folder(t, ['2.900001.H99,,Chỉ ở tỉnh,G1,Đất đai,false,commune,,,']))
  t.same(catalog.nationalProcedure({ code: '1.900009', name: 'Khai sinh' }), {
    kind: 'national',
    nationalCode: '1.900009',
    name: 'Khai sinh',
    immediate: false,
  })
  t.same(catalog.nationalProcedure({ code: '1.900009' }), { kind: 'unmapped', reason: 'unnamed' })
  for (const code of ['1.900009.H99', '1.90000', '10.900009', 'TTHC-1']) {
    t.same(catalog.nationalProcedure({ code, name: 'Khai sinh' }), { kind: 'unmapped', reason: 'unknown' })
  }
  t.same(catalog.nationalProcedure({ code: '2.900001.H99' }), { kind: 'local-only' })
})

t.test(
  'two local procedures of one national code are both reported, and found by it while valid',
  async t => {
    const catalog = openCatalog(
      folder(t, [
        '1.900001.H99,1.900001,Cũ,G1,Đất đai,false,district,,2023-01-01,',
        '1.900001.X.H99,1.900001,Mới,G1,Đất đai,false,commune,2023-01-02,,',
      ]),
    )
    t.equal(catalog.procedure('1.900001')?.name, 'Mới')
    t.match(catalog.nationalProcedure({ code: '1.900001' }), { kind: 'national', name: 'Mới' })
    t.equal(catalog.procedure('1.900001', new Date('2022-01-01'))?.name, 'Cũ')
  },
)

t.test('spreadsheets: byte order mark, quoted commas, decomposed accents, further columns', async t => {
  const path = folder(t, [])
  const name = 'Đăng ký, "thế chấp" #1'
  const row = [
    '1.900001',
    '',
    `"${name.normalize('NFD').replaceAll('"', '""')}"`,
    'G1',
    'Đất',
    'false',
    'commune',
  ]
  writeFileSync(
    join(path, 'procedures.csv'),
    `\uFEFF${procedureHeader},ghi chú\r\n${[...row, '', '', '', 'x'].join(',')}\r\n`,
  )
  for (const place of [path, `${path}/`, pathToFileURL(path), pathToFileURL(`${path}/`)]) {
    t.equal(openCatalog(place).procedure('1.900001')?.name, name)
  }
})

t.test('the catalogue cannot be changed', async t => {
  const catalog = openCatalog(folder(t, ['1.900001,,A,G1,Đất,false,commune,,,'], ['H99,,Tỉnh,province,,,,']))
  const values = [catalog, catalog.procedures, catalog.agencies, catalog.procedures[0], catalog.agencies[0]]
  for (const value of values) t.ok(Object.isFrozen(value))
})

t.test('a faulty row is named by file and line', async t => {
  const good = '1.900001,,A,G1,Đất,false,commune,,,'
  const faulty: [string, RegExp][] = [
    ['1.900001,,B,G1,Đất,false,commune,,,', /given twice/],
    ['-,,B,G1,Đất,false,commune,,,', /code is malformed/],
    ['1.900002,19002,B,G1,Đất,false,commune,,,', /nationalCode/],
    ['1.900002,,,G1,Đất,false,commune,,,', /name, domainCode and domainName/],
    ['1.900002,,B,G1,Đất,không,commune,,,', /immediate/],
    ['1.900002,,B,G1,Đất,false,thôn,,,', /level is unknown/],
    ['1.900002,,B,G1,Đất,false,commune,2023-02-30,,', /validFrom is not a day/],
    ['1.900002,,B,G1,Đất,false,commune,2023-02-03,2023-02-02,', /before validFrom/],
    ['1.900002,,B,G1,Đất,false,commune,,,1.900003', /successor 1.900003 does not exist/],
    ['1.900002,,B,G1,Đất,false,commune,,,1.900002', /circle/],
    ['1.900002,,B', /columns/i],
    ['1.900002,,"B', /quote/i],
  ]
  for (const [row, reason] of faulty) {
    const found = faultOf(() => openCatalog(folder(t, [good, row])))
    t.equal(found.code, 'catalog-invalid', row)
    t.match(found.params, { file: 'procedures.csv', line: 4, reason }, row)
  }
})

t.test('faults between rows and files', async t => {
  const reasonOf = (procedures: string[], agencies: string[]) =>
    String(faultOf(() => openCatalog(folder(t, procedures, agencies))).params.reason)
  t.match(reasonOf([], ['H99,,Tỉnh,province,,,,', 'H99.31,,Huyện,district,H98,,,']), /parent H98/)
  t.match(reasonOf([], ['H99,,A,province,,,,', 'H99.31,000.00.00.99,B,district,,,,']), /malformed/)
  t.match(
    reasonOf([], ['H99.31,000.00.31.H99,A,district,,,,', 'H99.32,000.00.31.H99,B,district,,,,']),
    /oldCode/,
  )
  const circle = [
    '1.900001,,A,G1,Đất,false,commune,,,1.900002',
    '1.900002,,A,G1,Đất,false,commune,,,1.900001',
  ]
  t.match(reasonOf(['1.900000,,A,G1,Đất,false,commune,,,1.900001', ...circle], []), /1.900000 form a circle/)
  t.match(faultOf(() => openCatalog(t.testdir({}))).params.reason, /cannot be read/)
  const bare = t.testdir({ 'procedures.csv': 'code\n1.900001\n' })
  t.match(faultOf(() => openCatalog(bare)).params.reason, /column nationalCode is missing/)
})

function faultOf(work: () => unknown): Fault {
  try {
    work()
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

t.test('an abolished agency has an heir, who inherits its codes and those that do not translate', t => {
  const catalog = openCatalog(
    folder(
      t,
      [],
      [
        'H99,,Tỉnh,province,,,,',
        'H99.41,,Huyện,district,H99,,2025-06-30,',
        'H99.41.01,000.01.41.H99,Xã A,commune,H99.41,,2025-06-30,H99.301',
        'H99.41.02,,Xã B,commune,H99.41,,2025-06-30,H99.301',
        'H99.301,,Xã C,commune,H99,2025-07-01,,',
        'H99.05,000.00.17.H99,Sở,province,H99,,,',
      ],
    ),
  )
  const day = new Date('2025-07-01T00:00:00+07:00')
  const eve = new Date(day.getTime() - 1)
  t.equal(catalog.currentAgency('000.01.41.H99', eve)?.code, 'H99.41.01')
  t.equal(catalog.currentAgency('000.01.41.H99', day)?.code, 'H99.301')
  t.equal(catalog.currentAgency('H99.41', day), undefined, 'nobody has taken its place')
  t.same(catalog.heirTo('H99.301', eve), [], 'before that day nothing is inherited')
  t.same(catalog.heirTo('H99.301', day), ['H99.41.01', 'H99.41.02'])
  t.same(catalog.heirTo('H99.41.01', day), [], 'and never the other way')
  t.same(catalog.heirTo('H99.05', day), ['000.00.17.H99'])
  t.end()
})

t.test('a dossier names the agency that answers for it, in the spelling that it came in', t => {
  const catalog = openCatalog()
  const at = new Date('2026-01-01T00:00:00Z')
  const agency = { code: 'H99.41.01', name: 'Xã Tiền Thân' }
  t.same(agencyNow({ agency }, catalog, at), { code: 'H99.301', name: 'Ủy ban nhân dân xã Kế Thừa' })
  const finished = { agency, finishedAt: '2025-06-30T10:00:00+07:00' }
  t.equal(agencyNow(finished, catalog, at), agency, 'who finished it before the reform is not renamed')
  const valid = { code: '000.00.17.H99', name: 'Như cơ quan tự ghi' }
  t.equal(agencyNow({ agency: valid }, catalog, at), valid, 'a valid agency keeps its own words')
  const unknown = { code: 'H99.88', name: 'Không có trong danh mục' }
  t.equal(agencyNow({ agency: unknown }, catalog, at), unknown)
  t.end()
})
