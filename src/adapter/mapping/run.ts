import type { Violation } from '../../errors/fault.ts'
import { type PathGroups, pointerOf } from './path.ts'

type Text = Violation['message']

/** What a lossy codec left out: where and how, never what. Pointers are RFC 6901. */
export interface Loss {
  readonly canonical: string
  readonly native: string
  readonly codec: string
  readonly note: Text
}

/** A row of the table as its errors name it. */
export interface Place {
  readonly canonical: PathGroups
  readonly native: PathGroups
  readonly codec: string
}

/** One encoding or decoding under way: where it stands, what went wrong, what was lost. */
export class Run {
  readonly violations: Violation[] = []
  readonly losses: Loss[] = []
  /** Position in each list that the current row is inside of, outermost first. */
  readonly indices: number[] = []
  place: Place
  readonly #direction: 'encode' | 'decode'

  constructor(direction: 'encode' | 'decode', start: Place) {
    this.#direction = direction
    this.place = start
  }

  /** The value at the current place cannot be translated. Texts must not hold the value. */
  fail(message: Text): undefined {
    const canonical = pointerOf(this.place.canonical, this.indices)
    const native = pointerOf(this.place.native, this.indices)
    const encoding = this.#direction === 'encode'
    const other = encoding ? native : canonical
    this.violations.push({
      pointer: encoding ? canonical : native,
      message: { vi: `${message.vi} (ứng với ${other})`, en: `${message.en} (stands for ${other})` },
    })
  }

  lose(codec: string, note: Text): void {
    this.losses.push({
      canonical: pointerOf(this.place.canonical, this.indices),
      native: pointerOf(this.place.native, this.indices),
      codec,
      note,
    })
  }
}
