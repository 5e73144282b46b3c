import fc from 'fast-check'
import t from 'tap'
import { type EdxmlMessage, readEdxml, readEdxmlAside, writeEdxml } from '../../../src/adapter/edxml/index.ts'
import { closeXmlWorkers } from '../../../src/adapter/xml/index.ts'
import { bodyAjv } from '../../../src/contract/validate.ts'

const refused = (reason: string) => ({ code: 'edxml-refused', reason })
const uri = 'http://www.mic.gov.vn/TBT/QCVN_102_2016'

const accepted = `<edXML xmlns="${uri}">
  <edXML:edXMLEnvelope xmlns:edXML="${uri}">
    <edXML:edXMLHeader>
      <edXML:MessageHeader>
        <edXML:From>
          <edXML:OrganId>000.00.01.H99</edXML:OrganId>
          <edXML:OrganName>UBND xã Thử Nghiệm</edXML:OrganName>
        </edXML:From>
        <edXML:ResponseFor>
          <edXML:OrganId>000.00.00.G99</edXML:OrganId>
          <edXML:Code>1/TN-VP</edXML:Code>
          <edXML:PromulgationDate>2026/01/01</edXML:PromulgationDate>
          <edXML:DocumentId>000.00.00.G99,2026/01/01,1/TN-VP</edXML:DocumentId>
        </edXML:ResponseFor>
        <edXML:StaffInfo><edXML:Department>Văn phòng</edXML:Department><edXML:Staff>Cán bộ Thử</edXML:Staff></edXML:StaffInfo>
        <edXML:StatusCode>03</edXML:StatusCode>
        <edXML:Description>Đã tiếp nhận</edXML:Description>
        <edXML:Timestamp>2026/01/01 08:00:00</edXML:Timestamp>
      </edXML:MessageHeader>
    </edXML:edXMLHeader>
  </edXML:edXMLEnvelope>
</edXML>`

const status = {
  from: { id: '000.00.01.H99', name: 'UBND xã Thử Nghiệm' },
  responseFor: {
    organ: '000.00.00.G99',
    code: '1/TN-VP',
    issuedOn: '2026-01-01',
    documentId: '000.00.00.G99,2026/01/01,1/TN-VP',
  },
  staff: { department: 'Văn phòng', name: 'Cán bộ Thử' },
  status: 'accepted',
  description: 'Đã tiếp nhận',
  at: '2026-01-01T08:00:00+07:00',
} as const

t.test('the sample of the standard is read, and written as one that is read the same', async t => {
  t.same(readEdxml(accepted), { kind: 'status', status })
  t.same(readEdxml(writeEdxml({ kind: 'status', status })), { kind: 'status', status })
})

t.test('all nine codes are read and written', async t => {
  const codes = {
    '01': 'arrived',
    '02': 'rejected',
    '03': 'accepted',
    '04': 'assigned',
    '05': 'processing',
    '06': 'finished',
    '13': 'withdrawal-asked',
    '15': 'withdrawal-agreed',
    '16': 'withdrawal-refused',
  } as const
  for (const [code, word] of Object.entries(codes)) {
    const text = accepted.replace('>03<', `>${code}<`)
    t.match(readEdxml(text), { status: { status: word } })
    t.match(
      writeEdxml({ kind: 'status', status: { ...status, status: word } }),
      `<StatusCode>${code}</StatusCode>`,
    )
  }
  for (const code of ['00', '07', '14', '99', 'x'])
    t.throws(() => readEdxml(accepted.replace('>03<', `>${code}<`)), {
      code: 'edxml-refused',
      reason: 'status',
    })
})

