import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Fault } from '../../errors/fault.ts'
import { type FirstRun, readFirstRun } from '../../first-run.ts'

/** Beside this file, in the form in which this file runs. */
const ownProgram = new URL(`../../main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
/** A first start unpacks a database; two cores that do other things as well need their time. */
const readyMs = 60_000
/** Longer than its own patience with deliveries in flight and with the database. */
const stopMs = 60_000
const kept = 2_000

/** `lienthong start` as a child in a process group of its own, on free ports, on a data folder of ours. */
export class OwnGateway {
  readonly #data: string
  readonly #program: string
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #firstRun: FirstRun | undefined
  #output = ''

  /**
   * @param environment settings on top of ours
   * @param program the entry to run, another than the one beside this file
   */
  constructor(data: string, environment: Readonly<Record<string, string>> = {}, program: URL = ownProgram) {
    this.#data = data
    this.#environment = environment
    this.#program = fileURLToPath(program)
  }

  get url(): string {
    return this.#known.gateway
  }

  get sandboxUrl(): string {
    return this.#known.sandbox ?? ''
  }

  get key(): string {
    return this.#known.agency.key
  }

  get admin(): FirstRun['admin'] {
    return this.#known.admin
  }

  /** Also the id of its process group. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /**
   * Starts it and waits until it is ready. A later start takes the ports of the first, so that its addresses stay.
   *
   * @throws Fault `demo-gateway-failed` with what it said.
   */
  async start(): Promise<void> {
    this.#output = ''
    const lead = this.#program.endsWith('.ts') ? [`--import=${import.meta.resolve('tsx')}`] : []
    const child = spawn(process.execPath, [...lead, this.#program, 'start'], {
      // A Ctrl-C is for us; the gateway is stopped when we have done with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited(), ...this.#settings(), ...this.#environment },
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-kept)
      })
    }
    const deadline = performance.now() + readyMs
    while (!(await this.#isReady())) {
      if (this.#ended) throw this.#failure(`it ended with ${child.exitCode ?? child.signalCode}`)
      if (performance.now() > deadline) throw this.#failure(`not ready within ${readyMs / 1000} s`)
      await sleep(25)
    }
  }

  /** Tells it to stop and waits; kills it when it does not. Does nothing when it is not running. */
  async stop(): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined || this.#ended) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    const patience = setTimeout(() => this.killGroup(), stopMs)
    await gone
    clearTimeout(patience)
  }

  /** `kill -9` of its process group. */
  killGroup(): void {
    if (this.pid === undefined || this.#ended) return
    process.kill(-this.pid, 'SIGKILL')
  }

  /** Resolves when the child is gone. */
  async ended(): Promise<void> {
    if (this.#child !== undefined && !this.#ended) await once(this.#child, 'exit')
  }

  /** The last that it said, for people. */
  get output(): string {
    return this.#output.trim()
  }

  get #ended(): boolean {
    return this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  get #known(): FirstRun {
    this.#firstRun ??= readFirstRun(this.#data)
    if (this.#firstRun === undefined) throw this.#failure('it has not written first-run.json')
    return this.#firstRun
  }

  #settings(): Record<string, string> {
    const port = (url: string | undefined) => (url === undefined ? '0' : new URL(url).port)
    return {
      LIENTHONG_DATA: this.#data,
      LIENTHONG_PORT: port(this.#firstRun?.gateway),
      LIENTHONG_SANDBOX: 'on',
      LIENTHONG_SANDBOX_PORT: port(this.#firstRun?.sandbox),
    }
  }

  /** It says so last, when first-run.json is final: listening it was before. */
  async #isReady(): Promise<boolean> {
    if (!this.#output.includes('ready in')) return false
    this.#firstRun = readFirstRun(this.#data) ?? this.#firstRun
    try {
      return (await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok
    } catch {
      return false
    }
  }

  #failure(what: string): Fault {
    return new Fault('demo-gateway-failed', { params: { reason: [what, this.output].join('\n').trim() } })
  }
}

/** Our environment without settings: those are meant for another gateway, and its ledger must never see the demo. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('LIENTHONG_') && name !== 'DATABASE_URL' && !name.startsWith('TAP'),
    ),
  )
}
