import type { ContentType } from './content-type.ts'
import { readContentType } from './content-type.ts'
import { MimeFault } from './fault.ts'

export interface Part {
  /** Content-ID without its angle brackets; empty when there is none. */
  readonly id: string
  readonly type: ContentType
  /** Transfer encoding undone. */
  readonly bytes: Buffer
}

export interface Multipart {
  /** The part that `start` names, or else the first (RFC 2387 §3.2). */
  readonly root: Part
  readonly attachments: readonly Part[]
}

const mostParts = 100
const longestHead = 16 * 1024
const lineEnd = Buffer.from('\r\n')

/**
 * Takes a multipart body apart (RFC 2046 §5.1). Strict where leniency lets two readers disagree: CRLF line ends, a
 * closing boundary, one Content-ID each. Linear in the size of the body; parts share its memory.
 * @throws MimeFault
 */
export function readMultipart(contentType: ContentType, body: Buffer): Multipart {
  const boundary = contentType.parameters.get('boundary') ?? ''
  if (!/^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/.test(boundary))
    throw new MimeFault('boundary')
  const parts = split(body, Buffer.from(`\r\n--${boundary}`)).map(readPart)
  const ids = parts.map(({ id }) => id).filter(id => id !== '')
  if (new Set(ids).size !== ids.length) throw new MimeFault('content-id')
  const start = contentType.parameters.get('start')?.replace(/^<|>$/g, '')
  const root = start === undefined ? parts[0] : parts.find(({ id }) => id === start)
  if (root === undefined) throw new MimeFault('root')
  return { root, attachments: parts.filter(part => part !== root) }
}

function split(body: Buffer, delimiter: Buffer): Buffer[] {
  const parts: Buffer[] = []
  // The first boundary may stand at the very beginning, where no line end comes before it.
  let at = body.indexOf(delimiter.subarray(2)) === 0 ? delimiter.length - 2 : after(body, delimiter, 0)
  for (;;) {
    if (body.subarray(at, at + 2).toString('latin1') === '--') return parts
    const line = body.indexOf(lineEnd, at)
    if (line === -1 || !/^[ \t]{0,100}$/.test(body.subarray(at, Math.min(line, at + 101)).toString('latin1')))
      throw new MimeFault('boundary')
    const next = after(body, delimiter, line)
    if (parts.push(body.subarray(line + 2, Math.max(line + 2, next - delimiter.length))) > mostParts)
      throw new MimeFault('too-many-parts')
    at = next
  }
}

function after(body: Buffer, delimiter: Buffer, from: number): number {
  const found = body.indexOf(delimiter, from)
  if (found === -1) throw new MimeFault('unfinished')
  return found + delimiter.length
}

function readPart(part: Buffer): Part {
  const bare = part.subarray(0, 2).equals(lineEnd)
  const end = bare ? 0 : part.subarray(0, longestHead).indexOf('\r\n\r\n')
  if (end === -1) throw new MimeFault('head')
  const head = readHead(part.subarray(0, end).toString('latin1'))
  const bytes = part.subarray(bare ? 2 : end + 4)
  return {
    id: (head.get('content-id') ?? '').replace(/^<|>$/g, ''),
    type: readContentType(head.get('content-type')),
    bytes: decode(bytes, (head.get('content-transfer-encoding') ?? 'binary').toLowerCase()),
  }
}

function readHead(text: string): ReadonlyMap<string, string> {
  const head = new Map<string, string>()
  if (text === '') return head
  // Folded lines belong to the one before (RFC 5322 §2.2.3).
  for (const line of text.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [, name = '', value = ''] = /^([!-9;-~]{1,100}):(.*)$/.exec(line) ?? []
    if (name === '') throw new MimeFault('head')
    if (!head.has(name.toLowerCase())) head.set(name.toLowerCase(), value.trim())
  }
  return head
}

function decode(bytes: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      return bytes
    case 'base64': {
      const text = bytes.toString('latin1').replace(/[\r\n\t ]/g, '')
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw new MimeFault('base64')
      return Buffer.from(text, 'base64')
    }
    case 'quoted-printable':
      return quotedPrintable(bytes.toString('latin1'))
    default:
      throw new MimeFault('transfer-encoding')
  }
}

function quotedPrintable(text: string): Buffer {
  // White space before the sign is text; behind it, transport padding (RFC 2045 §6.7).
  const joined = text.replace(/=[ \t]{0,100}\r\n/g, '')
  if (/=(?![0-9A-Fa-f]{2})/.test(joined)) throw new MimeFault('quoted-printable')
  return Buffer.from(
    joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}
