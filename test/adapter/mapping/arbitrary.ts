import fc from 'fast-check'

/**
 * Dossiers and steps as the gateway hands them over, valid by the canonical schema and in normal form: defaults spelled
 * out, texts within the portal's limits, URLs encoded, Vietnam time to the second, lists left out when empty. Fields
 * that the portal does not have are left out, too.
 */
const letters = 'aăâbcdđeêghiklmnoôơpqrstuưvxyÁẢÃẠỳỵ 0123456789.,-/#"\';😀'
const text = (maxLength: number) =>
  fc
    .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength })
    .map(value => value.normalize('NFC'))
    .filter(value => Array.from(value).length <= maxLength)
const label = text(40)
const digits = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789'), minLength: length - 3, maxLength: length - 3 })
    .map(d => `000${d}`)
const instant = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map(date => `${new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString().slice(0, 19)}+07:00`)
const url = fc
  .webUrl({ validSchemes: ['https'], withQueryParameters: true })
  .map(value => value.replaceAll("'", '%27'))
const status = fc.constantFrom(
  ...([
    'registered',
    'accepted',
    'refused',
    'processing',
    'supplement',
    'payment',
    'withdrawn',
    'stopped',
    'completed',
    'returned',
  ] as const),
)

/** All of `required`, any of `optional`. */
function record(
  required: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>>,
) {
  return fc.record(
    { ...required, ...optional },
    { requiredKeys: Object.keys(required), noNullPrototype: true },
  )
}
const list = (item: fc.Arbitrary<unknown>) => fc.array(item, { minLength: 1, maxLength: 3 })

const document = record(
  {
    name: text(60),
    deleted: fc.boolean(),
    digitised: fc.boolean(),
    reuse: fc.constantFrom('none', 'reused', 'replaced'),
    fromNationalStore: fc.boolean(),
  },
  {
    id: label,
    component: label,
    url,
    replacingResult: label,
  },
)
const fee = record(
  {
    name: label,
    kind: fc.constantFrom('charge', 'fee'),
    amount: fc.maxSafeNat(),
    collected: fc.constantFrom('reception', 'supplement', 'return'),
  },
  { code: label },
)
const supplement = record(
  { id: label, content: text(80), requestedAt: instant },
  {
    requestedBy: label,
    receivedBy: label,
    receivedInfo: label,
    receivedAt: instant,
    fulfilled: fc.boolean(),
    documents: list(document),
    fees: list(fee),
    previousDueAt: instant,
    newDueAt: instant,
  },
)
const identity = fc.oneof(
  record({ type: fc.constant('personal-id'), number: digits(12) }, {}),
  record({ type: fc.constant('old-id'), number: digits(9) }, {}),
)

export const dossiers = record(
  {
    code: fc
      .integer({ min: 1, max: 9_999_999 })
      .map(n => `000.00.17.H99-230605-${String(n).padStart(4, '0')}`),
    procedure: record(
      { nationalCode: fc.constant('1.000001'), name: label },
      { domain: record({ code: label, name: label }, {}) },
    ),
    agency: record({ name: label }, {}),
    channel: fc.constantFrom('counter', 'online', 'postal'),
    origin: fc.constantFrom('local', 'national-portal'),
    applicant: record(
      {
        type: fc.constantFrom('citizen', 'enterprise', 'agency', 'organisation'),
        name: label,
        vneid: fc.boolean(),
      },
      {
        accountId: label,
        identities: list(identity),
        paperNumber: label,
        email: fc.emailAddress(),
        phone: digits(10),
        fax: digits(10),
      },
    ),
    summary: text(200),
    status,
    filedAt: instant,
    returnMethod: fc.constantFrom('counter', 'postal'),
    digitised: fc.boolean(),
    onlinePayment: fc.constantFrom('none', 'national-portal', 'local-gateway', 'offline'),
  },
  {
    receiptNumber: label,
    otherInfo: label,
    note: text(200),
    receivedAt: instant,
    dueAt: instant,
    finishedAt: instant,
    returnedAt: instant,
    refusedAt: instant,
    returnInfo: label,
    databases: list(label),
    documents: list(document),
    otherAttachments: list(record({ name: label, quantity: fc.nat(10_000), kind: fc.nat(1000) }, {})),
    fees: list(fee),
    supplements: list(supplement),
    results: list(record({ name: label }, { id: label, code: label, component: label, url })),
  },
)

export const steps = record(
  {
    dossier: fc.constant('000.00.17.H99-230605-0001'),
    at: instant,
    status,
    officer: record({ name: text(50) }, { title: label }),
    content: text(200),
  },
  { department: label, startedAt: instant, dueAt: instant },
)
