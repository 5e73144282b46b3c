import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { type Adapter, openAdapter } from '../../../src/adapter/index.ts'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** `name: value` pairs as they stood on the wire. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

type Play = (response: ServerResponse, received: Received) => void

export interface Platform {
  readonly url: string
  readonly calls: Received[]
  play: Play
}

/** A real HTTP server on a free port that answers as the test says; gone when the test ends. */
export async function startPlatform(t: Test, play: Play = response => response.end()): Promise<Platform> {
  const platform: Platform & { url: string } = { url: '', calls: [], play }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request
      const received = { method, path: url, headers, rawHeaders, body: Buffer.concat(chunks) }
      platform.calls.push(received)
      platform.play(response, received)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  platform.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise<void>(resolve => {
      server.close(() => resolve())
    })
  })
  return platform
}

export function say(body: string | Buffer, type = 'text/xml; charset=utf-8', status = 200, more = {}): Play {
  return response => {
    response.writeHead(status, { 'content-type': type, ...more })
    response.end(body)
  }
}

export interface Told {
  readonly transport: Readonly<Record<string, unknown>>
  readonly request: Readonly<Record<string, unknown>>
  readonly outcomes?: readonly object[]
  readonly direction?: 'ask' | 'deliver'
  readonly files?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  readonly responseBytes?: number
}

const text = { vi: 'Thử', en: 'Trial' }

/** A manifest of one operation, `trial.call`. */
export function manifestOf(told: Told): object {
  const { transport, request, outcomes = [], direction = 'deliver', timeoutMs = 5000 } = told
  return {
    id: 'trial',
    version: '1.0.0',
    title: text,
    description: text,
    settings: { type: 'object', additionalProperties: false, required: [], properties: {} },
    transport,
    auth: { kind: 'none' },
    limits: { concurrency: 8, timeoutMs, connectMs: 1000, responseBytes: told.responseBytes ?? 20_000_000 },
    retry: { firstMs: 10, factor: 2, capMs: 100, giveUpAfterMs: 1000 },
    operations: {
      'trial.call': { title: text, direction, orderingKey: '/key', request, outcomes },
    },
    outcomes: [],
    sensitive: [],
  }
}

/** Opens an adapter from a folder written for this test; what it throws, it throws. */
export async function openTrial(t: Test, told: Told): Promise<Adapter> {
  const parent = await mkdtemp(join(tmpdir(), 'trial-'))
  t.teardown(() => rm(parent, { recursive: true, force: true }))
  const files = { 'adapter.json': JSON.stringify(manifestOf(told)), ...told.files }
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(parent, 'trial', name)), { recursive: true })
    await writeFile(join(parent, 'trial', name), content)
  }
  const adapter = await openAdapter(join(parent, 'trial'), {
    settings: {},
    allowedNetworks: ['127.0.0.1/32'],
  })
  t.teardown(() => adapter.close())
  return adapter
}

export const context = { standing: 'absent', correlationId: 'test' } as const

/** Rules for an answer that says it is fine at a pointer, and for every fault. */
export function okAt(pointer: string): object[] {
  const words = { owner: 'upstream', title: { vi: 'Lỗi', en: 'Fault' }, fix: { vi: 'Sửa', en: 'Mend' } }
  return [
    { id: 'fine', when: { at: [{ pointer, filled: true }] }, outcome: 'delivered' },
    { id: 'fault', when: { fault: true }, outcome: 'refused', ...words },
  ]
}
