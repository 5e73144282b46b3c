import type { FastifyInstance } from 'fastify'
import { isMembers } from '../members.ts'
import type { MakePlatform, PlatformContext } from '../platform.ts'
import { type Refusal, refuseInit, refuseQuery } from './checks.ts'
import { callBack, type Telling } from './confirm.ts'
import { payPage } from './pay-page.ts'
import { receiptPdf } from './receipt.ts'
import { type Transaction, Transactions } from './transactions.ts'

const name = 'payment-platform'

/** PaymentPlatform 1.0.6: `/init`, `/query`, `/bill`, and the page where the citizen pays. */
export const paymentPlatform: MakePlatform = context => paymentPlatformFor()(context)

/** @param onPaid told of each bill when it has been paid: whoever the money is for */
export const paymentPlatformFor =
  (onPaid?: (dossier: string, amount: number, at: Date) => void): MakePlatform =>
  context => {
    const transactions = new Transactions(({ dossier, amount }, at) => onPaid?.(dossier, Number(amount), at))
    return {
      name,
      routes: app => platformRoutes(app, transactions),
      pages: app => citizenPages(app, transactions, context),
      state: () => stateOf(transactions),
      reset: () => transactions.forget(),
    }
  }

async function platformRoutes(app: FastifyInstance, transactions: Transactions): Promise<void> {
  app.post('/init', async request => {
    const refusal = refuseInit(request.body)
    if (refusal !== undefined) return refused(refusal, transactions)
    const message = request.body as Record<string, unknown>
    const reference = String(message.MaThamChieu)
    const wanted = JSON.stringify(message)
    const known = transactions.find(reference)
    // The same call again makes no second transaction; another under its reference is none at all.
    if (known !== undefined && known.request !== wanted)
      return refused({ code: '99', reason: 'MaThamChieu is taken' }, transactions)
    const transaction = known ?? transactions.open(readInit(message, reference, wanted))
    return {
      MaLoi: '00',
      UrlThanhToan: `${request.protocol}://${request.host}/${name}/pay/${transaction.reference}`,
    }
  })
  app.post('/query', async request => {
    const transaction = find(request.body, transactions)
    const refusal = refuseQuery(request.body, 'QUERY', transaction?.stamp)
    if (refusal !== undefined || transaction === undefined) return refused(refusal, transactions)
    return {
      MaLoi: '00',
      MaDoiTac: isMembers(request.body) ? request.body.MaDoiTac : '',
      MaThamChieu: transaction.reference,
      SoTien: Number(transaction.amount),
      MaTienTe: 'VND',
      MaGiaoDich: transaction.number,
      MaNganHang: transaction.number === '' ? '' : 'NHMAU',
      ThoiGianGD: transaction.stamp,
      ThongTinGiaoDich: transaction.narrative,
      TrangThaiGD: transaction.state,
    }
  })
  app.post('/bill', async (request, reply) => {
    const transaction = find(request.body, transactions)
    const refusal = refuseQuery(request.body, 'GET_BILL', transaction?.stamp)
    if (refusal !== undefined || transaction === undefined) return refused(refusal, transactions)
    if (transaction.state !== '1') return refused({ code: '99', reason: 'not paid' }, transactions)
    const line = `BIEN LAI (GIA LAP) ${transaction.reference}  ${transaction.amount} VND  ${transaction.number}`
    return reply.type('application/pdf').send(receiptPdf(line))
  })
}

const policy =
  "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'"

/** What a citizen sees, and `POST …/control/{reference}` for tests and the demo: `{"act": …}`. */
async function citizenPages(
  app: FastifyInstance,
  transactions: Transactions,
  { now, gateway }: PlatformContext,
): Promise<void> {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, body),
  )
  const tell = (transaction: Transaction, telling: Telling) =>
    callBack(gateway(), transaction, telling, transactions)
  app.get<{ Params: { reference: string } }>('/pay/:reference', async ({ params }, reply) => {
    const transaction = transactions.find(params.reference)
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy)
    if (transaction === undefined)
      return reply.code(404).send('Không có giao dịch này. / No such transaction.')
    return payPage(transaction, `/${name}`)
  })
  app.post<{ Params: { reference: string; choice: string } }>(
    '/pay/:reference/:choice',
    async ({ params }, reply) => {
      const transaction = transactions.find(params.reference)
      if (transaction === undefined) return reply.code(404).send()
      transactions.conclude(transaction, params.choice === 'yes' ? '1' : '4', now())
      await tell(transaction, 'right')
      return reply.redirect(`/${name}/pay/${encodeURIComponent(transaction.reference)}`, 303)
    },
  )
  app.post<{ Params: { reference: string } }>('/control/:reference', async ({ params, body }, reply) => {
    const transaction = transactions.find(params.reference)
    if (transaction === undefined) return reply.code(404).send({ error: 'no such transaction' })
    switch (isMembers(body) ? body.act : undefined) {
      case 'pay':
        transactions.conclude(transaction, '1', now())
        return tell(transaction, 'right')
      case 'fail':
        transactions.conclude(transaction, '4', now())
        return tell(transaction, 'right')
      case 'pay-silently':
        transactions.conclude(transaction, '1', now())
        return { status: 'silent', answer: null }
      case 'repeat':
        return tell(transaction, 'right')
      case 'forge':
        return tell(transaction, 'forged')
      case 'short':
        transactions.conclude(transaction, '1', now())
        return tell(transaction, 'short')
      default:
        return reply.code(400).send({ error: 'act: pay, fail, pay-silently, repeat, forge or short' })
    }
  })
}

function readInit(message: Record<string, unknown>, reference: string, request: string) {
  const bill = isMembers(message.ThongTinBienLai) ? message.ThongTinBienLai : {}
  return {
    reference,
    stamp: String(message.ThoiGianGD),
    amount: String(message.SoTien),
    narrative: String(message.ThongTinGiaoDich),
    beneficiary: String(bill.TKThuHuong ?? ''),
    dossier: String(bill.MaHoSo ?? ''),
    request,
  }
}

function find(message: unknown, transactions: Transactions): Transaction | undefined {
  return isMembers(message) ? transactions.find(String(message.MaThamChieu)) : undefined
}

function refused(refusal: Refusal | undefined, transactions: Transactions) {
  const { code, reason } = refusal ?? { code: '99', reason: 'unknown' }
  transactions.refuse(reason)
  return { MaLoi: code, MoTaLoi: reason }
}

function stateOf(transactions: Transactions): object {
  return {
    transactions: transactions
      .all()
      .map(({ reference, amount, state, number }) => ({ reference, amount, state, number })),
    callbacks: transactions.callbacks,
    refused: Object.fromEntries(transactions.refused),
  }
}
