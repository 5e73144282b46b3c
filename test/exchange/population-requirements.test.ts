import t, { type Test } from 'tap'
import { type PopulationProfile, readProfiles } from '../../src/catalog/population.ts'
import type { Citizen } from '../../src/contract/types.generated.ts'
import { Fault } from '../../src/errors/fault.ts'
import {
  type Asked,
  requireAsker,
  requireFields,
  requireProfile,
} from '../../src/exchange/citizens/licence.ts'
import { masked, maskNumber } from '../../src/exchange/citizens/mask.ts'
import { Pace } from '../../src/exchange/citizens/pace.ts'
import { type DossierContent, requireParty } from '../../src/exchange/citizens/party.ts'
import { SubjectKeys } from '../../src/exchange/citizens/subject-keys.ts'
import { Seal } from '../../src/ledger/seal.ts'
import { accessAlerts, countAccesses } from '../../src/report/accesses.ts'
import { officer, question, subject } from '../support/population.ts'

// Numbers are those of the reference, §13.2. What needs a platform or the ledger is in test/api/population.test.ts.

const now = new Date('2026-11-23T03:00:00Z')
const asked = (changes: Record<string, unknown> = {}) => question('H99.05-261122-0001', changes) as Asked
const refuses = (t: Test, code: string, work: () => unknown) => {
  try {
    work()
    t.fail(`${code} was expected`)
  } catch (error) {
    t.equal(error instanceof Fault ? error.code : String(error), code)
  }
}
const profile = (changes: Partial<PopulationProfile> = {}): PopulationProfile => ({
  procedure: '2.900452',
  service: 'G99-TP001',
  units: ['H99.05'],
  operations: ['verify', 'lookup'],
  fields: new Map([['name', 'masked']]),
  relations: [],
  jobs: [],
  span: { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY },
  ...changes,
})

t.test('R-01 without an officer or their unit it is not known who asks', async t => {
  for (const member of ['officer', 'unit'])
    refuses(t, 'citizen-asker-missing', () => requireAsker(asked({ [member]: undefined })))
})

t.test('R-02 a procedure without a licensed service code is no purpose', async t => {
  refuses(t, 'citizen-procedure-unmapped', () => requireProfile(asked(), 'verify', [], now))
  const over = profile({ span: { from: 0, until: now.getTime() } })
  refuses(t, 'citizen-procedure-unmapped', () => requireProfile(asked(), 'verify', [over], now))
})

t.test('R-03 unit, procedure and operation must be licensed together', async t => {
  const only = (changes: Partial<PopulationProfile>) => () =>
    requireProfile(asked(), 'lookup', [profile(changes)], now)
  t.equal(only({})().service, 'G99-TP001')
  t.equal(only({ units: ['H99'] })().service, 'G99-TP001', 'units include what is below them')
  refuses(t, 'citizen-unlicensed', only({ units: ['H99.14'] }))
  refuses(t, 'citizen-unlicensed', only({ units: ['H99.05.01'] }))
  refuses(t, 'citizen-unlicensed', only({ operations: ['verify'] }))
})

t.test('R-04 the dossier must give a reason to ask about this person', async t => {
  const content: DossierContent = {
    procedure: '2.900452',
    applicant: {
      type: 'citizen' as const,
      name: 'TRẦN THỊ THỬ NGHIỆM',
      identities: [{ type: 'personal-id' as const, number: subject.personalId }],
    },
  }
  const dossier = { agency: 'H99.05', status: 'processing', content }
  const same = (a: string, b: string) => a === b
  const check = (changes: object, given: Partial<typeof dossier> = {}, relations: string[] = []) =>
    requireParty(asked({ ...changes }), { ...dossier, ...given }, relations, same)
  t.doesNotThrow(() => check({}))
  t.doesNotThrow(() => check({ unit: { code: 'H99.05.01' } }), 'a part of the agency')
  refuses(t, 'dossier-unknown', () => requireParty(asked(), undefined, [], same))
  for (const status of ['returned', 'refused', 'withdrawn'])
    refuses(t, 'citizen-dossier-unfit', () => check({}, { status }))
  refuses(t, 'citizen-dossier-unfit', () => check({ unit: { code: 'H99.14' } }))
  refuses(t, 'citizen-dossier-unfit', () => check({ unit: { code: 'H99' } }))
  refuses(t, 'citizen-dossier-unfit', () => check({ procedure: { code: '1.900103' } }))
  const stranger = { ...subject, personalId: '000099000999' }
  refuses(t, 'citizen-subject-stranger', () => check({ subject: stranger }))
  const spouse = { subject: { ...stranger, relation: 'spouse' } }
  refuses(t, 'citizen-subject-stranger', () => check(spouse))
  t.doesNotThrow(() => check(spouse, {}, ['spouse']))
  const onPaper = {
    content: { ...content, applicant: { type: 'citizen' as const, name: 'Trần  thị thử nghiệm' } },
  }
  t.doesNotThrow(() => check({}, onPaper), 'a dossier without a number goes by the name')
})

