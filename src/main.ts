#!/usr/bin/env node
import { runCommand } from './cli/run.ts'

// The one entry: `lienthong start` runs the roles in this process, every other command is the cli's,
// and answers sooner without what only a gateway needs.
process.exitCode = await runCommand(process.argv.slice(2), {
  start: async () => (await import('./start.ts')).start(),
})
