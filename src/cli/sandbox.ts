import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Command } from './command.ts'

const program = fileURLToPath(
  new URL(`../sandbox/main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
)

export const sandboxCommand: Command = {
  name: 'sandbox',
  summary: 'Chạy riêng cổng quốc gia giả lập / run the pretended national portal alone',
  details: 'All further arguments are the sandbox’s own; --help lists them.',
  arguments: [],
  anyArguments: true,
  options: {},
  async run(_values, args) {
    const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
      stdio: 'inherit',
    })
    // A Ctrl-C reaches both; this process waits for the sandbox to close its journal.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  },
}
