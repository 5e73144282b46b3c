import { isMembers } from '../members.ts'
import { partner, sign, signed } from './checksum.ts'
import type { Transaction, Transactions } from './transactions.ts'

const patienceMs = 20_000

/** How the platform tells the gateway, rightly or wrongly. */
export type Telling = 'right' | 'forged' | 'short'

/**
 * CONFIRM of a transaction. `forged`: says that it was paid, under a checksum that is none. `short`: rightly signed, with
 * a thousandth of the amount.
 */
export function confirmation(transaction: Transaction, telling: Telling): Record<string, unknown> {
  const paid = transaction.state === '1' || telling === 'forged'
  const amount = Number(transaction.amount)
  const message: Record<string, unknown> = {
    LoaiBanTin: 'CONFIRM',
    MaLoi: paid ? '00' : '24',
    MaDoiTac: partner.code,
    MaThamChieu: transaction.reference,
    SoTien: telling === 'short' ? Math.max(1, Math.floor(amount / 1000)) : amount,
    MaTienTe: 'VND',
    MaGiaoDich: transaction.number,
    MaNganHang: 'NHMAU',
    ThoiGianGD: transaction.stamp,
    ThongTinGiaoDich: transaction.narrative,
  }
  const secret = telling === 'forged' ? 'guessed' : partner.secret
  return {
    ...message,
    MaXacThuc: sign(
      signed.CONFIRM.map(name => message[name]),
      secret,
    ),
  }
}

/** Calls the gateway once; what became of it is kept. */
export async function callBack(
  gateway: string | undefined,
  transaction: Transaction,
  telling: Telling,
  transactions: Transactions,
): Promise<{ status: number | 'failed'; answer: unknown }> {
  const told = await post(
    `${gateway ?? 'http://gateway.invalid'}/payment-platform/payment.confirm`,
    confirmation(transaction, telling),
  )
  const answer = isMembers(told.answer) ? String(told.answer.MaLoi ?? '') : ''
  transactions.callbacks.push({ reference: transaction.reference, act: telling, status: told.status, answer })
  return told
}

async function post(url: string, body: unknown): Promise<{ status: number | 'failed'; answer: unknown }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = await response.text()
    return { status: response.status, answer: jsonOr(text) }
  } catch {
    return { status: 'failed', answer: null }
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