t.test('R-05 no service account asks, unless it is a job registered for the procedure', async t => {
  const job = { officer: { id: 'CHAY-NEN-01', account: 'chay.nen' } }
  refuses(t, 'citizen-officer-impersonal', () => requireProfile(asked(job), 'verify', [profile()], now))
  const registered = profile({ jobs: ['CHAY-NEN-01'] })
  t.equal(requireProfile(asked(job), 'verify', [registered], now), registered)
})

t.test('R-06 a profile without fields verifies only', async t => {
  const bare = profile({ fields: new Map() })
  t.equal(requireProfile(asked(), 'verify', [bare], now), bare)
  refuses(t, 'citizen-unlicensed', () => requireProfile(asked(), 'lookup', [bare], now))
})

t.test('R-07 what the profile does not name is not asked for, and a misspelt field is no field', async t => {
  const fields = new Map([['name', 'masked'] as const, ['birth', 'full'] as const])
  t.same([...requireFields(undefined, profile({ fields })).keys()], ['name', 'birth'])
  t.same([...requireFields(['birth'], profile({ fields }))], [['birth', 'full']])
  refuses(t, 'citizen-fields-refused', () => requireFields(['religion'], profile({ fields })))
  const folder = t.testdir({
    'profiles.csv':
      'procedure,service,units,operations,fields,relations,jobs,validFrom,validTo\n1.1,G99-A,H99,lookup,relgion,,,,\n',
  })
  refuses(t, 'catalog-invalid', () => readProfiles(new URL(`file://${folder}/`)))
  const sensitive = ['ethnicity', 'religion', 'bloodType', 'father', 'mother', 'householdHead']
  for (const [, rows] of readProfiles())
    for (const { fields } of rows)
      t.notOk(
        sensitive.some(name => fields.has(name)),
        'none is shipped',
      )
})

t.test('R-08 numbers, birth dates, addresses and relatives are masked unless granted in full', async t => {
  const citizen: Citizen = {
    personalId: '000099000123',
    oldIdNumber: '000000123',
    name: 'Trần Thị Thử Nghiệm',
    birth: '1999-02-15',
    religion: '00',
    email: 'nguoi.thu@h99.example',
    permanentResidence: { province: '00', ward: '00001', detail: 'Số 1', country: 'VN' },
    spouse: { name: 'Lê Văn Mẫu', personalId: '000098000789' },
  }
  const grant = (extent: 'masked' | 'full') =>
    new Map(
      Object.keys(citizen)
        .filter(name => name !== 'religion')
        .map(name => [name, extent] as const),
    )
  t.strictSame(masked(citizen, grant('masked')), {
    personalId: '000******123',
    oldIdNumber: '000***123',
    name: 'Trần Thị Thử Nghiệm',
    birth: '1999',
    email: '***@h99.example',
    permanentResidence: { province: '00', ward: '00001', country: 'VN' },
    spouse: { name: 'Lê Văn Mẫu', personalId: '000******789' },
  })
  const { religion: _, ...rest } = citizen
  t.strictSame(masked(citizen, grant('full')), rest)
  t.equal(maskNumber('1234'), '****', 'what is too short is hidden whole')
})

t.test('R-10 a person is a keyed hash that changes with the month, and with the key', async t => {
  const keys = new SubjectKeys(new Seal(Buffer.alloc(32, 1)))
  const november = keys.subject(subject.personalId, now)
  t.equal(november.month, '2026-11')
  t.same(keys.inMonth(subject.personalId, '2026-11'), november.key())
  const december = keys.subject(subject.personalId, new Date('2026-12-01T00:00:00Z'))
  const elsewhere = new SubjectKeys(new Seal(Buffer.alloc(32, 2))).subject(subject.personalId, now)
  const hashes = [november, december, elsewhere].map(({ key }) => key().toString('hex'))
  t.equal(new Set(hashes).size, 3)
  t.notOk(hashes.some(hash => hash.includes(subject.personalId)))
})

