import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a thread on a module of this house, given by its address without the ending. Sources run through tsx, which
 * Node.js 20 does not carry over into threads by itself. What Node.js itself was told to load first, a thread has no use for.
 */
export function startThread(module: URL, options: WorkerOptions): Worker {
  const bare = { ...options, execArgv: [] }
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`${module}.js`), bare)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const code = `import(${loader}).then(({ register }) => (register(), import(${JSON.stringify(`${module}.ts`)})))`
  return new Worker(code, { ...bare, eval: true })
}
