import type { Violation } from '../../errors/fault.ts'
import { type PathGroups, pointerOf } from './path.ts'
import { shapeOf } from './shape.ts'

export type Text = Violation['message']

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
}

// Nearly every run goes well: its lists are made when there is something to put in.
const noViolations: readonly Violation[] = Object.freeze([])
const noLosses: readonly Loss[] = Object.freeze([])

/** One encoding or decoding under way: where it stands, what went wrong, what was lost. */
export class Run {
  /** Milliseconds spent waiting for expressions. */
  asideMs = 0
  #violations: Violation[] | undefined
  #losses: Loss[] | undefined
  /** Position in each list that the current row is inside of, outermost first. */
  readonly indices: number[] = []
  place: Place
  /** The message that is read. */
  readonly source: unknown
  /** The canonical message: what is read when encoding, what has been made so far when decoding. */
  canonical: unknown
  readonly #encoding: boolean

  constructor(encoding: boolean, source: unknown, start: Place) {
    this.#encoding = encoding
    this.source = source
    this.canonical = encoding ? source : undefined
    this.place = start
  }

  get violations(): readonly Violation[] {
    return this.#violations ?? noViolations
  }

  get losses(): readonly Loss[] {
    return this.#losses ?? noLosses
  }

  /** The value at the current place cannot be translated. Only its shape is told; `message` must not hold it either. */
  fail(message: Text, value: unknown): undefined {
    const canonical = pointerOf(this.place.canonical, this.indices)
    const native = pointerOf(this.place.native, this.indices)
    const [pointer, other] = this.#encoding ? [canonical, native] : [native, canonical]
    const shape = shapeOf(value)
    const violation = {
      pointer,
      message: {
        vi: `${message.vi} (đang là ${shape.vi})${other === '' ? '' : ` (ứng với ${other})`}`,
        en: `${message.en} (is ${shape.en})${other === '' ? '' : ` (stands for ${other})`}`,
      },
    }
    if (this.#violations === undefined) this.#violations = [violation]
    else this.#violations.push(violation)
  }

  lose(codec: string, note: Text): void {
    const loss = {
      canonical: pointerOf(this.place.canonical, this.indices),
      native: pointerOf(this.place.native, this.indices),
      codec,
      note,
    }
    if (this.#losses === undefined) this.#losses = [loss]
    else this.#losses.push(loss)
  }
}
