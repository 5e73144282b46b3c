import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { type Adapter, type AdapterHost, openAdapter } from '../../../src/adapter/index.ts'
import { serve } from '../egress/support.ts'
import { answer } from '../platform.ts'
import { type Logged, portalFolder } from '../portal.ts'

/** Changes of the portal's manifest; what is an object is laid over, anything else replaces. */
export interface Changes {
  readonly auth: unknown
  readonly hosts?: readonly string[]
  readonly tls?: object
  readonly limits?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Quote the platform where the portal's own rules only show the names of fields. */
  readonly quote?: boolean
  /** Settings with their values; those whose name begins with `secret` are writeOnly. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The portal's adapter with another way to prove who it is. */
export async function openWith(
  t: Test,
  baseUrl: string,
  changes: Changes,
  host: Omit<AdapterHost, 'settings'> = {},
): Promise<{ adapter: Adapter; logged: Logged[] }> {
  const parent = await mkdtemp(join(tmpdir(), 'adapter-'))
  t.teardown(() => rm(parent, { recursive: true }))
  const folder = join(parent, 'national-portal')
  await cp(fileURLToPath(portalFolder), folder, { recursive: true })
  const file = join(folder, 'adapter.json')
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  const { auth, hosts, tls, limits, headers, settings = {} } = changes
  for (const name of Object.keys(settings)) {
    manifest.settings.properties[name] = { type: 'string', writeOnly: name.startsWith('secret') }
  }
  Object.assign(manifest.limits, limits)
  Object.assign(manifest.transport.headers, headers)
  const text = JSON.stringify({ ...manifest, auth, ...(hosts && { hosts }), ...(tls && { tls }) })
  await writeFile(file, changes.quote === true ? text.replaceAll('"mentions"', '"quote"') : text)

  const logged: Logged[] = []
  const write = (level: string) => (context: Readonly<Record<string, unknown>>, message: string) => {
    logged.push({ level, context, message })
  }
  const adapter = await openAdapter(folder, {
    settings: {
      baseUrl,
      username: 'demo_tinh',
      password: 'mat-khau-bi-mat',
      agencyCode: '000.00.00.H99',
      timeoutMs: 2000,
      ...settings,
    },
    allowedNetworks: ['127.0.0.1/32'],
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    ...host,
  })
  t.teardown(() => adapter.close())
  return { adapter, logged }
}

export interface Heard {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Lgsp {
  readonly url: string
  readonly tokenCalls: Heard[]
  readonly logins: Heard[]
  readonly calls: Heard[]
  onToken: (response: ServerResponse, heard: Heard, turn: number) => void
  onLogin: (response: ServerResponse, heard: Heard, turn: number) => void
  onCall: (response: ServerResponse, heard: Heard, turn: number) => void
}

export const token = (turn: number) => `00000000-1111-2222-3333-${String(turn + 1).padStart(12, '0')}`

/** An LGSP: a token endpoint at /token, a login at /mapi/login, services everywhere else. */
export async function startLgsp(t: Test): Promise<Lgsp> {
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString('utf8')
    const heard = { path: request.url ?? '', headers: request.headers, text }
    const kind = heard.path === '/token' ? 'Token' : heard.path === '/mapi/login' ? 'Login' : 'Call'
    const list = { Token: lgsp.tokenCalls, Login: lgsp.logins, Call: lgsp.calls }[kind]
    list.push(heard)
    lgsp[`on${kind}`](response, heard, list.length - 1)
  })
  const { origin } = await serve(t, server, 'http')
  const lgsp: Lgsp = {
    url: origin,
    tokenCalls: [],
    logins: [],
    calls: [],
    onToken: (response, _, turn) =>
      answer(response, {
        access_token: token(turn),
        scope: 'default',
        token_type: 'Bearer',
        expires_in: 3600,
      }),
    onLogin: (response, _, turn) => answer(response, { error_code: 0, session: `phien-bi-mat-${turn + 1}` }),
    onCall: response => answer(response, { error_code: 0, message: 'Thành công', result: [] }),
  }
  return lgsp
}
