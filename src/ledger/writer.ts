import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { Fault } from '../errors/fault.ts'
import { startThread } from '../thread.ts'
import { type Failure, faultFrom } from './database.ts'
import type { Exception, WriteOrder } from './writes.ts'

export interface WriterSettings {
  readonly url: string
  readonly data: string
  readonly sealKey?: string
  /** Batches at the database at once. */
  readonly connections: number
}

/** What the thread is asked. */
export type Asked = 'close' | { readonly number: number; readonly order: WriteOrder }
/** What it tells. */
export type Told = { readonly number: number } & (
  | { readonly exceptions: Exception[] }
  | { readonly failure: Failure }
)

interface Waiting {
  resolve(exceptions: Exception[]): void
  reject(fault: Fault): void
}

const program = new URL('./write-thread', import.meta.url)

/**
 * Writes batches of submissions in a thread of its own: sealing bodies and speaking with the database takes as long as
 * all the rest of accepting, and needs nothing of the thread that reads requests but a few texts.
 */
export class Writer {
  readonly #settings: WriterSettings
  readonly #waiting = new Map<number, Waiting>()
  #thread: Worker | undefined
  #number = 0

  constructor(settings: WriterSettings) {
    this.#settings = settings
    this.#thread = this.#start()
  }

  /**
   * Resolves once the batch is committed, with what accept-write.sql returns.
   *
   * @throws Fault as `Database.query`
   */
  write(order: WriteOrder): Promise<Exception[]> {
    this.#thread ??= this.#start()
    const thread = this.#thread
    return new Promise((resolve, reject) => {
      const number = ++this.#number
      this.#waiting.set(number, { resolve, reject })
      thread.postMessage({ number, order } satisfies Asked)
    })
  }

  async close(): Promise<void> {
    const thread = this.#thread
    if (thread === undefined) return
    const ended = once(thread, 'exit')
    thread.postMessage('close' satisfies Asked)
    await ended
  }

  #start(): Worker {
    const thread = startThread(program, { workerData: this.#settings })
    thread.on('message', (told: Told) => this.#settle(told))
    // Whether what it had at the database was committed nobody knows, as when a connection breaks: the caller asks again,
    // and is recognised. The next batch goes to a new thread.
    thread.on('error', () => undefined)
    thread.on('exit', () => {
      if (this.#thread === thread) this.#thread = undefined
      for (const { reject } of this.#waiting.values())
        reject(new Fault('ledger-unavailable', { params: { reason: 'the writing thread ended' } }))
      this.#waiting.clear()
    })
    return thread
  }

  #settle(told: Told): void {
    const waiting = this.#waiting.get(told.number)
    this.#waiting.delete(told.number)
    if ('failure' in told) waiting?.reject(faultFrom(told.failure))
    else waiting?.resolve(told.exceptions)
  }
}