t.test('R-15 reports count by day, unit, officer and procedure; alerts name what is odd', async t => {
  const sample = (changes: object) => ({
    at: new Date('2026-11-22T18:00:00Z'),
    officer: 'a',
    unit: 'H99.05',
    procedure: '2.900452',
    operation: 'citizen.verify',
    verdict: 'asked',
    subject: 's',
    flags: [],
    ...changes,
  })
  const series = [sample({}), sample({}), sample({ verdict: 'citizen-unlicensed' }), sample({ officer: 'b' })]
  t.strictSame(countAccesses(series), [
    {
      day: '2026-11-23',
      unit: 'H99.05',
      officer: 'a',
      procedure: '2.900452',
      operation: 'citizen.verify',
      asked: 2,
      refused: 1,
    },
    {
      day: '2026-11-23',
      unit: 'H99.05',
      officer: 'b',
      procedure: '2.900452',
      operation: 'citizen.verify',
      asked: 1,
      refused: 0,
    },
  ])
  t.same(accessAlerts(series), [], 'a usual day')
  const limits = { peopleADay: 5, officersADay: 3, refusalsADay: 4 }
  const kinds = (samples: object[]) =>
    accessAlerts(samples.map(sample), limits).map(({ kind, about, count }) => [kind, about, count])
  const times = (count: number, make: (index: number) => object) =>
    Array.from({ length: count }, (_, i) => make(i))
  t.same(kinds(times(5, subject => ({ subject: `s${subject}` }))), [['volume', 'a', 5]])
  t.same(kinds(times(3, officer => ({ officer: `o${officer}` }))), [['many-officers', 's', 3]])
  t.same(kinds(times(4, () => ({ verdict: 'citizen-unlicensed' }))), [['refusals', 'a', 4]])
  t.same(kinds([{ flags: ['out-of-hours'] }, { flags: ['watched'] }]), [
    ['out-of-hours', 'a', 1],
    ['watched', 'a', 1],
  ])
  t.same(
    kinds(times(5, i => ({ at: new Date(now.getTime() + i * 86_400_000), subject: `s${i}` }))),
    [],
    'over days',
  )
})

t.test(
  'R-25 an officer, a unit and all together have their limits, and rows of numbers are refused',
  async t => {
    const open = { officerPerMinute: 1000, unitPerMinute: 1000, perMinute: 1000, sequence: 1000 }
    const number = (index: number) => String(99_000_000_000 + index * 1000).padStart(12, '0')
    const burst = (limits: Partial<typeof open>, take: (pace: Pace, index: number) => void) => {
      const pace = new Pace({ ...open, ...limits })
      for (let index = 0; index < 3; index++) take(pace, index)
      return pace
    }
    const officers = burst({ officerPerMinute: 3 }, (pace, i) => pace.take('o', 'H99.05', number(i), now))
    refuses(t, 'citizen-limit', () => officers.take('o', 'H99.14', number(9), now))
    t.doesNotThrow(() => officers.take('p', 'H99.05', number(9), now), 'another officer')
    t.doesNotThrow(
      () => officers.take('o', 'H99.05', number(10), new Date(now.getTime() + 60_001)),
      'a minute later',
    )
    const units = burst({ unitPerMinute: 3 }, (pace, i) => pace.take(`o${i}`, 'H99.05', number(i), now))
    refuses(t, 'citizen-limit', () => units.take('p', 'H99.05', number(9), now))
    const all = burst({ perMinute: 3 }, (pace, i) => pace.take(`o${i}`, `H99.0${i}`, number(i), now))
    refuses(t, 'citizen-limit', () => all.take('p', 'H99.14', number(9), now))
    const rows = new Pace({ ...open, sequence: 4 })
    for (const last of [1, 2, 2, 4]) rows.take('o', 'H99.05', `00009900000${last}`, now)
    refuses(t, 'citizen-limit', () => rows.take('o', 'H99.05', '000099000005', now))
    t.doesNotThrow(() => rows.take('o', 'H99.05', '000099007000', now), 'a row that ends is none')
    t.match(officer.id, /^\d{12}$/)
  },
)
