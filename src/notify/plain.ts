/** What Word and web pages put into texts in place of what people type; one of them makes a message three times as dear. */
const typed: Readonly<Record<string, string>> = {
  đ: 'd',
  Đ: 'D',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '•': '-',
  '…': '...',
  '₫': 'd',
  ʼ: '',
  ʻ: '',
}
const stray = new RegExp(`[${Object.keys(typed).join('')}]`, 'gu')
// Joiners, marks of direction, soft hyphens, byte order marks: there, and not seen.
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/gu
const spaces = /[\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\t]/gu

/** A text as it is meant, in NFC: without what cannot be seen, and with spaces that are spaces. */
export function tidy(text: string): string {
  return text.replace(invisible, '').replace(spaces, ' ').normalize('NFC')
}

/**
 * Vietnamese without diacritics, for the GSM alphabet. NFD does not take đ apart, so it is named. Letters of other
 * scripts stay what they are: the text is then counted as UCS-2, and nobody's name is lost.
 */
export function plain(text: string): string {
  return tidy(text)
    .replace(stray, letter => typed[letter] ?? '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
}
