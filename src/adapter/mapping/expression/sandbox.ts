import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { forbidden, guest, limits } from './guest.ts'

/**
 * Milliseconds after which an evaluation is broken off, wherever it stands. Far more than the step limit lets a bad
 * expression take (30 to 90 ms): the verdict on a message must not hang on how busy the machine is.
 */
export const timeLimitMs = 500
/** Reading takes a millisecond or two; on a laden machine, a hundred times that. */
const readLimitMs = 5_000
/** A new thread's start takes as long as the machine's other work lets it: no verdict on any expression. */
const startLimitMs = 60_000
// More expressions than a house has adapters; a new thread compiles again what is needed.
const mostPrograms = 1000

/**
 * The same for all evaluations of one message together: this thread sleeps meanwhile, and a message has lists. Two hundred
 * documents with three expressions each take a thirtieth of it.
 */
export const messageLimitMs = 1000

export interface Answer {
  readonly value?: unknown
  readonly fault?: string
  /** How long this thread slept for it. */
  readonly ms: number
}

interface Sandbox {
  readonly worker: Worker
  readonly port: MessagePort
  /** Number of the last question answered. */
  readonly answered: Int32Array
  asked: number
  readonly programs: Set<string>
}

/**
 * The thread's own program. Expressions run in a context without Node.js in it, so that they could not reach the
 * process even if JSONata had a hole.
 */
const program = `
const { workerData: { library, guest, limits, forbidden, answered, port } } = require('node:worker_threads')
const { createContext, Script } = require('node:vm')
const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
const run = text => new Script(text, { filename: 'expression' }).runInContext(context)
run(library)
const { ready, compile, run: evaluate } = run('(' + guest + ')')(run('jsonata'), limits, forbidden)
const answer = (id, output) => {
  port.postMessage({ id, output })
  Atomics.store(answered, 0, id)
  Atomics.notify(answered, 0)
}
port.on('message', async ({ id, source, input }) => {
  await ready
  const wrong = compile(source)
  answer(id, input === undefined || wrong !== '' ? wrong : await evaluate(source, input))
})
`

const library = lazily(() => readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8'))
let shared: Sandbox | undefined

/** Reads an expression. @returns what is wrong with it, or ''. */
export function compileExpression(source: string): string {
  if (source.length > limits.length) return `it is longer than ${limits.length} characters`
  // Twice: a machine that stood still says nothing about an expression, and without it a gateway would not start.
  for (let attempt = 0; attempt < 2; attempt++) {
    if (sandboxNow().asked === 0) ask('1', undefined, startLimitMs)
    const wrong = ask(source, undefined, readLimitMs)
    if (wrong !== undefined) return wrong
  }
  return 'it takes too long to read'
}

/**
 * Evaluates an expression that compiled, and waits for it. JSONata is asynchronous and can be sent into endless loops, so
 * it runs in a thread of its own with a small heap, and this thread sleeps until the answer is there or the time is up;
 * then the thread is ended, wherever it stands, and the next question starts another. (A time limit of `node:vm` in
 * this thread does not do: breaking off inside a promise leaves the stack of async_hooks torn, and Node.js aborts.)
 * @param input JSON of `{value, message}`.
 * @param leftMs what the message has left
 */
export function evaluate(source: string, input: string, leftMs: number = timeLimitMs): Answer {
  let ms = 0
  // Twice, as long as the message has time: of a machine that stood still no message may be called wrong.
  for (let attempt = 0; attempt < 2 && ms < leftMs; attempt++) {
    // A new thread has to start and to read the expression first, and that is not the expression's time.
    if (!sandboxNow().programs.has(source) && compileExpression(source) !== '')
      return { fault: 'time', ms: timeLimitMs }
    const start = performance.now()
    const output = ask(source, input, Math.min(timeLimitMs, leftMs - ms))
    ms += performance.now() - start
    if (output !== undefined) return { ...(JSON.parse(output) as Answer), ms }
  }
  return { fault: 'time', ms }
}

function ask(source: string, input: string | undefined, patience: number): string | undefined {
  const sandbox = sandboxNow()
  const before = sandbox.asked++
  const id = sandbox.asked
  sandbox.port.postMessage({ id, source, input })
  Atomics.wait(sandbox.answered, 0, before, patience)
  const received = receiveMessageOnPort(sandbox.port) as
    | { message: { id: number; output: string } }
    | undefined
  if (received?.message.id !== id) {
    discard(sandbox)
    return undefined
  }
  sandbox.programs.add(source)
  return received.message.output
}

function sandboxNow(): Sandbox {
  if (shared !== undefined && shared.programs.size < mostPrograms) return shared
  if (shared !== undefined) discard(shared)
  const { port1, port2 } = new MessageChannel()
  const answered = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(program, {
    eval: true,
    env: {},
    execArgv: [],
    workerData: { library: library(), guest, limits, forbidden, answered, port: port2 },
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 },
  })
  const sandbox: Sandbox = { worker, port: port1, answered, asked: 0, programs: new Set() }
  // Out of memory comes as an error: the next question starts another thread.
  worker.on('error', () => discard(sandbox))
  worker.on('exit', () => discard(sandbox))
  worker.unref()
  port1.unref()
  shared = sandbox
  return sandbox
}

function discard(sandbox: Sandbox): void {
  if (shared === sandbox) shared = undefined
  sandbox.port.close()
  void sandbox.worker.terminate()
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
