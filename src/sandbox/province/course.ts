import type { Dossier, Status, Step } from '../../contract/types.generated.ts'
import { dueAfter, instant, later } from './calendar.ts'
import { charge, type Fate, filed, gatewayOf, reception, receptionTime } from './filing.ts'
import { type DossierLife, LifeWriter } from './life.ts'
import { result, supplementaryPaper } from './papers.ts'
import { officer, personName } from './people.ts'
import type { Random } from './random.ts'

type Ending = 'refused' | 'withdrawn' | 'stopped' | 'returned'
type Hand = Required<Pick<Step, 'officer' | 'department'>>

/** The course of one dossier through the offices, from filing to its end. */
export function courseOf(fate: Fate, random: Random): DossierLife {
  // Money that was paid stays paid: the month's totals count it, so such dossiers run to their end.
  const paid = fate.payment.kind !== 'none' && fate.payment.kind !== 'offline'
  const ending = paid ? 'returned' : endingOf(random)
  const course = new Course(fate, random)
  course.run(ending)
  return course.life
}

function endingOf(random: Random): Ending {
  const lot = random.next()
  if (lot < 0.035) return 'refused'
  if (lot < 0.05) return 'withdrawn'
  return lot < 0.06 ? 'stopped' : 'returned'
}

class Course {
  readonly #fate: Fate
  readonly #random: Random
  readonly #front: Hand
  readonly #back: Hand
  readonly #writer: LifeWriter
  /** Epoch milliseconds of what happened last. */
  #now: number

  constructor(fate: Fate, random: Random) {
    this.#fate = fate
    this.#random = random
    this.#front = { officer: officer(random), department: 'Bộ phận Tiếp nhận và Trả kết quả' }
    this.#back = { officer: officer(random), department: 'Phòng chuyên môn' }
    this.#now = receptionTime(fate, random)
    const first = filed(fate, random)
    // Across the counter a dossier enters the system accepted; what was filed online has to wait for that.
    const accepted = { status: 'accepted', ...reception(fate, this.#now, random) } as const
    this.#writer = new LifeWriter(fate.channel === 'online' ? first : { ...first, ...accepted })
  }

  get life(): DossierLife {
    return { code: this.#fate.code, events: this.#writer.events }
  }

  run(ending: Ending): void {
    const { subject, channel, payment } = this.#fate
    const early = ending === 'refused' || (ending === 'withdrawn' && this.#random.chance(0.3))
    if (channel === 'online' && !early) this.#accept()
    if (early) {
      this.#close(ending)
      return
    }
    // Most dossiers are handled within their time, one in fifty too late.
    const share = this.#random.chance(0.02) ? this.#random.between(1.05, 1.5) : this.#random.between(0.3, 0.9)
    const working = subject.immediate ? 0.1 : subject.limitDays * share
    if (!subject.immediate || ending !== 'returned') this.#handle(working * 0.1)
    if (!subject.immediate && this.#random.chance(0.12)) this.#supplement()
    this.#now = later(this.#now, working * 0.4)
    if (ending !== 'returned') {
      this.#close(ending)
      return
    }
    if (payment.kind === 'later' || payment.kind === 'land-tax') this.#collect()
    this.#complete(working * 0.4)
    this.#handOver()
  }

  #accept(): void {
    this.#step('accepted', 'Tiếp nhận hồ sơ, chuyển bộ phận chuyên môn', this.#front)
    this.#writer.put(reception(this.#fate, this.#now, this.#random))
  }

  #handle(days: number): void {
    this.#now = later(this.#now, days)
    this.#step('processing', 'Phân công và thẩm định hồ sơ', this.#back, this.#writer.dossier.dueAt)
  }

  /** A supplement round: asked for, waited for, received, with a new due time. */
  #supplement(): void {
    const { code, subject, digitised } = this.#fate
    this.#now = later(this.#now, this.#random.between(0.1, 0.8))
    const content = 'Đề nghị bổ sung giấy tờ còn thiếu theo quy định'
    const requestedBy = this.#back.officer.name
    const round = { id: `BS-${code}`, requestedBy, content, requestedAt: instant(this.#now) }
    this.#step('supplement', content, this.#back)
    this.#writer.put({ supplements: [round] })

    this.#now = later(this.#now, this.#random.between(0.5, 4))
    const { dueAt } = this.#writer.dossier
    const newDueAt = instant(dueAfter(this.#now, subject.limitDays))
    const received = {
      receivedBy: this.#front.officer.name,
      receivedAt: instant(this.#now),
      fulfilled: true,
      documents: [supplementaryPaper(this.#random, subject.ministry, digitised)],
      newDueAt,
      ...(dueAt !== undefined && { previousDueAt: dueAt }),
    }
    this.#step('processing', 'Đã nhận giấy tờ bổ sung, tiếp tục thẩm định', this.#front, newDueAt)
    this.#writer.put({ supplements: [{ ...round, ...received }], dueAt: newDueAt })
  }

  /** Money asked for while the dossier is handled, and paid. */
  #collect(): void {
    const { payment } = this.#fate
    if (payment.kind === 'none') return
    const asked = payment.kind === 'land-tax' ? 'Đã gửi thông báo thuế đất' : 'Thông báo nộp lệ phí'
    this.#step('payment', asked, this.#back)
    this.#writer.put({ fees: [charge(payment)] })
    this.#now = later(this.#now, this.#random.between(0.05, 1.5))
    this.#step('processing', 'Đã nhận chứng từ nộp tiền, tiếp tục giải quyết', this.#back)
    const payer = personName(this.#random)
    this.#writer.put({
      onlinePayment: gatewayOf(payment, this.#random),
      otherInfo: `Người nộp tiền: ${payer}`,
    })
  }

  #complete(days: number): void {
    this.#now = later(this.#now, days)
    this.#step('completed', 'Đã ký duyệt kết quả giải quyết', this.#back)
    const paper = result(this.#random, this.#fate.subject.resultCode)
    this.#writer.put({ finishedAt: instant(this.#now), results: [paper] })
  }

  #handOver(): void {
    this.#now = later(this.#now, this.#fate.subject.immediate ? 0.02 : this.#random.between(0.05, 2))
    this.#step('returned', 'Trả kết quả cho người nộp hồ sơ', this.#front)
    const { applicant } = this.#writer.dossier
    this.#writer.put({ returnedAt: instant(this.#now), returnInfo: `Người nhận: ${applicant.name}` })
  }

  /** Ends without a result, as soon as it is looked at or later. */
  #close(ending: Exclude<Ending, 'returned'>): void {
    if (this.#fate.channel !== 'online') this.#now = later(this.#now, 0.2)
    const [reason, hand] = reasons[ending]
    this.#step(ending, reason, hand === 'front' ? this.#front : this.#back)
    const at = instant(this.#now)
    const dates: Partial<Dossier> = ending === 'refused' ? { refusedAt: at } : { finishedAt: at }
    this.#writer.put({ ...dates, note: reason })
  }

  #step(status: Status, content: string, by: Hand, dueAt?: string): void {
    const step: Step = { at: instant(this.#now), status, ...by, content }
    this.#writer.step(dueAt === undefined ? step : { ...step, dueAt })
  }
}

const reasons = {
  refused: ['Không tiếp nhận: thành phần hồ sơ không đầy đủ', 'front'],
  withdrawn: ['Công dân đề nghị rút hồ sơ', 'front'],
  stopped: ['Dừng xử lý: không đủ điều kiện giải quyết', 'back'],
} as const
