import type { Element } from './element.ts'
import { EdxmlFault } from './fault.ts'
import type { Attachment } from './types.ts'
import { unzip, type ZipLimits, zipLimits, zipOne } from './zip.ts'

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
  const types = new Map(references.map(one => [idOf(one), one.text('ContentType')]))
  const descriptions = new Map(references.map(one => [idOf(one), one.text('Description')]))
  let left = limits.bytes
  return encoded.flatMap(one => {
    const id = idOf(one)
    const name = one.text('AttachmentName') ?? id
    const description = one.text('Description') ?? descriptions.get(id)
    const bytes = bytesOf(one.text('ContentTransferEncoded') ?? '')
    const wrapped = /zip/i.test(one.text('ContentType') ?? '')
    const files = wrapped ? unzip(bytes, { ...limits, bytes: left }) : [{ name, bytes }]
    left -= files.reduce((sum, file) => sum + file.bytes.length, 0)
    if (left < 0) throw new EdxmlFault('too-large')
    const type = wrapped ? types.get(id) : one.text('ContentType')
    return files.map((file): Attachment => {
      return {
        name: files.length === 1 ? baseName(name) : baseName(file.name),
        ...(description === undefined ? {} : { description }),
        ...(type === undefined || (wrapped && /zip/i.test(type)) ? {} : { type }),
        content: file.bytes.toString('base64'),
      }
    })
  })
}

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

/** Each wrapped into an archive of its own, as base64. @throws EdxmlFault */
export function writeContents(attachments: readonly Attachment[]): string[] {
  return attachments.map(({ name, content }) => zipOne({ name, bytes: bytesOf(content) }).toString('base64'))
}

const idOf = (one: Element) => (one.text('ContentId') ?? '').replace(/^cid:/i, '')

/** A name is a name and never a way to another folder. */
function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1) || 'tep'
}

function bytesOf(text: string): Buffer {
  const bare = text.replace(/\s+/g, '')
  if (bare.length % 4 !== 0 || !base64.test(bare)) throw new EdxmlFault('base64')
  return Buffer.from(bare, 'base64')
}
