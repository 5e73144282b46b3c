import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import OAuth2Server from '@node-oauth/oauth2-server'
import t, { type Test } from 'tap'
import { openWith } from '../adapter/auth/support.ts'
import { aDossier, create } from '../adapter/portal.ts'

// An OAuth 2.0 server of another make before a platform: strict about RFC 6749 and RFC 6750, and its tokens run out.
const client = { id: 'cong-lien-thong', secret: 'khoa:mau/khong%phai+that' }

interface Server {
  readonly url: string
  readonly issued: string[]
  readonly refused: string[]
  delivered: number
  /** Tokens issued so far are good no more, whatever was promised. */
  revoke(): void
}

async function startPlatform(t: Test, lifetimeSeconds = 3600): Promise<Server> {
  const tokens = new Map<string, OAuth2Server.Token>()
  const oauth = new OAuth2Server({
    model: {
      getClient: async (id, secret) =>
        id === client.id && (secret === null || secret === client.secret)
          ? { id, grants: ['client_credentials'], accessTokenLifetime: lifetimeSeconds }
          : false,
      getUserFromClient: async () => ({ id: 'H99' }),
      saveToken: async (token, its, user) => {
        const kept = { ...token, client: its, user }
        tokens.set(token.accessToken, kept)
        return kept
      },
      getAccessToken: async value => tokens.get(value),
    } as OAuth2Server.ClientCredentialsModel,
  })
  const server: Server = {
    ...{ url: '', issued: [] as string[], refused: [] as string[], delivered: 0 },
    revoke: () => tokens.clear(),
  }
  const http = createServer(async (request, response) => {
    const body = await text(request)
    const asked = requestOf(request, body)
    const answer = new OAuth2Server.Response()
    const say = (status: number, content: object) =>
      response
        .writeHead(status, { ...answer.headers, 'content-type': 'application/json' })
        .end(JSON.stringify(content))
    try {
      if (request.url === '/token') {
        const { accessToken } = await oauth.token(asked, answer)
        server.issued.push(accessToken)
        return say(200, answer.body as object)
      }
      await oauth.authenticate(asked, answer)
      server.delivered += 1
      return say(200, { error_code: '0', session: 'x' })
    } catch (error) {
      const { code, name } = error as { code?: number; name: string }
      server.refused.push(name)
      return say(code ?? 500, { error: name })
    }
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  t.teardown(() => http.close())
  return Object.assign(server, { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` })
}

function requestOf({ method = '', url = '/', headers }: IncomingMessage, body: string) {
  const form = headers['content-type']?.includes('form-urlencoded')
  return new OAuth2Server.Request({
    ...{ method, headers: headers as Record<string, string>, query: {} },
    body: form ? Object.fromEntries(new URLSearchParams(body)) : {},
    url,
  } as ConstructorParameters<typeof OAuth2Server.Request>[0])
}

const settings = { clientId: client.id, secretClient: client.secret }
const auth = (dialect: string) => ({
  ...{ kind: 'oauth2', url: '{settings.baseUrl}/token', dialect, coolDownSeconds: 30 },
  ...{ clientId: '{settings.clientId}', clientSecret: '{settings.secretClient}' },
})

for (const dialect of ['basic', 'form']) {
  t.test(
    `client credentials in ${dialect}: one token for many calls, a new one when it is refused`,
    async t => {
      const platform = await startPlatform(t)
      const { adapter } = await openWith(t, platform.url, { auth: auth(dialect), settings })
      const deliver = () => adapter.deliver('dossier.deliver', aDossier(), create)
      await Promise.all([deliver(), deliver(), deliver()])
      t.equal(platform.issued.length, 1)
      t.equal(platform.delivered, 3)
      platform.revoke()
      await deliver()
      await deliver()
      t.equal(platform.issued.length, 2)
      t.equal(platform.delivered, 5)
      t.strictSame(platform.refused, ['invalid_token'])
    },
  )
}

t.test('a token that has run out is not tried', async t => {
  const platform = await startPlatform(t, 1)
  const { adapter } = await openWith(t, platform.url, { auth: auth('basic'), settings })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  await new Promise(resolve => setTimeout(resolve, 1_100))
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(platform.issued.length, 2)
  t.strictSame(platform.refused, [])
})

t.test('a wrong secret is the operator’s affair, and nothing leaves', async t => {
  const platform = await startPlatform(t)
  const wrong = { ...settings, secretClient: 'sai' }
  const { adapter } = await openWith(t, platform.url, { auth: auth('basic'), settings: wrong })
  t.match(await adapter.deliver('dossier.deliver', aDossier(), create), {
    outcome: { kind: 'retry', rule: 'login-refused', owner: 'operator' },
  })
  t.equal(platform.delivered, 0)
  t.strictSame(platform.refused, ['invalid_client'])
})
