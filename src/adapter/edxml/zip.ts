import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { EdxmlFault } from './fault.ts'

export interface ZipFile {
  readonly name: string
  readonly bytes: Buffer
}

/** What an archive may unfold to. An archive inside an archive is a file like any other: nothing unfolds twice. */
export interface ZipLimits {
  readonly files: number
  /** Of all files together, unpacked. */
  readonly bytes: number
  /** Unpacked to packed. Deflate itself cannot pass 1032; office papers stay below 50. */
  readonly ratio: number
}

export const zipLimits: ZipLimits = { files: 100, bytes: 100 * 1024 * 1024, ratio: 200 }

export const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const
export const endSize = 22
/** Small files of one letter repeated may be packed beyond any ratio, and harm nobody. */
export const harmless = 1024 * 1024
const utf8Flag = 0x800
const encryptedFlag = 1

/** One file of an archive, as the archive's directory says. */
export interface Listed {
  readonly name: string
  /** 0: as it is, 8: deflated. */
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
  /** Offset of its own header. */
  readonly local: number
}

export interface Entry extends Listed {
  /** Offset of its packed bytes. */
  readonly start: number
}

/**
 * The files of an archive. What it claims of itself is not believed: unpacking stops at the limits, entries must not
 * share their bytes, sizes and checksums must hold.
 *
 * @throws EdxmlFault
 */
export function unzip(archive: Buffer, limits: ZipLimits = zipLimits): ZipFile[] {
  const entries = entriesOf(archive, limits)
  refuseOverlaps(entries)
  const files: ZipFile[] = []
  let total = 0
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue
    const bytes = unpack(archive, entry, limits.bytes - total, limits.ratio)
    total += bytes.length
    files.push({ name: entry.name, bytes })
  }
  return files
}

function unpack(archive: Buffer, entry: Entry, left: number, ratio: number): Buffer {
  const { method, start, packed, unpacked, crc } = entry
  if (unpacked > left) throw new EdxmlFault('too-large')
  const most = Math.max(packed * ratio, harmless)
  if (unpacked > most) throw new EdxmlFault('bomb')
  const data = archive.subarray(start, start + packed)
  const bytes = method === 0 ? Buffer.from(data) : inflate(data, unpacked)
  if (bytes.length !== unpacked || crc32(bytes) !== crc) throw new EdxmlFault('zip')
  return bytes
}

/** Stops one byte behind what was claimed. */
function inflate(data: Buffer, claimed: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: claimed + 1 })
  } catch (cause) {
    throw new EdxmlFault((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'bomb' : 'zip')
  }
}

function entriesOf(archive: Buffer, limits: ZipLimits): Entry[] {
  try {
    const { count, at } = readEnd(archive)
    return listOf(archive.subarray(at), count, limits).map(listed => {
      const start = startOf(archive.subarray(listed.local), listed)
      if (start + listed.packed > archive.length) throw new EdxmlFault('zip')
      return { ...listed, start }
    })
  } catch (error) {
    // Read beyond the end: offsets that lie.
    if (error instanceof RangeError) throw new EdxmlFault('zip')
    throw error
  }
}

/** What the end of an archive says of its directory: how many files, where it begins. @throws EdxmlFault, RangeError */
export function readEnd(tail: Buffer): { readonly count: number; readonly at: number; readonly end: number } {
  // Without a comment behind it, as every writer of papers leaves it; at most 64 kB of one are searched.
  const first = Math.max(0, tail.length - endSize - 0xffff)
  for (let end = tail.length - endSize; end >= first; end--) {
    if (tail.readUInt32LE(end) === signature.end)
      return { count: tail.readUInt16LE(end + 10), at: tail.readUInt32LE(end + 16), end }
  }
  throw new EdxmlFault('zip')
}

/** The files of a directory. @throws EdxmlFault, RangeError where it lies */
export function listOf(directory: Buffer, count: number, { files }: Pick<ZipLimits, 'files'>): Listed[] {
  if (count > files) throw new EdxmlFault('too-many-files')
  const listed: Listed[] = []
  for (let [index, at] = [0, 0]; index < count; index++) {
    if (directory.readUInt32LE(at) !== signature.central) throw new EdxmlFault('zip')
    const flags = directory.readUInt16LE(at + 8)
    if ((flags & encryptedFlag) !== 0) throw new EdxmlFault('zip-encrypted')
    const method = directory.readUInt16LE(at + 10)
    if (method !== 0 && method !== 8) throw new EdxmlFault('zip')
    const nameLength = directory.readUInt16LE(at + 28)
    listed.push({
      // Names beyond ASCII come in UTF-8, flagged or not: code pages of the 1980s hold no Vietnamese.
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method,
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      local: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return listed
}

/** Where a file's bytes begin, by its own header. @throws EdxmlFault, RangeError */
export function startOf(header: Buffer, { local }: Listed): number {
  if (header.readUInt32LE(0) !== signature.local) throw new EdxmlFault('zip')
  return local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
}

/** Entries that share their bytes are how a small archive claims to be endless. */
export function refuseOverlaps(entries: readonly Entry[]): void {
  let end = 0
  for (const { start, packed } of [...entries].sort((one, other) => one.start - other.start)) {
    if (start < end) throw new EdxmlFault('zip-overlap')
    end = start + packed
  }
}

/** An archive of one file. The same file always makes the same bytes: it bears the first day that ZIP knows. */
export function zipOne({ name, bytes }: ZipFile): Buffer {
  // Papers are mostly packed already: more effort saves nothing.
  const data = deflateRawSync(bytes, { level: 1 })
  const { before, after } = frameOne(name, 8, {
    crc: crc32(bytes),
    packed: data.length,
    unpacked: bytes.length,
  })
  return Buffer.concat([before, data, after])
}

/** What stands before and after the only file of an archive. */
export function frameOne(
  name: string,
  method: 0 | 8,
  { crc, packed, unpacked }: Pick<Listed, 'crc' | 'packed' | 'unpacked'>,
): { readonly before: Buffer; readonly after: Buffer } {
  const label = Buffer.from(name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(utf8Flag, 2)
  common.writeUInt16LE(method, 4)
  common.writeUInt16LE(0x21, 8)
  common.writeUInt32LE(crc, 10)
  common.writeUInt32LE(packed, 14)
  common.writeUInt32LE(unpacked, 18)
  common.writeUInt16LE(label.length, 22)
  const local = Buffer.concat([dword(signature.local), common, label])
  const central = Buffer.concat([dword(signature.central), word(20), common, Buffer.alloc(14), label])
  const end = Buffer.alloc(endSize)
  end.writeUInt32LE(signature.end, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length + packed, 16)
  return { before: local, after: Buffer.concat([central, end]) }
}

function dword(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
