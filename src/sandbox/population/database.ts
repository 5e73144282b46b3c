import { find, type Person, recordOf } from './people.ts'

/** A question that has been read, whichever way it came. */
export interface Question {
  readonly kind: 'lookup' | 'verify'
  readonly request: string
  readonly service: string
  readonly code: string
  readonly officer: string
  readonly number: string
  readonly oldNumber: string
  readonly name: string
  readonly birth: string
}

/** What the database does not do, in its own codes. */
export type Refusal = '004' | '005' | '006' | '007'

const codes = { lookup: ['037'], verify: ['003', '033'] } as const

/** The pretended database behind all its ways in. It remembers numbers of requests, never who was asked about. */
export class PopulationDatabase {
  readonly #requests = new Set<string>()
  readonly counts: Record<string, number> = {}
  /** The next so many look-ups are answered with somebody else's record. */
  crossed = 0
  /** The next so many look-ups find two people. */
  twins = 0
  /** 7.8 writes X-Road's codes in snake case, older servers in CamelCase. */
  oldCodes = false

  ask(question: Question): Person | undefined | Refusal {
    const refusal = this.#refusal(question)
    this.#count(refusal ?? question.kind)
    if (refusal !== undefined) return refusal
    this.#requests.add(question.request)
    const person = find(question)
    if (person === undefined || question.kind === 'verify' || this.crossed === 0) return person
    this.crossed--
    return { ...person, number: '000011112222', name: 'Người Khác' }
  }

  records(person: Person | undefined): object[] {
    if (person === undefined) return []
    if (this.twins === 0) return [recordOf(person)]
    this.twins--
    return [recordOf(person), recordOf(person)]
  }

  reset(): void {
    this.#requests.clear()
    for (const name of Object.keys(this.counts)) delete this.counts[name]
    this.crossed = 0
    this.twins = 0
    this.oldCodes = false
  }

  #refusal({ kind, request, service, code, officer }: Question): Refusal | undefined {
    if (!/^G99-/.test(service)) return '004'
    if (officer.startsWith('9999')) return '005'
    if (!(codes[kind] as readonly string[]).includes(code)) return '007'
    return request === '' || this.#requests.has(request) ? '006' : undefined
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1
  }
}

export function isRefusal(answer: Person | undefined | Refusal): answer is Refusal {
  return typeof answer === 'string'
}
