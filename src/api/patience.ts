import type { FastifyInstance } from 'fastify'
import { Fault } from '../errors/fault.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a stream that may take as long as it makes progress. */
    streams?: boolean
  }
}

/** A body that trickles in must not hold its socket and buffers for ever: it has `seconds` to arrive, then 408. */
export function limitPatience(app: FastifyInstance, seconds: number): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    done(null, payload)
    // Most bodies are here by now, and cost no timer.
    if (request.raw.complete || request.routeOptions.config.streams === true) return
    const timer = setTimeout(() => {
      // To whoever reads the body this is a failed read, which answers; destroying the stream would take the socket
      // along and leave no way to answer. When nobody reads any more, the answer is on its way already.
      if (payload.listenerCount('error') === 0 || reply.sent) return
      reply.header('connection', 'close')
      payload.emit('error', new Fault('body-too-slow', { params: { seconds } }))
    }, seconds * 1000)
    // Of a body that is refused unread nobody tells the end; the socket keeps the process alive, not the clock.
    timer.unref()
    payload.once('close', () => clearTimeout(timer))
    payload.once('end', () => clearTimeout(timer))
  })
}
