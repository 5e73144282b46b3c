import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Admins } from '../access/admins.ts'
import { Fault } from '../errors/fault.ts'
import { toFault } from '../errors/problem.ts'
import type { TellStory } from '../exchange/story/tell-story.ts'
import { style } from '../page/style.ts'
import { faultPage, homePage, loginPage, storyPage } from './pages.ts'

/** As long as the session itself. */
const cookieSeconds = 8 * 3600
/** A name and a password, percent-encoded. */
const formBytes = 8 * 1024

/** No script, nothing from elsewhere, no framing: the pages need none of it. */
const policy =
  "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

interface Code {
  code: string
}

/**
 * The web console: server-rendered, without script, behind an admin's session, which a cookie holds that only these
 * pages get and that no other site can have sent (`SameSite=Strict`). Shows no citizen's data.
 */
export async function consolePages(
  app: FastifyInstance,
  { admins, story }: { admins: Admins; story: TellStory },
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytes },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })
  app.setErrorHandler((error: FastifyError | Fault, request, reply) => {
    const fault = faultOf(error)
    request.fault = fault.code
    if (fault.status >= 500)
      request.log.error({ correlationId: request.id, code: fault.code, error }, 'page failed')
    if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', fault.retryAfterSeconds)
    const page = fault.code.startsWith('login-') ? loginPage(fault) : faultPage(fault, request.admin)
    return send(reply.code(fault.status), page)
  })
  const schema = { hide: true }

  app.get('/style.css', { schema }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(style),
  )
  app.post<{ Body: Record<string, string> | null }>('/session', { schema }, async (request, reply) => {
    const { name = '', password = '' } = request.body ?? {}
    const { token } = await admins.login(name, password)
    return reply.header('set-cookie', cookie(request, token, cookieSeconds)).redirect('/console', 303)
  })

  await app.register(async inside => {
    inside.addHook('onRequest', async (request, reply) => {
      const token = tokenOf(request)
      const admin = token === undefined ? undefined : await admins.bySession(token)
      if (admin === undefined) return send(reply.code(401), loginPage())
      request.admin = admin
    })
    inside.get('/', { schema }, async (request, reply) =>
      send(reply, homePage(await story.recent(), request.admin ?? '')),
    )
    inside.get<{ Querystring: Partial<Code> }>('/dossiers', { schema }, async ({ query }, reply) =>
      reply.redirect(`/console/dossiers/${encodeURIComponent(String(query.code ?? '').trim())}`, 303),
    )
    inside.get<{ Params: Code }>('/dossiers/:code', { schema }, async (request, reply) =>
      send(reply, storyPage(await story.of('admin', request.params.code), request.admin ?? '')),
    )
    inside.post('/session/end', { schema }, async (request, reply) => {
      await admins.logout(tokenOf(request) ?? '')
      return reply.header('set-cookie', cookie(request, '', 0)).redirect('/console', 303)
    })
  })
}

function send(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page)
}

function faultOf(error: FastifyError | Fault): Fault {
  if (error instanceof Fault || (error.statusCode ?? 500) >= 500) return toFault(error)
  return new Fault('request-invalid', { params: { reason: error.code } })
}

function tokenOf({ headers }: FastifyRequest): string | undefined {
  return /(?:^|; )lienthong_session=([\w-]+)/.exec(headers.cookie ?? '')?.[1]
}

function cookie({ protocol }: FastifyRequest, token: string, seconds: number): string {
  const secure = protocol === 'https' ? '; Secure' : ''
  return `lienthong_session=${token}; Path=/console; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}
