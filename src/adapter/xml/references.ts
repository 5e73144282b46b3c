import { XmlFault } from './fault.ts'
import { isXmlText } from './text.ts'

const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' }

/** Replaces references in the texts of one document: the five of XML 1.0 §4.6 and numeric ones, so many in all. */
export interface References {
  /** @throws XmlFault reference, character, too-many-references */
  decode(text: string): string
}

export function references(limit: number): References {
  let left = limit
  return {
    decode(text) {
      let at = text.indexOf('&')
      if (at === -1) return text
      const parts: string[] = []
      let from = 0
      for (; at !== -1; at = text.indexOf('&', from)) {
        if (--left < 0) throw new XmlFault('too-many-references')
        // The longest is &#x10FFFF; (with leading zeros one could write any length, and nobody does).
        const name = /^&(#?\w{1,10});/.exec(text.slice(at, at + 13))?.[1]
        if (name === undefined) throw new XmlFault('reference')
        parts.push(text.slice(from, at), letterOf(name))
        from = at + name.length + 2
      }
      parts.push(text.slice(from))
      return parts.join('')
    },
  }
}

function letterOf(name: string): string {
  if (!name.startsWith('#')) {
    const letter = Object.hasOwn(predefined, name) ? predefined[name] : undefined
    if (letter === undefined) throw new XmlFault('reference')
    return letter
  }
  const point = /^#x[0-9a-f]+$/i.test(name)
    ? Number.parseInt(name.slice(2), 16)
    : /^#\d+$/.test(name)
      ? Number.parseInt(name.slice(1), 10)
      : Number.NaN
  if (!(point <= 0x10ffff)) throw new XmlFault('reference')
  const letter = String.fromCodePoint(point)
  if (!isXmlText(letter)) throw new XmlFault('character')
  return letter
}
