import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Adapter, AnswerHead, AskResult } from '../../adapter/index.ts'
import { Fault } from '../../errors/fault.ts'
import { toFault } from '../../errors/problem.ts'
import type { FileLink, FileLinks } from '../../ledger/file-links.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { LinkKeys } from './keys.ts'
import { openFile } from './publish.ts'
import { readToken } from './token.ts'

export interface OpenFilesParts {
  readonly links: FileLinks
  readonly keys: LinkKeys
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly clock: () => Date
}

/** A file on its way to whoever opened the link. */
export interface OpenedFile {
  readonly status: 200 | 206
  readonly name: string
  readonly type?: string
  /** Of what comes, where the store has said it. */
  readonly bytes?: number
  /** Of 206. */
  readonly contentRange?: string
  readonly body: Readable
}

export interface Opening {
  /** One range of bytes, as RFC 9110 §14.2 writes it; anything else is not passed on. */
  readonly range?: string | undefined
  readonly correlationId: string
}

/** So many wait for one store at most, in one process, those under way included. */
const mostWaiting = 64
const oneRange = /^bytes=(\d{1,15}-\d{0,15}|-\d{1,15})$/
const rangeOfAnswer = /^bytes \d{1,15}-\d{1,15}\/(\d{1,15}|\*)$/

/** Use case of a platform that opens a link: whoever holds the token gets the file, straight from the agency's store. */
export class OpenFiles {
  readonly #parts: OpenFilesParts
  readonly #underWay = new Map<string, number>()

  constructor(parts: OpenFilesParts) {
    this.#parts = parts
  }

  /**
   * Resolves when the store has begun to answer. The fetch is on record before the store is called.
   *
   * @throws Fault `file-link-unknown`, `file-link-over`, `file-missing`, `file-range`, `file-store-failed`
   */
  async open(token: string, { range, correlationId }: Opening): Promise<OpenedFile> {
    const link = await this.#linkOf(token)
    const store = this.#parts
      .adapters()
      .find(({ id, operations }) => id === link.store && operations.has(openFile))
    if (store === undefined) throw failed('no-store')
    const waiting = this.#underWay.get(store.id) ?? 0
    if (waiting >= mostWaiting) throw failed('busy')
    this.#underWay.set(store.id, waiting + 1)
    const asked = oneRange.test(range ?? '') ? range : undefined
    return new Promise((resolve, reject) => {
      this.#ask(store, link, asked, correlationId, resolve)
        .catch(reject)
        .finally(() => this.#underWay.set(store.id, (this.#underWay.get(store.id) ?? 1) - 1))
    })
  }

  /** The signature first: what nobody has signed costs no query. */
  async #linkOf(token: string): Promise<FileLink> {
    const { keys } = await this.#parts.keys.current()
    const read = readToken(token, generation => keys.get(generation))
    if (read === undefined) throw new Fault('file-link-unknown')
    if (read.expires * 1000 <= this.#parts.clock().getTime()) throw new Fault('file-link-over')
    const link = await this.#parts.links.find(read.id)
    if (link === undefined || link.revoked) throw new Fault('file-link-over')
    return link
  }

  /** Ends when the last byte has gone, or the first did not come. */
  async #ask(
    store: Adapter,
    { id, address, name }: FileLink,
    range: string | undefined,
    correlationId: string,
    opened: (file: OpenedFile) => void,
  ): Promise<void> {
    const { links, log } = this.#parts
    const fetch = await links.begin(id)
    const passed = { bytes: 0, left: false, broken: undefined as Fault | undefined }
    const sink = async (content: AsyncIterable<Buffer>, head: AnswerHead) => {
      const facts = factsOf(head)
      if (facts instanceof Fault) {
        passed.broken = facts
        throw facts
      }
      const body = Readable.from(counted(content, passed), { objectMode: false })
      opened({ name, ...facts, body })
      // Whoever leaves early ends the call.
      await finished(body).catch(error => {
        passed.left = true
        throw error
      })
    }
    const result = await store
      .ask(
        openFile,
        { address, ...(range === undefined ? {} : { range }) },
        { standing: 'unsure', correlationId, sink },
      )
      .catch((error: unknown) => toFault(error))
    const outcome = result instanceof Fault ? result.code : outcomeOf(result, passed.left)
    const status = result instanceof Fault ? undefined : result.record.httpStatus
    await links.end(fetch, { outcome, status, bytes: passed.bytes }).catch((error: unknown) => {
      log.warn({ fetch, error }, 'the end of a fetch was not recorded')
    })
    log.info({ correlationId, link: id, store: store.id, outcome, status, bytes: passed.bytes }, 'file')
    if (result instanceof Fault) throw result
    const fault = passed.broken ?? faultOf(result)
    if (fault !== undefined) throw fault
  }
}

const outcomeOf = ({ record }: AskResult, left: boolean) => (left ? 'abandoned' : record.outcome.rule)

async function* counted(content: AsyncIterable<Buffer>, passed: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    passed.bytes += piece.length
    yield piece
  }
}

function failed(reason: string, retryAfterSeconds = 60): Fault {
  return new Fault('file-store-failed', { params: { reason }, retryAfterSeconds })
}

function faultOf({ record: { outcome } }: AskResult): Fault | undefined {
  if (outcome.kind === 'delivered') return undefined
  if (outcome.rule === 'missing') return new Fault('file-missing')
  if (outcome.rule === 'range') return new Fault('file-range')
  return failed(outcome.rule, outcome.retryAfterSeconds)
}

/** What of the store's headers is passed on; a Fault where they make no sense. */
function factsOf({ status, headers }: AnswerHead): Omit<OpenedFile, 'name' | 'body'> | Fault {
  const header = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' ? value : undefined
  }
  // Its length would be another's, and whoever reads it might not unpack it.
  if ((header('content-encoding') ?? 'identity') !== 'identity') return failed('encoded')
  const length = header('content-length') ?? ''
  const range = header('content-range')
  if (status === 206 && !rangeOfAnswer.test(range ?? '')) return failed('range')
  return {
    status: status === 206 ? 206 : 200,
    ...(header('content-type') === undefined ? {} : { type: String(header('content-type')) }),
    ...(/^\d{1,15}$/.test(length) ? { bytes: Number(length) } : {}),
    ...(status === 206 ? { contentRange: String(range) } : {}),
  }
}
