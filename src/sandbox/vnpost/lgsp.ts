import type { FastifyInstance } from 'fastify'
import { isMembers } from '../members.ts'
import type { MakePlatform } from '../platform.ts'
import { Book } from './book.ts'
import { contentOf, faultOf, lgspForm } from './order.ts'

const customer = 'C000000001'
const token = 'sandbox-token'

/** VNPost behind a provincial LGSP: `/waybill` for orders that have their ItemCode, `/order` for those without. */
export const vnpostLgsp: MakePlatform = () => {
  const book = new Book()
  return {
    name: 'vnpost-lgsp',
    routes: app => platformRoutes(app, book),
    state: () => book.shown(),
    reset: () => book.forget(),
  }
}

async function platformRoutes(app: FastifyInstance, book: Book): Promise<void> {
  app.addHook('preHandler', async ({ headers }, reply) => {
    if (headers.access_token !== token) return reply.code(401).send({ error: 'invalid_token' })
  })
  for (const [path, hasWaybill] of [
    ['/waybill', true],
    ['/order', false],
  ] as const) {
    app.post(path, async ({ body }) => {
      const fault = faultOf(body, lgspForm, customer)
      if (fault !== undefined || !isMembers(body)) return refuse(book, fault ?? 'body')
      const waybill = typeof body.ItemCode === 'string' ? body.ItemCode : undefined
      if ((waybill !== undefined) !== hasWaybill) return refuse(book, 'ItemCode')
      const came = book.take(String(body.OrderNumber), contentOf(body), waybill)
      // Whatever it holds: an order of a number that is there counts as sent.
      return came === 'new' ? { Status: '100', Message: 'OK' } : { Status: '101', Message: 'Đơn đã gửi' }
    })
  }
}

function refuse(book: Book, reason: string) {
  book.refuse(reason)
  return { Status: '105', Message: reason }
}
