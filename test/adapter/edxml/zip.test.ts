import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { readEdxml, unzip, writeEdxml, zipLimits, zipOne } from '../../../src/adapter/edxml/index.ts'

const refused = (reason: string) => ({ code: 'edxml-refused', reason })
const limits = { files: 3, bytes: 3 * 1024 * 1024, ratio: 200 }
const name = 'Công văn.pdf'

t.test('what was packed is unpacked', async t => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), bytes => {
      const [file, ...more] = unzip(zipOne({ name, bytes: Buffer.from(bytes) }))
      t.equal(more.length, 0)
      t.equal(file?.name, name)
      t.same(file?.bytes, Buffer.from(bytes))
    }),
    { numRuns: 50 },
  )
})

t.test('an archive that unfolds beyond the limits is not unfolded', async t => {
  const zeros = zipOne({ name, bytes: Buffer.alloc(2 * 1024 * 1024) })
  t.ok(zeros.length < 10_400)
  t.throws(() => unzip(zeros, limits), refused('bomb'), 'a thousandfold')
  t.throws(() => unzip(zipOne({ name, bytes: randomBytes(limits.bytes + 1) }), limits), refused('too-large'))
  t.equal(
    unzip(zipOne({ name, bytes: Buffer.alloc(1_000_000) }), limits).length,
    1,
    'a small one harms nobody',
  )
})

t.test('sizes that lie are found out before they cost anything', async t => {
  const honest = zipOne({ name, bytes: Buffer.alloc(2 * 1024 * 1024) })
  const liar = Buffer.from(honest)
  const central = liar.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  liar.writeUInt32LE(1_000, central + 24)
  t.throws(() => unzip(liar, limits), refused('bomb'))
  const longer = zipOne({ name, bytes: Buffer.from('abc') })
  longer.writeUInt32LE(4, longer.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
  t.throws(() => unzip(longer, limits), refused('zip'))
  const changed = zipOne({ name, bytes: Buffer.from('abc') })
  changed.writeUInt32LE(1, changed.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 16)
  t.throws(() => unzip(changed, limits), refused('zip'), 'a checksum that does not hold')
})

t.test('files that share their bytes, and too many of them, are refused', async t => {
  t.throws(() => unzip(shared(2), limits), refused('zip-overlap'))
  t.throws(() => unzip(shared(4), limits), refused('too-many-files'))
})

t.test('an archive inside an archive is a file, and is not opened', async t => {
  const inner = zipOne({ name, bytes: Buffer.alloc(500_000) })
  const [file] = unzip(zipOne({ name: 'trong.zip', bytes: inner }), limits)
  t.same(file?.bytes, inner)
})

t.test('garbage is refused, whatever it is', async t => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(400), (noise, at) => {
      const archive = zipOne({ name, bytes: Buffer.from('nội dung') })
      Buffer.from(noise).copy(archive, at % archive.length)
      try {
        unzip(archive, limits)
      } catch (error) {
        t.match(error, { code: 'edxml-refused' })
      }
    }),
    { numRuns: 300 },
  )
  t.throws(() => unzip(Buffer.alloc(0)), refused('zip'))
  t.throws(() => unzip(Buffer.alloc(1_000)), refused('zip'))
})

t.test('an attachment in an edXML: an archive, or the file itself', async t => {
  const content = Buffer.from('Nội dung').toString('base64')
  const written = writeEdxml({
    kind: 'document',
    document: {
      ...{ from: { id: 'H99.14' }, to: [{ id: 'H99' }], number: '1', notation: 'TN', issuedOn: '2026-01-01' },
      ...{ subject: 'S', attachments: [{ name, type: 'application/pdf', content }] },
    },
  })
  t.match(readEdxml(written), { document: { attachments: [{ name, type: 'application/pdf', content }] } })
  const bare = written
    .replace(/<ContentTransferEncoded>.*?</, `<ContentTransferEncoded>${content}<`)
    .replaceAll('application/zip', 'application/pdf')
  t.match(readEdxml(bare), { document: { attachments: [{ name, type: 'application/pdf', content }] } })
  const bomb = zipOne({ name, bytes: Buffer.alloc(2 * 1024 * 1024) }).toString('base64')
  const bombed = written.replace(/<ContentTransferEncoded>.*?</, `<ContentTransferEncoded>${bomb}<`)
  t.throws(() => readEdxml(bombed), refused('bomb'))
  t.throws(
    () => readEdxml(written.replace(/<ContentTransferEncoded>.*?</, '<ContentTransferEncoded>*<')),
    refused('base64'),
  )
  t.ok(zipLimits.ratio < 1032, 'below what deflate can do')
})

/** An archive whose directory names the same bytes several times. */
function shared(times: number): Buffer {
  const archive = zipOne({ name, bytes: Buffer.from(deflateRawSync(Buffer.from('abc'))) })
  const central = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  const end = archive.length - 22
  const entry = archive.subarray(central, end)
  const tail = Buffer.from(archive.subarray(end))
  tail.writeUInt16LE(times, 8)
  tail.writeUInt16LE(times, 10)
  return Buffer.concat([archive.subarray(0, central), ...Array.from({ length: times }, () => entry), tail])
}
