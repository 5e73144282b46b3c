import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Context, createContext, Script } from 'node:vm'
import { forbidden, guest, limits } from './guest.ts'

/** Milliseconds after which an evaluation is broken off, wherever it stands. */
export const timeLimitMs = 50
// More expressions than a house has adapters; what is dropped is compiled again when it is needed.
const mostPrograms = 1000

export type Answer = { readonly value?: unknown; readonly fault?: string }

interface Sandbox {
  readonly context: Context & { source?: string; input?: string; output?: string; answer?: unknown }
}

const script = (text: string) => new Script(text, { filename: 'expression' })
const library = lazily(() =>
  script(
    `${readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8')}\nglobalThis.jsonata = jsonata;`,
  ),
)
const setUp = lazily(() =>
  script(`globalThis.guest = (${guest})(${JSON.stringify(limits)}, ${JSON.stringify(forbidden)})`),
)
const compiles = lazily(() => script('answer = guest.compile(source)'))
const runs = lazily(() => script('guest.run(source, input)'))

let shared: Sandbox | undefined

/**
 * Reads an expression. @returns what is wrong with it, or ''.
 */
export function compileExpression(source: string): string {
  if (source.length > limits.length) return `it is longer than ${limits.length} characters`
  const sandbox = sandboxNow()
  return guarded(sandbox, () => compiled(sandbox, source)) ?? 'it takes too long to read'
}

/**
 * Evaluates an expression that compiled, synchronously. JSONata itself is asynchronous; it runs in a context of its own
 * whose promises are worked off before `runInContext` returns (`microtaskMode: 'afterEvaluate'`), under the same time
 * limit, which V8 enforces from a thread of its own, inside loops, built-in functions and regular expressions alike.
 * Only texts cross the border: the expression can reach nothing of this process.
 * @param input JSON of `{value, message}`.
 */
export function evaluate(source: string, input: string): Answer {
  const sandbox = sandboxNow()
  const output = guarded(sandbox, () => {
    compiled(sandbox, source)
    sandbox.context.source = source
    sandbox.context.input = input
    runs().runInContext(sandbox.context, { timeout: timeLimitMs })
    return sandbox.context.output
  })
  return output === undefined ? { fault: 'time' } : (JSON.parse(output) as Answer)
}

function compiled({ context }: Sandbox, source: string): string {
  context.source = source
  compiles().runInContext(context, { timeout: timeLimitMs })
  return String(context.answer)
}

/** A context that was broken off may hold anything: it is not used again. */
function guarded<T>(sandbox: Sandbox, work: () => T): T | undefined {
  try {
    return work()
  } catch {
    if (shared === sandbox) shared = undefined
    return undefined
  } finally {
    sandbox.context.input = ''
    sandbox.context.output = ''
  }
}

function sandboxNow(): Sandbox {
  if (shared !== undefined && programsOf(shared) < mostPrograms) return shared
  const context = createContext(Object.create(null), {
    microtaskMode: 'afterEvaluate',
    codeGeneration: { strings: false, wasm: false },
  }) as Sandbox['context']
  library().runInContext(context)
  setUp().runInContext(context)
  shared = { context }
  return shared
}

function programsOf({ context }: Sandbox): number {
  return (context.guest as { size(): number }).size()
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
