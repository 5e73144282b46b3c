import type { FastifyReply, FastifyRequest } from 'fastify'

/** What proxies in front of real platforms answer with when they fail. */
export const ERROR_PAGE =
  '<html><head><title>503</title></head><body><h1>503 Service Unavailable</h1></body></html>'
export const GARBAGE_PAGE = '<!DOCTYPE html><html><body><p>Hệ thống đang bảo trì</p></body></html>'

/** The line goes dead. */
export function drop(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}
