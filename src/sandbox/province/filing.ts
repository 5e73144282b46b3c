import type { Dossier, Fee } from '../../contract/types.generated.ts'
import { dueAfter, instant, later, minute, officeTime } from './calendar.ts'
import type { Subject } from './demand.ts'
import { documents } from './papers.ts'
import { applicant } from './people.ts'
import type { Random } from './random.ts'

/** Code of the one fee that stands for the taxes of a land dossier, by which it is told from other money. */
export const landTaxCode = 'THUE-DAT'

/** What is to be paid, in đồng, and how; `later` and `land-tax` are asked for while the dossier is handled. */
export type Payment =
  | { readonly kind: 'none' }
  | { readonly kind: 'offline' | 'at-reception' | 'later' | 'land-tax'; readonly amount: number }

/** What has been decided about a dossier before it is filed. */
export interface Fate {
  readonly code: string
  readonly subject: Subject
  readonly agency: Dossier['agency']
  readonly channel: Dossier['channel']
  readonly digitised: boolean
  readonly payment: Payment
  /** Epoch milliseconds. */
  readonly filedAt: number
}

/** A dossier as it was filed, before anybody has looked at it. */
export function filed(fate: Fate, random: Random): Dossier {
  const { subject, channel } = fate
  const online = channel === 'online'
  const who = applicant(random, subject.forEnterprises, online)
  return {
    procedure: subject.named,
    agency: fate.agency,
    channel,
    origin: online && random.chance(0.4) ? 'national-portal' : 'local',
    applicant: who,
    summary: `${who.name}: ${subject.named.name}`,
    status: 'registered',
    filedAt: instant(fate.filedAt),
    returnMethod: random.chance(0.1) ? 'postal' : 'counter',
    digitised: fate.digitised,
    documents: documents(random, subject.ministry, fate.digitised),
  }
}

/** When the one-stop office takes it in: across the counter at once, the others when their turn comes. */
export function receptionTime({ channel, filedAt }: Fate, random: Random): number {
  if (channel === 'counter') return officeTime(filedAt + 5 * minute)
  return later(filedAt, channel === 'postal' ? 1.2 : random.between(0.02, 0.9))
}

/** What reception adds: the dates that are promised, and money paid there and then. */
export function reception(
  { subject, code, payment }: Fate,
  received: number,
  random: Random,
): Partial<Dossier> {
  return {
    receivedAt: instant(received),
    receiptNumber: `BN-${code}`,
    ...(!subject.immediate && { dueAt: instant(dueAfter(received, subject.limitDays)) }),
    ...paidAtReception(payment, random),
  }
}

/** The line that is charged: a fee, or the taxes that follow from a change of land. */
export function charge({ kind, amount }: Exclude<Payment, { kind: 'none' }>): Fee {
  if (kind === 'land-tax') {
    const name = 'Thuế thu nhập cá nhân và lệ phí trước bạ'
    return { code: landTaxCode, name, kind: 'fee', amount, collected: 'return' }
  }
  const collected = kind === 'later' ? 'return' : 'reception'
  return { code: 'LP01', name: 'Lệ phí giải quyết hồ sơ', kind: 'fee', amount, collected }
}

/** Through which gateway money went that was paid online; taxes go through the portal's. */
export function gatewayOf(payment: Payment, random: Random): 'national-portal' | 'local-gateway' {
  return payment.kind === 'land-tax' || random.chance(0.8) ? 'national-portal' : 'local-gateway'
}

function paidAtReception(payment: Payment, random: Random): Partial<Dossier> {
  if (payment.kind === 'none') return { onlinePayment: 'none' }
  if (payment.kind === 'offline') return { fees: [charge(payment)], onlinePayment: 'offline' }
  if (payment.kind === 'at-reception') {
    return { fees: [charge(payment)], onlinePayment: gatewayOf(payment, random) }
  }
  return {}
}
