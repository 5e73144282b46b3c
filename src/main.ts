#!/usr/bin/env node
import { runCommand } from './cli/run.ts'
import { start } from './start.ts'

// The one entry: `lienthong start` runs the roles in this process, every other command is the cli's.
process.exitCode = await runCommand(process.argv.slice(2), { start })
