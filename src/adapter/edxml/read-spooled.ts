import type { Document } from '../../contract/types.generated.ts'
import { Base64Fault, fromBase64 } from '../base64.ts'
import type { Spool, Spooled } from '../streamed.ts'
import { baseName, isWrapped, papersOf } from './attachments.ts'
import { EdxmlFault } from './fault.ts'
import { hollowEdxml } from './hollow.ts'
import { readHollow } from './read.ts'
import { type PackedAt, readSpooledZip, type SpooledFile } from './spooled-zip.ts'
import type { EdxmlMessage } from './types.ts'
import { type ZipLimits, zipLimits } from './zip.ts'

/** A paper of a read document, which stands in the spool. */
export interface SpooledPaper {
  readonly name: string
  readonly description?: string
  readonly type?: string
  readonly bytes: number
  /** SHA-256, hex; absent where the paper is the content itself, whose label has it. */
  readonly sha256?: string
  readonly content: string
  /** Its place in the archive that the content is; absent: the content itself is the paper. */
  readonly entry?: PackedAt
}

export type SpooledMessage =
  | {
      readonly kind: 'document'
      readonly document: Omit<Document, 'attachments'>
      readonly papers: readonly SpooledPaper[]
    }
  | Extract<EdxmlMessage, { kind: 'status' }>

/** What is left of a document without its papers; the largest header that anybody writes is a tenth of it. */
const headerBytes = 4 * 1024 * 1024

/**
 * Reads an edXML 102 message as it comes, in constant memory: papers go to the spool, archives are opened there.
 * What is spooled and belongs to no paper is the caller's to clear away.
 *
 * @throws EdxmlFault, XmlFault, and what the spool throws
 */
export async function readEdxmlSpooled(
  bytes: AsyncIterable<Buffer>,
  spool: Spool,
  limits: ZipLimits = zipLimits,
): Promise<SpooledMessage> {
  const contents: Spooled[] = []
  const take = async (base64: AsyncIterable<Buffer>, number: number) => {
    contents[number] = await spool.write(decoded(base64))
  }
  const { rest, count } = await hollowEdxml(bytes, take, { keep: headerBytes, most: limits.files })
  const { message, encoded, references } = await readHollow(rest)
  if (message.kind === 'status') return message
  const described = papersOf(encoded, references)
  const papers: SpooledPaper[] = []
  const seen = new Set<number>()
  let left = limits.bytes
  for (const { one, name, description, type } of described) {
    const number = Number(one.need('ContentTransferEncoded'))
    const content = contents[number]
    // Numbers are ours: each once, as they were counted.
    if (!Number.isInteger(number) || content === undefined || seen.has(number) || number >= count)
      throw new EdxmlFault('base64')
    seen.add(number)
    const wrapped = isWrapped(one)
    const files: readonly (Pick<SpooledFile, 'name' | 'bytes'> & Partial<SpooledFile>)[] = wrapped
      ? await readSpooledZip(content, spool, { ...limits, bytes: left })
      : [{ name, bytes: content.bytes }]
    left -= files.reduce((sum, file) => sum + file.bytes, 0)
    if (left < 0) throw new EdxmlFault('too-large')
    for (const file of files) {
      papers.push({
        name: files.length === 1 ? baseName(name) : baseName(file.name),
        ...(description === undefined ? {} : { description }),
        ...(type === undefined ? {} : { type }),
        bytes: file.bytes,
        content: content.id,
        ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
        ...(file.entry === undefined ? {} : { entry: file.entry }),
      })
    }
  }
  const { attachments: _none, ...document } = message.document
  return { kind: 'document', document, papers }
}

async function* decoded(base64: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* fromBase64(base64)
  } catch (error) {
    throw error instanceof Base64Fault ? new EdxmlFault('base64') : error
  }
}
