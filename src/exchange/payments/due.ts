import { Fault } from '../../errors/fault.ts'
import type { Payments } from '../../ledger/payments.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { QuestionHandler } from '../handlers.ts'
import type { Bill } from './bill.ts'
import { sealedBill } from './pay-online.ts'

/**
 * The portal asks what is payable for a dossier, so that the citizen pays there. The newest unpaid bill at the platform
 * that asks, and what it is made of item by item: a fine's own items, a fee as one; the payer's network address stays here.
 */
export function answerDue(payments: Payments, seal: Seal): QuestionHandler {
  return {
    questions: ['payment.due'],
    async answer(question, { adapter, agency }) {
      // Without an agency the ledger does not know the dossier.
      if (typeof question.dossier !== 'string' || agency === undefined) throw new Fault('dossier-unknown')
      const all = await payments.ofDossier(question.dossier)
      const due = all.find(
        one =>
          one.adapter === adapter &&
          (one.state === 'open' || one.state === 'created' || one.state === 'failed'),
      )
      if (due === undefined) return { payable: false }
      const bill = JSON.parse(seal.open(sealedBill(due.reference), due.bill)) as Bill
      const { ip: _, ...payer } = bill.payer
      const items = bill.fine?.items ?? [{ content: bill.narrative, amount: bill.amount }]
      return { ...bill, payer, items, payable: true }
    },
  }
}
