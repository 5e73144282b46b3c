/** A notice of the pretended tax office. */
export interface Notice {
  readonly group: 'LPTB' | 'TNCN'
  readonly number: string
  readonly item: string
  readonly due: number
  readonly issuedOn: string
  paidAt?: Date
}

export interface Assessment {
  readonly dossier: string
  /** SO_PHIEU of the slip, where one came here. */
  slip?: string
  certificate?: string
  notices: Notice[]
}

type Told = (assessment: Assessment, notice?: Notice) => void

/** Sums of the sample: half a per cent, and two, of a plot in a commune that there is not. */
const sums = { LPTB: 2_400_000, TNCN: 5_000_000 } as const
const items = {
  LPTB: 'Lệ phí trước bạ nhà đất',
  TNCN: 'Thuế TNCN từ chuyển nhượng bất động sản',
} as const

/** What the tax office knows; the land registry and the tax platform of the sandbox share it, as they do in life. */
export class TaxOffice {
  readonly #assessments = new Map<string, Assessment>()
  readonly #assessed: Told[] = []
  readonly #paid: Told[] = []
  #last = 0

  onAssessed(told: Told): void {
    this.#assessed.push(told)
  }

  onPaid(told: Told): void {
    this.#paid.push(told)
  }

  find(dossier: string): Assessment | undefined {
    return this.#assessments.get(dossier)
  }

  get all(): readonly Assessment[] {
    return [...this.#assessments.values()]
  }

  /** Opens the dossier; the same slip again is known. @returns whether it is new */
  open(dossier: string, slip?: string, certificate?: string): boolean {
    const known = this.#assessments.get(dossier)
    if (known !== undefined && (slip === undefined || known.slip === slip)) return false
    const made: Assessment = known ?? { dossier, notices: [] }
    if (slip !== undefined) made.slip = slip
    if (certificate !== undefined) made.certificate = certificate
    this.#assessments.set(dossier, made)
    return true
  }

  /** Issues the notices, once. */
  assess(dossier: string, now: Date): void {
    const assessment = this.#assessments.get(dossier)
    if (assessment === undefined || assessment.notices.length > 0) return
    assessment.notices = (['LPTB', 'TNCN'] as const).map(group => ({
      group,
      number: `${String(++this.#last).padStart(7, '0')}/TB-${group}`,
      item: items[group],
      due: sums[group],
      issuedOn: vietnamDay(now),
    }))
    for (const told of this.#assessed) told(assessment)
  }

  /** The citizen pays what is still owed. @returns how many notices that were */
  pay(dossier: string, now: Date): number {
    const assessment = this.#assessments.get(dossier)
    const owed = assessment?.notices.filter(({ paidAt }) => paidAt === undefined) ?? []
    for (const notice of owed) {
      notice.paidAt = now
      if (assessment !== undefined) for (const told of this.#paid) told(assessment, notice)
    }
    return owed.length
  }

  /** Money for the dossier has come in over the payment platform: it pays what is owed, if it is just that. */
  received(dossier: string, amount: number, at: Date): void {
    const owed = this.#assessments.get(dossier)?.notices.filter(({ paidAt }) => paidAt === undefined) ?? []
    if (owed.length > 0 && owed.reduce((sum, { due }) => sum + due, 0) === amount) this.pay(dossier, at)
  }

  isPaid(dossier: string): boolean {
    const notices = this.#assessments.get(dossier)?.notices ?? []
    return notices.length > 0 && notices.every(({ paidAt }) => paidAt !== undefined)
  }

  forget(): void {
    this.#assessments.clear()
  }
}

/** `yyyy-MM-dd` on Vietnam's calendar. */
export function vietnamDay(at: Date): string {
  return vietnam(at).slice(0, 10)
}

/** `yyyy-MM-dd HH:mm:ss` on Vietnam's clock. */
export function vietnamTime(at: Date): string {
  return vietnam(at).slice(0, 19).replace('T', ' ')
}

const vietnam = (at: Date) => new Date(at.getTime() + 7 * 3_600_000).toISOString()
