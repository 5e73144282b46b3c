import { type Conformance, type Files, packBundle, type SuiteOptions } from '../adapter/index.ts'
import { startThread } from '../thread.ts'

/** What came with the upload may hold a pattern that never ends: it runs apart, and not for longer than this. */
const longestMs = 60_000
const memoryMb = 256
/** Threads at a time; who comes later waits. More would take the processors from the requests, and the memory. */
const mostAtOnce = 2
let running = 0
const waiting: (() => void)[] = []

const program = new URL('./suite-thread', import.meta.url)

export interface SuiteWork extends SuiteOptions {
  readonly bundle: string
  readonly extent: Conformance['extent']
}

/**
 * The conformance suite over files from outside, in a thread of its own with a limit of time and memory, so that
 * neither stops the gateway. Never throws for a bad adapter: that it ran out of either is a finding too.
 */
export async function runSuite(
  files: Files,
  extent: Conformance['extent'],
  options: SuiteOptions & { readonly longestMs?: number } = {},
): Promise<Conformance> {
  if (running >= mostAtOnce) await new Promise<void>(resolve => waiting.push(resolve))
  else running++
  try {
    return await inThread(files, extent, options)
  } finally {
    // The place goes to whoever waited longest.
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

function inThread(
  files: Files,
  extent: Conformance['extent'],
  options: SuiteOptions & { readonly longestMs?: number },
): Promise<Conformance> {
  const { longestMs: limit = longestMs, ...suite } = options
  const workerData: SuiteWork = { bundle: packBundle(files), extent, ...suite }
  const worker = startThread(program, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // What it says belongs into the report.
    stdout: true,
    stderr: true,
  })
  return new Promise(resolve => {
    const end = (report: Conformance) => {
      clearTimeout(timer)
      resolve(report)
      void worker.terminate()
    }
    const timer = setTimeout(() => end(gaveUp(extent, `the suite took longer than ${limit} ms`)), limit)
    worker.once('message', (report: Conformance) => end(report))
    worker.once('error', error => end(gaveUp(extent, `the suite broke off: ${reasonOf(error)}`)))
    worker.once('exit', () => end(gaveUp(extent, 'the suite ended without a report')))
  })
}

function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : String((error as Error).message)
}

function gaveUp(extent: Conformance['extent'], fault: string): Conformance {
  const findings = [{ check: 'manifest', faults: [fault] }] as const
  return { adapter: '', version: '', digest: '', extent, passed: false, findings, hints: [] }
}
