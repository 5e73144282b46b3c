import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { answerClientError } from './api/problems.ts'
import { connectionTimes } from './app.ts'
import { Fault } from './errors/fault.ts'
import type { Settings } from './settings/load.ts'
import type { Logger } from './telemetry/log.ts'

export interface TlsListener {
  readonly url: string
  /** Takes no new connections; resolves when those that are open have been answered. */
  close(): Promise<void>
  /** Patience has ended. */
  cutConnections(): void
}

/** Certificates are renewed weeks before they end: seconds are soon enough, and stat works on every file system. */
const lookMs = 2_000

/**
 * A second door of the same app, with TLS 1.2 or newer; undefined when the settings name no certificate. It is beside the
 * plain one, which stays for this machine: health checks, the command line, the sandbox. Changed files are taken for new
 * connections, those that are open go on; files that make no sense are told in the log and change nothing.
 *
 * @throws Fault `settings-invalid` when the files make no sense at the start, `port-taken`
 */
export async function listenTls(
  app: FastifyInstance,
  settings: Settings['tls'],
  log: Logger,
  everyMs = lookMs,
): Promise<TlsListener | undefined> {
  if (settings.certificate === undefined) return
  let known = read(settings)
  const asks = settings.askClients || settings.clientAuthorities !== undefined
  const server = createServer(
    {
      ...known.options,
      // Who shows no certificate, or another one, may call all the same: the way in that it calls decides.
      requestCert: asks,
      rejectUnauthorized: false,
      headersTimeout: connectionTimes.headersMs,
      connectionsCheckingInterval: connectionTimes.checkMs,
      keepAliveTimeout: connectionTimes.keepAliveMs,
    },
    (request, response) => app.routing(request, response),
  )
  server.setTimeout(connectionTimes.silenceMs)
  server.on('clientError', answerClientError)
  const port = await listen(server, settings)
  let complaint = ''
  const timer = setInterval(() => {
    try {
      const found = read(settings)
      complaint = ''
      if (found.digest === known.digest) return
      known = found
      server.setSecureContext(found.options)
      // A session of before must not bring along what another authority made of its certificate.
      server.setTicketKeys(randomBytes(48))
      log.info('the certificate of the gateway was read again')
    } catch (error) {
      const said = error instanceof Fault ? error.detail('en') : String(error)
      // Not every two seconds until somebody mends it.
      if (said === complaint) return
      complaint = said
      log.error({ error }, 'the changed certificate of the gateway makes no sense; the one before stays')
    }
  }, everyMs)
  timer.unref()
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const url = `https://${host}:${port}`
  log.info({ url, asksClients: asks }, 'listening with TLS')
  return {
    url,
    async close() {
      clearInterval(timer)
      await new Promise(resolve => {
        server.close(resolve)
        server.closeIdleConnections()
      })
    },
    cutConnections: () => server.closeAllConnections(),
  }
}

/** @throws Fault `settings-invalid` naming the setting, never what is in a file */
function read({ certificate = '', key = '', clientAuthorities }: Settings['tls']) {
  const files = { certificate, key, ...(clientAuthorities && { clientAuthorities }) }
  const texts = Object.fromEntries(
    Object.entries(files).map(([name, path]) => [name, readPem(name, path)]),
  ) as Record<keyof typeof files, string>
  const options: SecureContextOptions = {
    cert: texts.certificate,
    key: texts.key,
    ...(texts.clientAuthorities && { ca: texts.clientAuthorities }),
    minVersion: 'TLSv1.2',
  }
  try {
    for (const pem of texts.clientAuthorities?.match(block) ?? []) new X509Certificate(pem)
    createSecureContext(options)
  } catch {
    throw invalid('the files of /tls are not PEM, or the key is not the certificate’s')
  }
  return { options, digest: createHash('sha256').update(JSON.stringify(texts)).digest('hex') }
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

function readPem(name: string, path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw invalid(`/tls/${name}: the file cannot be read (${(cause as NodeJS.ErrnoException).code})`)
  }
  // OpenSSL passes over an authority that it cannot read, and every client would be refused without a reason.
  if (name !== 'key' && !text.includes('-----BEGIN CERTIFICATE-----'))
    throw invalid(`/tls/${name}: the file holds no certificate in PEM`)
  return text
}

function invalid(faults: string): Fault {
  return new Fault('settings-invalid', { params: { faults } })
}

function listen(server: Server, { host, port }: Settings['tls']): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code ?? 'unknown'
      const address = `${host}:${port}`
      reject(new Fault('port-taken', { params: { address, reason, variable: 'LIENTHONG_TLS_PORT' }, cause }))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
