import type { Members } from '../members.ts'
import { type Answer, done, Refusal } from './codes.ts'
import { textOf } from './entry.ts'

/** What the portal holds of one question in one month. */
export interface Rating {
  readonly month: string
  readonly unit: string
  readonly question: string
  readonly respondents: number
  readonly shares: readonly number[]
  /** How often it was told. */
  readonly told: number
}

const shareNames = ['PhanTramDanhGiaRatHaiLong', 'PhanTramDanhGiaHaiLong', 'PhanTramDanhGiaChuaHaiLong']
const repeatNames = [
  'PhanTramDanhGiaDichVuRatHaiLong',
  'PhanTramDanhGiaDichVuHaiLong',
  'PhanTramDanhGiaDichVuChuaHaiLong',
]

/** The survey figures (reference 6), in memory: a rating that is told again takes the place of the earlier one. */
export class Ratings {
  readonly #held = new Map<string, Rating>()

  get all(): readonly Rating[] {
    return [...this.#held.values()]
  }

  clear(): void {
    this.#held.clear()
  }

  /** All of the batch or nothing. @throws {Refusal} wrongDate, wrongShare */
  take(batch: readonly Members[]): Answer {
    const read = batch.map(toRating)
    for (const rating of read) {
      const key = [rating.month, rating.unit, rating.question].join('\n')
      this.#held.set(key, { ...rating, told: (this.#held.get(key)?.told ?? 0) + 1 })
    }
    return done
  }
}

function toRating(row: Members): Rating {
  const month = textOf(row, 'NgayTongHop')
  if (!/^([1-9]|1[0-2])-20\d\d$/.test(month)) throw new Refusal('wrongMonth', 'NgayTongHop')
  const shares = shareNames.map(name => shareOf(row, name))
  for (const [place, name] of repeatNames.entries())
    if (shareOf(row, name) !== shares[place]) throw new Refusal('wrongShare', name)
  const respondents = Number(row.TongSoNguoiDanhGia)
  const sum = shares.reduce((total, share) => total + share, 0)
  if (sum !== (respondents === 0 ? 0 : 100)) throw new Refusal('wrongShare', shareNames[0])
  const unit = textOf(row, 'Madonvi')
  if (!/H\d\d/.test(unit)) throw new Refusal('wrongUnit', 'Madonvi')
  return { month, unit, question: textOf(row, 'NoiDung'), respondents, shares, told: 0 }
}

function shareOf(row: Members, name: string): number {
  const share = /^(100|[1-9]?\d)%$/.exec(textOf(row, name))?.[1]
  if (share === undefined) throw new Refusal('wrongShare', name)
  return Number(share)
}
