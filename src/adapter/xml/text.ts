import { XmlFault } from './fault.ts'

// XML 1.0 §2.2: everything below space but tab and line ends, the two non-characters, and lone surrogates.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

/** Whether a text holds only what XML 1.0 §2.2 calls characters. */
export function isXmlText(text: string): boolean {
  return !forbidden.test(text)
}

/**
 * The text of a document: UTF-8, with or without a byte order mark. Any other encoding is refused rather than guessed.
 * @throws XmlFault encoding, version, character, too-large
 */
export function decodeDocument(document: Uint8Array | string, bytes: number): string {
  const size = typeof document === 'string' ? document.length : document.byteLength
  if (size > bytes) throw new XmlFault('too-large')
  const text = typeof document === 'string' ? document.replace(/^\ufeff/, '') : decode(document)
  if (!isXmlText(text)) throw new XmlFault('character')
  checkDeclaration(text)
  return text
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(document: Uint8Array): string {
  try {
    return utf8.decode(document)
  } catch {
    throw new XmlFault('encoding')
  }
}

// XML 1.0 §2.8, in this order and nothing else.
const declaration =
  /^<\?xml\s+version\s*=\s*(["'])([\w.:-]{1,10})\1(?:\s+encoding\s*=\s*(["'])([A-Za-z][\w.-]{0,39})\3)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\5)?\s*\?>/

function checkDeclaration(text: string): void {
  // Nothing that declares itself is longer.
  const head = text.slice(0, 200)
  if (!head.startsWith('<?xml') || /^<\?xml[-\w]/.test(head)) return
  const [found, , version, , encoding = 'utf-8'] = declaration.exec(head) ?? []
  if (found === undefined) throw new XmlFault('malformed')
  if (version !== '1.0') throw new XmlFault('version')
  // ASCII is a part of UTF-8.
  if (!/^(utf-?8|us-ascii)$/i.test(encoding)) throw new XmlFault('encoding')
}
