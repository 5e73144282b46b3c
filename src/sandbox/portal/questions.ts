import type { Members } from '../members.ts'
import { type Answer, done, Refusal } from './codes.ts'
import { isPortalDate } from './dates.ts'
import { textOf } from './entry.ts'
import { allowOnly, requireText } from './envelope.ts'

/** What the portal holds of one question: those that citizens sent, and those that agencies publish. */
interface Held {
  readonly from: 'citizen' | 'agency'
  row: Members
  /** How often an agency told it. */
  told: number
  readonly answers: Members[]
}

/** What somebody may ask on the pretended portal; what is left out is told as "". */
export const askedFields = [
  'MALINHVUC',
  'NOIDUNG',
  'MADONVI',
  'TENDONVI',
  'HOVATEN',
  'DIACHI',
  'THUDIENTU',
  'SODIENTHOAI',
  'MATTHCDP',
] as const

/** Questions and answers (reference 2.8), in memory. Members of replies are in capitals; of pushes, but for `MaLinhVuc`, too. */
export class Questions {
  readonly #held = new Map<string, Held>()
  #count = 0

  /** A citizen asks on the portal. @returns its HOIDAPID */
  ask(words: Members): string {
    this.#count += 1
    const id = String(this.#count)
    const row = Object.fromEntries(askedFields.map(name => [name, textOf(words, name)]))
    this.#held.set(id, { from: 'citizen', row, told: 0, answers: [] })
    return id
  }

  /** Of both kinds, without who asked. */
  get all(): object[] {
    return [...this.#held].map(([id, { from, row, told, answers }]) => ({
      id,
      from,
      unit: textOf(row, 'MADONVI'),
      domain: textOf(row, 'MALINHVUC'),
      content: textOf(row, 'NOIDUNG'),
      told,
      answers: answers.map(answer => ({
        content: textOf(answer, 'NOIDUNGTRALOI'),
        officer: textOf(answer, 'NGUOITRALOI'),
        at: textOf(answer, 'NGAYTRALOI'),
      })),
    }))
  }

  clear(): void {
    this.#held.clear()
    this.#count = 0
  }

  list(from: Held['from'], envelope: Members): Answer {
    allowOnly(envelope, ['session', 'madonvi', 'service'])
    const rows = [...this.#held].filter(([, held]) => held.from === from)
    return { ...done, result: rows.map(([id, held]) => shown(id, held, held.answers.length - 1)) }
  }

  answersTo(envelope: Members): Answer {
    allowOnly(envelope, ['session', 'madonvi', 'service', 'cauhoiid'])
    const id = requireText(envelope, 'cauhoiid')
    const held = this.#held.get(id)
    return { ...done, result: held?.answers.map((_, place) => shown(id, held, place)) ?? [] }
  }

  /** All of the batch or nothing. A question that is told again takes the place of the earlier one. */
  publish(batch: readonly Members[]): Answer {
    for (const row of batch) {
      requireUnit(row)
      if (this.#held.get(textOf(row, 'HOIDAPID'))?.from === 'citizen')
        throw new Refusal('wrongCode', 'HOIDAPID')
    }
    for (const row of batch) {
      const id = textOf(row, 'HOIDAPID')
      const { MaLinhVuc, ...rest } = row
      const known = this.#held.get(id)
      const kept = { ...rest, MALINHVUC: MaLinhVuc }
      if (known === undefined) this.#held.set(id, { from: 'agency', row: kept, told: 1, answers: [] })
      else {
        known.row = kept
        known.told += 1
      }
    }
    return done
  }

  /** All of the batch or nothing. Each is kept; one that comes twice is there twice, so that it can be seen. */
  answer(batch: readonly Members[]): Answer {
    const found = batch.map(row => {
      if (!isPortalDate(textOf(row, 'NGAYTRALOI'))) throw new Refusal('wrongDate', 'NGAYTRALOI')
      requireUnit(row)
      const held = this.#held.get(textOf(row, 'HOIDAPID'))
      if (held?.from !== 'citizen') throw new Refusal('questionUnknown', 'HOIDAPID')
      if (textOf(held.row, 'MADONVI') !== textOf(row, 'MADONVI')) throw new Refusal('wrongUnit', 'MADONVI')
      return { held, row }
    })
    for (const { held, row } of found) held.answers.push(row)
    return done
  }
}

function requireUnit(row: Members): void {
  if (!/H\d\d/.test(textOf(row, 'MADONVI'))) throw new Refusal('wrongUnit', 'MADONVI')
}

/** A question with one of its answers; without any, TRALOIID and NOIDUNGTRALOI are "". */
function shown(id: string, held: Held, place: number): Members {
  const answer = held.answers[place]
  return {
    HOIDAPID: id,
    ...Object.fromEntries(askedFields.map(name => [name, textOf(held.row, name)])),
    TRALOIID: answer === undefined ? '' : `${id}-${place + 1}`,
    NOIDUNGTRALOI: answer === undefined ? '' : textOf(answer, 'NOIDUNGTRALOI'),
    TRANGTHAI: '1',
  }
}
