import type { FastifyInstance } from 'fastify'

/** Speaks OAuth2's client credentials (RFC 6749 §4.4) at `/token`: the account as Basic, always the same token. */
export function clientCredentials(
  app: FastifyInstance,
  { basic, token, scope }: { readonly basic: string; readonly token: string; readonly scope?: string },
): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, new URLSearchParams(String(body))),
  )
  app.post('/token', async ({ headers, body }, reply) => {
    const grant = body instanceof URLSearchParams ? body.get('grant_type') : undefined
    if (headers.authorization !== basic || grant !== 'client_credentials')
      return reply.code(401).send({ error: 'invalid_client' })
    return { access_token: token, ...(scope && { scope }), token_type: 'Bearer', expires_in: 3600 }
  })
}
