import { connect as openSocket } from 'node:net'
import type { Test } from 'tap'
import { Clients, type Operation, operations } from '../../src/access/clients.ts'
import type { Dossier, Step } from '../../src/contract/types.generated.ts'
import { readFirstRun } from '../../src/first-run.ts'
import { startGateway } from '../../src/gateway.ts'
import type { Database } from '../../src/ledger/database.ts'
import { sampleDossier } from '../../src/sandbox/province/sample.ts'
import { loadSettings, type Settings } from '../../src/settings/load.ts'
import { temporaryFolder } from '../support/folder.ts'
import { connect, startLedger } from '../support/ledger.ts'
import { memoryLog } from '../support/log.ts'

export type Json = Record<string, unknown>

/** A whole gateway in this process: real HTTP, real PostgreSQL, the sandbox portal as its own process. */
export interface Running {
  readonly url: string
  readonly sandboxUrl: string
  readonly settings: Settings
  readonly database: Database
  /** The gateway's log, line by line. */
  readonly lines: readonly string[]
  /** A caller with a key of its own for an agency subtree. */
  caller(agency?: string, allowed?: readonly Operation[]): Promise<Caller>
  /** The first admin's name and password. */
  readonly admin: { readonly name: string; readonly password: string }
  stop(): Promise<void>
}

type Environment = Record<string, string>

export async function startApi(t: Pick<Test, 'teardown'>, env: Environment = {}): Promise<Running> {
  const data = await temporaryFolder(t)
  const settings = loadSettings({
    LIENTHONG_DATA: data,
    LIENTHONG_PORT: '0',
    LIENTHONG_SANDBOX_PORT: '0',
    DATABASE_URL: env.DATABASE_URL ?? (await (await startLedger(t)).gatewayUrl()),
    ...env,
  })
  const { lines, log } = memoryLog(settings.logLevel)
  const gateway = await startGateway(settings, log, () => undefined)
  t.teardown(() => gateway.stop())
  const database = connect(gateway.databaseUrl, 2)
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= database.close()
    return closed
  }
  t.teardown(close)
  const clients = new Clients(database)
  const url = gateway.url ?? ''
  const known = readFirstRun(data)
  if (known === undefined) throw new Error('the first start wrote no first-run.json')
  return {
    url,
    sandboxUrl: gateway.sandboxUrl ?? '',
    settings,
    database,
    lines,
    admin: known.admin,
    async caller(agency = 'H99', allowed = operations) {
      const { key } = await clients.create({ name: `Phần mềm ${agency}`, agency, operations: allowed })
      return new Caller(url, key)
    },
    async stop() {
      await close()
      await gateway.stop()
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The text as JSON; empty when it is none. */
  readonly body: Json & { code?: string; violations?: { pointer: string; message: string }[] }
}

interface Options {
  readonly body?: unknown
  /** Sent as it is. */
  readonly raw?: string | Buffer
  readonly headers?: Record<string, string>
}

/** An agency system (or an admin) at its HTTP client. Asks for English, because tests read it. */
export class Caller {
  readonly url: string
  readonly key: string | undefined

  constructor(url: string, key?: string) {
    this.url = url
    this.key = key
  }

  put(code: string, dossier: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('PUT', `/v1/dossiers/${code}`, { body: dossier, headers })
  }

  step(code: string, step: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', `/v1/dossiers/${code}/steps`, { body: step, headers })
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('GET', path, { headers })
  }

  async call(method: string, path: string, { body, raw, headers = {} }: Options = {}): Promise<Answer> {
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'accept-language': 'en',
        ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined
        ? {}
        : { body: typeof content === 'string' ? content : new Uint8Array(content) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: asJson(text) }
  }
}

function asJson(text: string): Answer['body'] {
  try {
    return JSON.parse(text) as Answer['body']
  } catch {
    return {}
  }
}

/** Bytes to the gateway's port and what comes back until it closes the connection, or `until` is seen. */
export function overSocket(
  url: string,
  bytes: string | Buffer,
  options: { until?: RegExp; keepSending?: () => string; hangUpAfterMs?: number } = {},
): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let heard = ''
    const socket = openSocket(Number(port), hostname, () => socket.write(bytes))
    const timer =
      options.keepSending === undefined
        ? undefined
        : setInterval(() => {
            const more = options.keepSending?.()
            if (more !== undefined && socket.writable) socket.write(more)
          }, 20)
    if (options.hangUpAfterMs !== undefined) setTimeout(() => socket.destroy(), options.hangUpAfterMs)
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text
      if (options.until?.test(heard)) socket.destroy()
    })
    socket.on('close', () => {
      clearInterval(timer)
      resolve(heard)
    })
    // A reset after an early answer is how a refused sender learns of it.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      clearInterval(timer)
      if (heard === '' && error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
  })
}

let count = 0

/** A dossier code that no other test uses. */
export function newCode(agency = 'H99.05'): string {
  count += 1
  return `${agency}-230605-${String(count).padStart(5, '0')}`
}

const sample = sampleDossier(new Date('2023-06-05T08:15:00+07:00'))

/** A dossier that has just been accepted at H99.05, filed online. */
export function aDossier(changes: Partial<Record<keyof Dossier, unknown>> = {}): Dossier {
  return { ...sample.dossier, ...changes } as Dossier
}

/** The same before anybody has accepted it: no dates but that of its filing. */
export function aRegistered(): Dossier {
  const { receivedAt: _received, dueAt: _due, ...rest } = sample.dossier
  return { ...rest, status: 'registered' }
}

export function aStep(changes: Partial<Record<keyof Step, unknown>> = {}): Step {
  return { ...sample.step, ...changes } as Step
}

/** The answer is a problem document of this code; gives it back. */
export function isProblem(t: Test, answer: Answer, code: string, status?: number): Answer['body'] {
  t.equal(answer.body.code, code, answer.body.code === code ? code : answer.text.slice(0, 300))
  t.match(answer.headers.get('content-type'), /^application\/problem\+json/, 'is a problem document')
  t.equal(answer.status, answer.body.status, 'says its HTTP status')
  if (status !== undefined) t.equal(answer.status, status)
  return answer.body
}
