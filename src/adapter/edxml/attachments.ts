import { base64Length, toBase64 } from '../base64.ts'
import { type Contents, joined, Streamed } from '../streamed.ts'
import type { Element } from './element.ts'
import { EdxmlFault } from './fault.ts'
import type { Attachment, StoredAttachment } from './types.ts'
import { frameOne, unzip, type ZipLimits, zipLimits, zipOne } from './zip.ts'

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * Attachments of a read message: the archive that wraps each is opened, once. One whose type says nothing of an archive
 * is the file itself, even where that is an office paper, which is an archive, too.
 *
 * @throws EdxmlFault
 */
export function readAttachments(
  encoded: readonly Element[],
  references: readonly Element[],
  limits: ZipLimits = zipLimits,
): Attachment[] {
  let left = limits.bytes
  return papersOf(encoded, references).flatMap(({ one, name, description, type }) => {
    const bytes = bytesOf(one.text('ContentTransferEncoded') ?? '')
    const files = isWrapped(one) ? unzip(bytes, { ...limits, bytes: left }) : [{ name, bytes }]
    left -= files.reduce((sum, file) => sum + file.bytes.length, 0)
    if (left < 0) throw new EdxmlFault('too-large')
    return files.map((file): Attachment => {
      return {
        name: files.length === 1 ? baseName(name) : baseName(file.name),
        ...(description === undefined ? {} : { description }),
        ...(type === undefined ? {} : { type }),
        content: file.bytes.toString('base64'),
      }
    })
  })
}

/** What is said of each paper, beside its content and in the manifest. */
export function papersOf(encoded: readonly Element[], references: readonly Element[]) {
  const types = new Map(references.map(one => [idOf(one), one.text('ContentType')]))
  const descriptions = new Map(references.map(one => [idOf(one), one.text('Description')]))
  return encoded.map(one => {
    const id = idOf(one)
    const wrapped = isWrapped(one)
    const type = wrapped ? types.get(id) : one.text('ContentType')
    return {
      one,
      name: one.text('AttachmentName') ?? id,
      description: one.text('Description') ?? descriptions.get(id),
      type: wrapped && type !== undefined && /zip/i.test(type) ? undefined : type,
    }
  })
}

export const isWrapped = (one: Element) => /zip/i.test(one.text('ContentType') ?? '')

/** Both halves: what the manifest says of each, and what stands beside its content. */
export function writeAttachments(attachments: readonly Attachment[]): {
  readonly references: object[]
  readonly encoded: object[]
} {
  const ids = attachments.map((_, index) => `cid:attachment-${index + 1}`)
  const references = attachments.map(({ name, description, type }, index) => ({
    ContentId: ids[index],
    ContentType: type ?? 'application/zip',
    Description: description,
    AttachmentName: name,
  }))
  const encoded = attachments.map(({ name, description }, index) => ({
    ContentId: ids[index],
    AttachmentName: name,
    Description: description,
    ContentType: 'application/zip',
    ContentTransferEncoded: '',
  }))
  return { references, encoded }
}

/**
 * Each wrapped into an archive of its own, as base64. One that the message only names is read as it goes out, and stands
 * in its archive as it is: so its length is known before.
 *
 * @throws EdxmlFault
 */
export function writeContents(
  attachments: readonly Attachment[],
  contents: Contents | undefined,
): (Buffer | Streamed)[] {
  return attachments.map(one => {
    const { name, content } = one
    if (content !== undefined)
      return Buffer.from(zipOne({ name, bytes: bytesOf(content) }).toString('base64'), 'latin1')
    const { stored } = one as Partial<StoredAttachment>
    if (stored === undefined || contents === undefined) throw new EdxmlFault('member-missing', 'content')
    const { id, bytes, crc32 } = stored
    const { before, after } = frameOne(name, 0, { crc: crc32, packed: bytes, unpacked: bytes })
    const length = before.length + bytes + after.length
    return new Streamed(base64Length(length), () =>
      toBase64(joined([before, new Streamed(bytes, () => contents.read(id, 0, bytes)), after])),
    )
  })
}

const idOf = (one: Element) => (one.text('ContentId') ?? '').replace(/^cid:/i, '')

/** A name is a name and never a way to another folder. */
export function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1) || 'tep'
}

function bytesOf(text: string): Buffer {
  const bare = text.replace(/\s+/g, '')
  if (bare.length % 4 !== 0 || !base64.test(bare)) throw new EdxmlFault('base64')
  return Buffer.from(bare, 'base64')
}