t.test('names decide, not order or prefix', async t => {
  const swapped = accepted
    .replace(
      /(<edXML:OrganId>000.00.01.H99<\/edXML:OrganId>)\s*(<edXML:OrganName>.*?<\/edXML:OrganName>)/,
      '$2$1',
    )
    .replace(
      /(<edXML:StatusCode>.*?<\/edXML:StatusCode>)([\s\S]*?)(<edXML:Timestamp>.*?<\/edXML:Timestamp>)/,
      '$3$2$1',
    )
  t.not(swapped, accepted)
  t.same(readEdxml(swapped), { kind: 'status', status })
  t.same(readEdxml(accepted.replaceAll('edXML:', '').replace(' xmlns:edXML', ' xmlns')), {
    kind: 'status',
    status,
  })
  t.same(readEdxml(accepted.replaceAll('edXML:', 'q:').replace('xmlns:edXML', 'xmlns:q')), {
    kind: 'status',
    status,
  })
  t.throws(() => readEdxml(accepted.replaceAll(uri, 'http://other.example')), refused('no-edxml'))
})

t.test('what lacks a member, has a wrong day, or is no edXML is refused', async t => {
  const without = (name: string) =>
    accepted.replace(new RegExp(`<edXML:${name}>.*?</edXML:${name}>`, 's'), '')
  t.throws(() => readEdxml(without('ResponseFor')), refused('member-missing'))
  t.throws(() => readEdxml(without('Timestamp')), refused('member-missing'))
  t.throws(() => readEdxml(accepted.replace('2026/01/01 08', '2026/02/30 08')), refused('date'))
  t.throws(() => readEdxml('<a/>'), refused('no-edxml'))
  t.throws(() => readEdxml(`<!DOCTYPE a>${accepted}`), { code: 'xml-refused' })
})

const letters = fc.constantFrom(...'aăâbcdđeêghioôơuưVĂN &<>"\'/-.0123456789')
const text = (maxLength = 30) =>
  fc
    .array(letters, { minLength: 1, maxLength })
    .map(parts => parts.join('').trim())
    .filter(one => one !== '')
const organId = fc.constantFrom('000.00.01.H99', 'H99.14', '000.00.00.G99')
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10))
const instant = fc
  .integer({ min: 946_684_800, max: 3_786_912_000 })
  .map(seconds => `${new Date((seconds + 25_200) * 1000).toISOString().slice(0, 19)}+07:00`)
const small = fc.nat({ max: 99 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const some = <T>(arbitrary: fc.Arbitrary<T>) => maybe(fc.array(arbitrary, { minLength: 1, maxLength: 3 }))
const record = (model: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record(model)
    .map(one => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)))

const organ = record({
  id: organId,
  ...Object.fromEntries(
    ['name', 'inCharge', 'address', 'email', 'telephone', 'fax', 'website'].map(name => [
      name,
      maybe(text()),
    ]),
  ),
})
const reference = record({
  organ: organId,
  code: maybe(text()),
  issuedOn: maybe(day),
  documentId: maybe(text()),
})
const filled = (one: fc.Arbitrary<object>) => one.filter(object => Object.keys(object).length > 0)
const staff = filled(
  record({ department: maybe(text()), name: maybe(text()), email: maybe(text()), mobile: maybe(text()) }),
)
const update = filled(
  record({
    document: maybe(text()),
    receiver: maybe(text()),
    receivers: some(record({ organ: organId, type: maybe(text(5)) })),
  }),
)
const business = record({
  kind: fc.constantFrom('new', 'revoke', 'update', 'replace'),
  documentId: maybe(text()),
  reason: maybe(text()),
  paper: maybe(fc.nat({ max: 9 })),
  update: maybe(update),
  replaces: some(record({ documentId: text(), organs: some(organId) })),
  staff: maybe(staff),
})
const attachment = record({
  name: text(20).map(name => `${name.replaceAll('/', '-')}.pdf`),
  description: maybe(text()),
  type: maybe(fc.constantFrom('application/pdf', 'application/vnd.ms-excel')),
  content: fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes).toString('base64')),
})
const document = record({
  documentId: text(),
  from: organ,
  to: fc.array(organ, { minLength: 1, maxLength: 3 }),
  number: text(5),
  notation: text(10),
  place: maybe(text()),
  issuedOn: day,
  type: maybe(record({ code: maybe(text(3)), detail: maybe(text(3)), name: text() })),
  subject: text(100),
  content: maybe(text(100)),
  signer: maybe(record({ name: text(), position: maybe(text()), competence: maybe(text()) })),
  dueOn: maybe(day),
  priority: maybe(text(3)),
  sphere: maybe(text()),
  typist: maybe(text()),
  copies: maybe(small),
  pages: maybe(small),
  direction: maybe(text()),
  appendices: some(text()),
  responseFor: some(reference),
  steering: maybe(small),
  toPlaces: some(text()),
  traces: some(record({ organ: organId, at: instant })),
  business: maybe(business),
  attachments: some(attachment),
})

