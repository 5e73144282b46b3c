import fc from 'fast-check'
import t from 'tap'
import { readXml, writeXml, type XmlObject } from '../../src/adapter/xml/index.ts'
import { canonicalSchemas, type JsonSchema } from '../../src/contract/schemas.ts'
import { xsdPattern } from '../../src/contract/xml/pattern.ts'
import { readValue } from '../../src/contract/xml/read.ts'
import { type Shape, Shapes } from '../../src/contract/xml/shape.ts'
import { writeValue } from '../../src/contract/xml/write.ts'
import { schemaDocument } from '../../src/contract/xml/xsd.ts'

const shapes = () => new Shapes(id => canonicalSchemas.get(id))

/** Through real XML and back. */
async function there(value: unknown, shape: Shape): Promise<unknown> {
  const xml = writeXml({ 'x:it': writeValue(value, shape, 'x:') }, { namespaces: { x: 'urn:x' } })
  const { it } = await readXml(xml, { namespaces: { '': 'urn:x' } })
  return readValue(it, shape)
}

t.test('whatever a member may hold survives the way through XML', async t => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      text: { type: 'string' },
      count: { type: 'integer' },
      flag: { type: 'boolean' },
      many: { type: 'array', items: { type: 'string' } },
      parts: {
        type: 'array',
        items: { type: 'object', properties: { text: { type: 'string' }, flag: { type: 'boolean' } } },
      },
    },
  }
  const shape = shapes().of(schema, 'It')
  // XML has one line end, no NUL and no halves of letters; the reader brings all text to NFC.
  const text = fc.string({ unit: 'grapheme' }).map(its => its.replace(/\r/g, '').normalize('NFC'))
  const part = fc.record({ text, flag: fc.boolean() }, { noNullPrototype: true })
  const value = fc.record(
    {
      text,
      count: fc.maxSafeInteger(),
      flag: fc.boolean(),
      many: fc.array(text, { minLength: 1 }),
      parts: fc.array(part, { minLength: 1 }),
    },
    { requiredKeys: ['text'], noNullPrototype: true },
  )
  await fc.assert(
    fc.asyncProperty(value, async its => t.strictSame(await there(its, shape), its)),
    { numRuns: 50 },
  )
})

t.test('what does not fit is left for the schema to judge', async t => {
  const shape = shapes().of(
    {
      type: 'object',
      properties: {
        count: { type: 'integer' },
        flag: { type: 'boolean' },
        name: { type: 'string' },
        gone: { type: 'string' },
        part: { type: 'object', properties: { a: { type: 'string' } } },
        list: { type: 'array', items: { type: 'integer' } },
      },
    },
    'It',
  )
  const read = async (inner: string) => {
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    const { it } = await readXml(`<it xmlns="urn:x" ${xsi}>${inner}</it>`, { namespaces: { '': 'urn:x' } })
    return readValue(it, shape)
  }
  t.strictSame(await read('<count>12a</count><flag>yes</flag>'), { count: '12a', flag: 'yes' })
  t.strictSame(await read('<count> +12 </count><flag> 1 </flag>'), { count: 12, flag: true })
  t.strictSame(await read('<count>99999999999999999999</count>'), { count: '99999999999999999999' })
  t.strictSame(await read('<name>a</name><name>b</name>'), { name: ['a', 'b'] })
  t.strictSame(await read('<name xsi:type="xs:string">  a </name>'), { name: '  a ' })
  t.strictSame(await read('<gone xsi:nil="true"/><part/>'), { part: {} })
  t.strictSame(await read('<list>1</list>'), { list: [1] })
  t.strictSame(await read('<other>1</other>'), { other: '1' })
  t.strictSame(await read('<name>Nguye\u0302\u0303n</name>'), { name: 'Nguyễn' })
})

t.test('every canonical message has a type of its own, with nothing left open', async t => {
  const all = shapes()
  for (const id of canonicalSchemas.keys()) all.of({ $ref: `${id}#` }, id)
  const names = all.named.map(({ name }) => name)
  t.equal(new Set(names).size, names.length, 'no name stands for two types')
  for (const name of ['Dossier', 'Step', 'CitizenQuestion', 'Payment', 'Applicant', 'Status'])
    t.ok(names.includes(name), name)
  for (const shape of all.named) {
    if (shape.kind !== 'object') continue
    for (const member of shape.members)
      if (member.shape.kind === 'fields') t.match(`${shape.name}.${member.name}`, openMembers)
  }
})

/** Members whose schema says nothing but "an object". */
const openMembers = /^$/

t.test('the schema says what JSON Schema says: lists, enumerations, lengths, ranges, patterns', async t => {
  const all = shapes()
  all.of({ $ref: 'dossier#' }, 'dossier')
  const xsd = schemaDocument('urn:x', [], all.named) as Record<string, Record<string, unknown>[]>
  const type = (name: string) => xsd['xs:complexType']?.find(its => its['@name'] === name) as XmlObject
  const member = (of: string, name: string) =>
    (type(of)['xs:sequence'] as Record<string, Record<string, unknown>[]>)['xs:element']?.find(
      its => its['@name'] === name,
    )
  t.match(member('Dossier', 'documents'), {
    '@type': /^tns:[A-Z]/,
    '@minOccurs': 0,
    '@maxOccurs': 500,
  })
  t.notOk('@minOccurs' in (member('Dossier', 'applicant') ?? {}), 'what is required occurs once')
  t.match(member('Dossier', 'filedAt'), { '@type': 'tns:Instant' })
  t.match(member('Fee', 'amount'), {
    'xs:simpleType': {
      'xs:restriction': {
        '@base': 'xs:long',
        'xs:minInclusive': { '@value': 0 },
        'xs:maxInclusive': { '@value': Number.MAX_SAFE_INTEGER },
      },
    },
  })
  t.match(member('Dossier', 'channel'), {
    'xs:simpleType': {
      'xs:restriction': {
        '@base': 'xs:string',
        'xs:enumeration': [{ '@value': 'counter' }, { '@value': 'online' }, { '@value': 'postal' }],
      },
    },
  })
  const instant = xsd['xs:simpleType']?.find(its => its['@name'] === 'Instant')
  t.match(instant, { 'xs:restriction': { '@base': 'xs:dateTime', 'xs:pattern': { '@value': /Z/ } } })
})

t.test('a pattern is said only where both languages mean the same', async t => {
  t.equal(xsdPattern('^[0-9]{12}$'), '[0-9]{12}')
  t.equal(xsdPattern('^([0-9]{9}|[0-9]{12})$'), '([0-9]{9}|[0-9]{12})')
  t.equal(xsdPattern('^https?:\\/\\/[^\\s]+$'), 'https?://[^\\s]+')
  for (const pattern of ['[0-9]', '^a', '^a|b$', '^(?:a)$', '^(?=a)b$', '^a+?$', '^\\bword$'])
    t.equal(xsdPattern(pattern), undefined, pattern)
})
