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

const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const
const endSize = 22
/** Small files of one letter repeated may be packed beyond any ratio, and harm nobody. */
const harmless = 1024 * 1024
const utf8Flag = 0x800
const encryptedFlag = 1

interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
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
    const end = endOf(archive)
    const count = archive.readUInt16LE(end + 10)
    if (count > limits.files) throw new EdxmlFault('too-many-files')
    const entries: Entry[] = []
    let at = archive.readUInt32LE(end + 16)
    for (let index = 0; index < count; index++) {
      const { entry, next } = readEntry(archive, at)
      entries.push(entry)
      at = next
    }
    return entries
  } catch (error) {
    // Read beyond the end: offsets that lie.
    if (error instanceof RangeError) throw new EdxmlFault('zip')
    throw error
  }
}

/** Without a comment behind it, as every writer of papers leaves it; at most 64 kB of one are searched. */
function endOf(archive: Buffer): number {
  const first = Math.max(0, archive.length - endSize - 0xffff)
  for (let at = archive.length - endSize; at >= first; at--) {
    if (archive.readUInt32LE(at) === signature.end) return at
  }
  throw new EdxmlFault('zip')
}

function readEntry(archive: Buffer, at: number): { entry: Entry; next: number } {
  if (archive.readUInt32LE(at) !== signature.central) throw new EdxmlFault('zip')
  const flags = archive.readUInt16LE(at + 8)
  if ((flags & encryptedFlag) !== 0) throw new EdxmlFault('zip-encrypted')
  const method = archive.readUInt16LE(at + 10)
  if (method !== 0 && method !== 8) throw new EdxmlFault('zip')
  const nameLength = archive.readUInt16LE(at + 28)
  const next = at + 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  const local = archive.readUInt32LE(at + 42)
  if (archive.readUInt32LE(local) !== signature.local) throw new EdxmlFault('zip')
  const packed = archive.readUInt32LE(at + 20)
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  if (start + packed > archive.length) throw new EdxmlFault('zip')
  const entry: Entry = {
    // Names beyond ASCII come in UTF-8, flagged or not: code pages of the 1980s hold no Vietnamese.
    name: archive.toString('utf8', at + 46, at + 46 + nameLength),
    method,
    crc: archive.readUInt32LE(at + 16),
    packed,
    unpacked: archive.readUInt32LE(at + 24),
    start,
  }
  return { entry, next }
}

/** Entries that share their bytes are how a small archive claims to be endless. */
function refuseOverlaps(entries: readonly Entry[]): void {
  let end = 0
  for (const { start, packed } of [...entries].sort((one, other) => one.start - other.start)) {
    if (start < end) throw new EdxmlFault('zip-overlap')
    end = start + packed
  }
}

/** An archive of one file. The same file always makes the same bytes: it bears the first day that ZIP knows. */
export function zipOne({ name, bytes }: ZipFile): Buffer {
  const label = Buffer.from(name)
  // Papers are mostly packed already: more effort saves nothing.
  const data = deflateRawSync(bytes, { level: 1 })
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(utf8Flag, 2)
  common.writeUInt16LE(8, 4)
  common.writeUInt16LE(0x21, 8)
  common.writeUInt32LE(crc32(bytes), 10)
  common.writeUInt32LE(data.length, 14)
  common.writeUInt32LE(bytes.length, 18)
  common.writeUInt16LE(label.length, 22)
  const local = Buffer.concat([dword(signature.local), common, label, data])
  const central = Buffer.concat([dword(signature.central), word(20), common, Buffer.alloc(14), label])
  const end = Buffer.alloc(endSize)
  end.writeUInt32LE(signature.end, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
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