t.test('what was written is read again, and is what the schema calls a document', async t => {
  const isDocument = bodyAjv.compile({ $ref: 'document#' })
  fc.assert(
    fc.property(document, one => {
      const message = { kind: 'document', document: one } as unknown as EdxmlMessage
      const again = readEdxml(writeEdxml(message))
      t.strictSame(again, message)
      if (!isDocument(structuredClone(one))) throw new Error(JSON.stringify(isDocument.errors))
    }),
    { numRuns: 150 },
  )
})

t.test('so is every status', async t => {
  const words = ['arrived', 'rejected', 'withdrawal-asked', 'withdrawal-refused']
  const one = record({
    from: organ,
    responseFor: reference,
    staff: maybe(staff),
    status: fc.constantFrom(...words),
    description: maybe(text()),
    at: instant,
  })
  fc.assert(
    fc.property(one, status => {
      const message = { kind: 'status', status } as unknown as EdxmlMessage
      t.strictSame(readEdxml(writeEdxml(message)), message)
    }),
    { numRuns: 100 },
  )
})

t.test('elements go in the order of the standard, whatever order the message has', async t => {
  const from = { website: 'w', name: 'n', id: 'H99.14', inCharge: 'c' }
  const written = writeEdxml({
    kind: 'document',
    document: {
      ...{ subject: 'S', issuedOn: '2026-01-01', notation: 'TN-VP', number: '1', to: [{ id: 'H99' }], from },
      ...{ signer: { name: 'K' }, type: { name: 'Công văn', code: '2' }, dueOn: '2026-02-01' },
    },
  })
  const names = [...written.matchAll(/<(\w+)[ >]/g)].map(([, name = '']) => name)
  t.strictSame(names, [
    ...['edXML', 'edXMLEnvelope', 'edXMLHeader', 'MessageHeader'],
    ...['From', 'OrganId', 'OrganizationInCharge', 'OrganName', 'Website', 'To', 'OrganId'],
    ...['DocumentId', 'Code', 'CodeNumber', 'CodeNotation', 'PromulgationInfo', 'PromulgationDate'],
    ...['DocumentType', 'Type', 'TypeName', 'Subject', 'SignerInfo', 'FullName', 'DueDate', 'edXMLBody'],
    'edXMLManifest',
  ])
  t.match(written, '<DocumentId>H99.14,2026/01/01,1/TN-VP</DocumentId>', 'named as the standard names it')
})

t.test('a big message is read beside the event loop, and the same', async t => {
  const content = Buffer.alloc(3_000_000, 'nội dung ').toString('base64')
  const attachments = [{ name: 'lon.txt', type: 'text/plain', content }] as const
  const from = { id: 'H99.14' }
  const base = {
    from,
    to: [{ id: 'H99' }],
    number: '1',
    notation: 'TN',
    issuedOn: '2026-01-01',
    subject: 'S',
  } as const
  const bare = writeEdxml({
    kind: 'document',
    document: { ...base, to: [{ id: 'H99' }], attachments: [...attachments] },
  })
    .replace(/<ContentTransferEncoded>.*?</, `<ContentTransferEncoded>${content}<`)
    .replace(/(AttachmentEncoded.*?)application\/zip/, '$1text/plain')
  const message = await readEdxmlAside(Buffer.from(bare))
  t.match(message, { kind: 'document', document: { attachments } })
  t.teardown(() => closeXmlWorkers())
})
