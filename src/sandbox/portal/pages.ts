import type { FastifyInstance } from 'fastify'
import { html } from '../../page/html.ts'
import { style } from '../../page/style.ts'
import type { ControlOptions } from './control.ts'
import { dossierPage } from './dossier-page.ts'
import { homePage } from './home-page.ts'
import { layout } from './layout.ts'

/** No script, nothing from elsewhere, no framing: the pages need none of it, and what they show came from outside. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The pages for people. Server-rendered, without script. */
export async function pages(app: FastifyInstance, parts: ControlOptions): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
  })

  app.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(homePage(parts)))

  app.get('/_sandbox/style.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(style))

  app.get<{ Params: { code: string } }>('/dossiers/:code', async (request, reply) => {
    const page = dossierPage(parts.store, request.params.code)
    if (page !== undefined) return reply.type('text/html; charset=utf-8').send(page)
    const nothing = html`<p class="notice">Không tìm thấy hồ sơ. <span lang="en">Unknown dossier.</span></p>`
    const answer = layout('Không tìm thấy hồ sơ', 'Unknown dossier', nothing)
    return reply.code(404).type('text/html; charset=utf-8').send(answer)
  })
}
