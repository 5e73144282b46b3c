import { EdxmlFault } from './fault.ts'

type Members = Readonly<Record<string, unknown>>

/** An element of a parsed edXML, read by names: their order differs from writer to writer. */
export class Element {
  readonly #members: Members

  constructor(value: unknown) {
    this.#members =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
  }

  /** Trimmed text of a child; undefined when there is none or it is empty. Of several the first. */
  text(name: string): string | undefined {
    const [value] = this.#all(name)
    const text = typeof value === 'string' ? value : new Element(value).#own()
    const trimmed = text?.trim()
    return trimmed === '' ? undefined : trimmed
  }

  /** @throws EdxmlFault member-missing */
  need(name: string): string {
    const text = this.text(name)
    if (text === undefined) throw new EdxmlFault('member-missing', name)
    return text
  }

  child(name: string): Element | undefined {
    const [value] = this.#all(name)
    return value === undefined || value === '' ? undefined : new Element(value)
  }

  children(name: string): Element[] {
    return this.#all(name)
      .filter(value => value !== '')
      .map(value => new Element(value))
  }

  texts(name: string): string[] {
    return this.#all(name)
      .map(value => (typeof value === 'string' ? value.trim() : ''))
      .filter(text => text !== '')
  }

  #own(): string | undefined {
    const text = this.#members['#text']
    return typeof text === 'string' ? text : undefined
  }

  #all(name: string): readonly unknown[] {
    const value = Object.hasOwn(this.#members, name) ? this.#members[name] : undefined
    if (Array.isArray(value)) return value
    return value === undefined || value === null ? [] : [value]
  }
}
