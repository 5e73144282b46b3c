import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import type { Contents, Spooled } from '../streamed.ts'
import { EdxmlFault } from './fault.ts'
import {
  type Entry,
  endSize,
  harmless,
  type Listed,
  listOf,
  readEnd,
  refuseOverlaps,
  startOf,
  type ZipLimits,
} from './zip.ts'

/** A file inside an archive that is kept somewhere, proven to be what the archive says of it. */
export interface SpooledFile {
  readonly name: string
  readonly bytes: number
  /** SHA-256, hex. */
  readonly sha256: string
  /** Where it stands in the archive. */
  readonly entry: PackedAt
}

export interface PackedAt {
  readonly method: number
  readonly start: number
  readonly packed: number
}

const tailBytes = endSize + 0xffff
/** A directory of a hundred files with long names needs a tenth of it. */
const directoryBytes = 1024 * 1024
const headerBytes = 30

/**
 * The files of an archive that is too big to be held: the directory is read, then each file is unpacked once and thrown
 * away, to know that size and checksum hold and that nothing unfolds beyond the limits.
 *
 * @throws EdxmlFault
 */
export async function readSpooledZip(
  archive: Spooled,
  contents: Contents,
  limits: ZipLimits,
): Promise<SpooledFile[]> {
  const entries = await entriesOf(archive, contents, limits)
  refuseOverlaps(entries)
  const files: SpooledFile[] = []
  let left = limits.bytes
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue
    const { method, start, packed, unpacked } = entry
    if (unpacked > left) throw new EdxmlFault('too-large')
    if (unpacked > Math.max(packed * limits.ratio, harmless)) throw new EdxmlFault('bomb')
    const sha256 = await prove(entry, unpack({ method, start, packed }, archive.id, contents))
    left -= unpacked
    files.push({ name: entry.name, bytes: unpacked, sha256, entry: { method, start, packed } })
  }
  return files
}

/** A file's bytes, unpacked as they are read. @throws EdxmlFault */
export async function* unpack(
  { method, start, packed }: PackedAt,
  id: string,
  contents: Contents,
): AsyncGenerator<Buffer> {
  const bytes = contents.read(id, start, start + packed)
  if (method === 0) return yield* bytes
  const inflate = createInflateRaw({ chunkSize: 128 * 1024 })
  const source = Readable.from(bytes, { objectMode: false })
  source.once('error', error => inflate.destroy(error))
  try {
    for await (const piece of source.pipe(inflate)) yield piece as Buffer
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw new EdxmlFault('zip')
    throw error
  } finally {
    source.destroy()
  }
}

async function prove({ unpacked, crc }: Entry, bytes: AsyncIterable<Buffer>): Promise<string> {
  const sha256 = createHash('sha256')
  let [length, sum] = [0, 0]
  for await (const piece of bytes) {
    length += piece.length
    // It has unfolded beyond what it claimed.
    if (length > unpacked) throw new EdxmlFault('bomb')
    sha256.update(piece)
    sum = crc32(piece, sum)
  }
  if (length !== unpacked || sum !== crc) throw new EdxmlFault('zip')
  return sha256.digest('hex')
}

async function entriesOf(archive: Spooled, contents: Contents, limits: ZipLimits): Promise<Entry[]> {
  const part = (from: number, to: number) =>
    gather(contents.read(archive.id, from, Math.min(to, archive.bytes)))
  try {
    const tailAt = Math.max(0, archive.bytes - tailBytes)
    const { count, at, end } = readEnd(await part(tailAt, archive.bytes))
    const size = tailAt + end - at
    if (size < 0) throw new EdxmlFault('zip')
    if (size > directoryBytes) throw new EdxmlFault('too-large')
    const listed = listOf(await part(at, at + size), count, limits)
    const entries: Entry[] = []
    for (const one of listed) entries.push({ ...one, start: startOf(await header(one, part), one) })
    if (entries.some(({ start, packed }) => start + packed > archive.bytes)) throw new EdxmlFault('zip')
    return entries
  } catch (error) {
    // Read beyond the end: offsets that lie.
    if (error instanceof RangeError) throw new EdxmlFault('zip')
    throw error
  }
}

const header = ({ local }: Listed, part: (from: number, to: number) => Promise<Buffer>) =>
  part(local, local + headerBytes)

async function gather(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of bytes) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}
