import { createHmac } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { isMembers, type Members } from '../members.ts'
import type { MakePlatform, PlatformContext } from '../platform.ts'

const client = { id: 'SANDBOX', key1: 'sandbox-key-1', key2: 'sandbox-key-2' } as const
const name = 'keypay'

interface Sale {
  readonly id: string
  readonly amount: string
  readonly request: string
  status: 'open' | 'paid' | 'failed' | 'refunded'
  code: string
}

/** Values in the alphabetical order of their names, joined by `|` (KeyPay-DVCQG v3). */
function sign(message: Members, names: readonly string[], key: string): string {
  const text = names.map(member => String(message[member] ?? '')).join('|')
  return createHmac('sha256', key).update(text, 'utf8').digest('hex')
}

const signed = {
  create: ['addition_fee', 'client_id', 'command', 'trans_amount', 'transaction_id', 'version'],
  detail: ['client_id', 'command', 'transaction_id'],
  refund: ['amount', 'client_id', 'command', 'reason', 'transaction_id'],
  // Which members a callback signs is public nowhere: all that it has, as the other messages do.
  callback: [
    'addition_fee',
    'client_id',
    'command',
    'payment_fee',
    'status',
    'trans_amount',
    'transaction_code',
    'transaction_id',
    'version',
  ],
} as const

/** KeyPay-DVCQG v3: `/create`, `/detail`, `/refund`; `POST …/control/{transaction}` pays and calls back. */
export const keypay: MakePlatform = context => {
  const sales = new Map<string, Sale>()
  return {
    name,
    routes: app => platformRoutes(app, sales),
    pages: app => control(app, sales, context),
    state: () => ({
      sales: [...sales.values()].map(({ id, amount, status, code }) => ({ id, amount, status, code })),
    }),
    reset: () => sales.clear(),
  }
}

async function platformRoutes(app: FastifyInstance, sales: Map<string, Sale>): Promise<void> {
  app.post('/create', async ({ body, protocol, host }) => {
    if (!isRightlySigned(body, 'create')) return refuse('9', 'check_sum')
    const id = String(body.transaction_id)
    if (id.length === 0 || id.length > 20) return refuse('2', 'transaction_id')
    if (!/^[1-9]\d*$/.test(String(body.trans_amount))) return refuse('3', 'trans_amount')
    const request = JSON.stringify(body)
    const known = sales.get(id)
    if (known !== undefined && known.request !== request) return refuse('4', 'transaction_id is taken')
    if (known === undefined)
      sales.set(id, { id, amount: String(body.trans_amount), request, status: 'open', code: '' })
    return { error: '0', msg: 'success', payment_url: `${protocol}://${host}/${name}/pay/${id}` }
  })
  app.post('/detail', async ({ body }) => {
    if (!isRightlySigned(body, 'detail')) return refuse('9', 'check_sum')
    const sale = sales.get(String(body.transaction_id))
    if (sale === undefined) return refuse('12', 'unknown')
    return {
      error: '0',
      transaction_id: sale.id,
      trans_amount: sale.amount,
      transaction_code: sale.code,
      status: sale.status === 'paid' ? '0' : '1',
    }
  })
  app.post('/refund', async ({ body }) => {
    if (!isRightlySigned(body, 'refund')) return refuse('9', 'check_sum')
    const sale = sales.get(String(body.transaction_id))
    if (sale?.status !== 'paid' || Number(body.amount) > Number(sale.amount)) return refuse('5', 'not paid')
    sale.status = 'refunded'
    return { error: '0', msg: 'success' }
  })
}

function isRightlySigned(body: unknown, kind: 'create' | 'detail' | 'refund'): body is Members {
  return (
    isMembers(body) &&
    body.client_id === client.id &&
    body.check_sum === sign(body, signed[kind], client.key1)
  )
}

const refuse = (error: string, msg: string) => ({ error, msg })

async function control(
  app: FastifyInstance,
  sales: Map<string, Sale>,
  { gateway }: PlatformContext,
): Promise<void> {
  app.post<{ Params: { id: string } }>('/control/:id', async ({ params, body }, reply) => {
    const sale = sales.get(params.id)
    if (sale === undefined) return reply.code(404).send({ error: 'no such transaction' })
    const act = isMembers(body) ? String(body.act) : ''
    if (!['pay', 'fail', 'forge'].includes(act))
      return reply.code(400).send({ error: 'act: pay, fail or forge' })
    if (act !== 'forge') sale.status = act === 'pay' ? 'paid' : 'failed'
    sale.code ||= `KP${sale.id.slice(-6)}`
    const message = {
      client_id: client.id,
      command: 'PAY',
      version: '3.0',
      addition_fee: '0',
      payment_fee: '0',
      trans_amount: sale.amount,
      transaction_id: sale.id,
      transaction_code: sale.code,
      status: act === 'fail' ? '1' : '0',
    }
    const key = act === 'forge' ? 'guessed' : client.key2
    const response = await fetch(`${gateway() ?? 'http://gateway.invalid'}/${name}/payment.confirm`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...message, check_sum: sign(message, signed.callback, key) }),
      signal: AbortSignal.timeout(20_000),
    })
    return { status: response.status, answer: await response.json() }
  })
}
