import { connect, type Socket } from 'node:net'

/** What the load generator is told, as JSON in its first argument. */
export interface LoadOrder {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** Seconds before counting begins. */
  readonly warmUp: number
  readonly headers: Readonly<Record<string, string>>
  /** Unique per run, so that no code is used twice. */
  readonly run: string
  readonly bodies: readonly string[]
  /** Method and address of every request; absent: each puts a dossier of its own. */
  readonly line?: string
}

export interface LoadResult {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly statuses: Readonly<Record<string, number>>
}

// A program of its own on raw sockets: a full HTTP client would take more of the machine than the server under test. What
// it takes of the second core is taken from the gateway's database, while the floor has no use for it.
const order = JSON.parse(await readAll()) as LoadOrder
const statuses: Record<string, number> = {}
const latencies: number[] = []
let counting = false
let sent = 0

const requests = order.bodies.map(body => {
  const headers = {
    ...order.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(` HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}\r\n${body}`)
})

const none = Buffer.alloc(0)
const lengthHeader = 'content-length: '

const sockets = Array.from({ length: order.connections }, open)
setTimeout(() => {
  counting = true
  setTimeout(finish, order.seconds * 1000)
}, order.warmUp * 1000)

function open(): Socket {
  const socket = connect(order.port, '127.0.0.1')
  let answer = ''
  let began = 0
  const next = () => {
    began = performance.now()
    const number = String(sent++).padStart(7, '0')
    const line = order.line ?? `PUT /v1/dossiers/H99.05-${order.run}-${number}`
    socket.write(Buffer.concat([Buffer.from(line), requests[sent % requests.length] ?? none]))
  }
  socket.setNoDelay(true).setEncoding('latin1')
  socket.on('connect', next).on('data', (chunk: string) => {
    answer += chunk
    const head = answer.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number.parseInt(answer.slice(answer.indexOf(lengthHeader) + lengthHeader.length), 10)
    if (answer.length < head + 4 + length) return
    if (counting) {
      latencies.push(performance.now() - began)
      const status = answer.slice(9, 12)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    answer = ''
    next()
  })
  return socket
}

function finish(): void {
  counting = false
  for (const socket of sockets) socket.destroy()
  latencies.sort((a, b) => a - b)
  const at = (share: number) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 10) / 10
  const result: LoadResult = {
    perSecond: Math.round(latencies.length / order.seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    statuses,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
}

async function readAll(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return text
}
