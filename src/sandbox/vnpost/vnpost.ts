import type { FastifyInstance } from 'fastify'
import { clientCredentials } from '../client-credentials.ts'
import { isMembers } from '../members.ts'
import type { MakePlatform } from '../platform.ts'
import { Book } from './book.ts'
import { contentOf, faultOf, ngspForm } from './order.ts'

const customer = 'C000000001'
const basic = `Basic ${Buffer.from('sandbox-key:sandbox-secret').toString('base64')}`
const token = 'sandbox-token'
const root = '/apiVNPostNGSP/p1.0/order'

/** VNPost behind NGSP: token, orders, cancellation, the tracking feed; `POST …/control/{number}` moves an order. */
export const vnpost: MakePlatform = () => {
  const book = new Book()
  return {
    name: 'vnpost',
    routes: app => platformRoutes(app, book),
    pages: app => control(app, book),
    state: () => book.shown(),
    reset: () => book.forget(),
  }
}

async function platformRoutes(app: FastifyInstance, book: Book): Promise<void> {
  clientCredentials(app, { basic, token })
  app.addHook('preHandler', async (request, reply) => {
    if (request.url.endsWith('/token') || request.headers.authorization === `Bearer ${token}`) return
    return reply.code(401).send({ fault: { code: 900901, message: 'Invalid Credentials' } })
  })
  app.post(`${root}/post`, async ({ body }) => {
    const fault = faultOf(body, ngspForm, customer)
    if (fault !== undefined || !isMembers(body)) return refuse(book, fault ?? 'body')
    const number = String(body.orderNumber)
    switch (book.take(number, contentOf(body))) {
      case 'new':
        return { Status: '100', Message: 'OK' }
      case 'same':
        return { Status: '101', Message: 'Đơn đã gửi' }
      case 'other':
        return refuse(book, 'orderNumber is taken')
    }
  })
  app.post(`${root}/cancel`, async ({ body }) => {
    if (!isMembers(body) || body.customerCode !== customer) return refuse(book, 'customerCode')
    return book.cancel(String(body.orderNumber))
      ? { Status: '100', Message: 'OK' }
      : refuse(book, 'orderNumber')
  })
  app.get<{ Querystring: { pageSize?: string; lastId?: string } }>(
    `${root}/tracking`,
    async ({ query }, reply) => {
      const size = Number(query.pageSize)
      const { lastId = '' } = query
      if (!Number.isInteger(size) || size < 1 || size > 1000 || !/^[0-9a-f]{24}$/.test(lastId))
        return reply.code(400).send({ error: 'pageSize, lastId' })
      const rows = book.after(lastId, size).map(({ id, number, code, message }) => ({
        _id: { $oid: id },
        orderNumber: number,
        statusCode: code,
        statusMessage: message,
      }))
      return { _embedded: { 'rh:doc': rows } }
    },
  )
}

function refuse(book: Book, reason: string) {
  book.refuse(reason)
  return { Status: '105', Message: reason }
}

async function control(app: FastifyInstance, book: Book): Promise<void> {
  app.post<{ Params: { number: string } }>('/control/:number', async ({ params, body }, reply) => {
    if (!book.orders.has(params.number)) return reply.code(404).send({ error: 'no such order' })
    const { code, message } = isMembers(body) ? body : {}
    if (typeof code !== 'string' || typeof message !== 'string')
      return reply.code(400).send({ error: 'code and message, texts' })
    book.move(params.number, code, message)
    return { moved: true }
  })
}
