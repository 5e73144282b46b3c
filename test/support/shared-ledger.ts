import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLedgerServer } from './ledger-server.ts'

/** One PostgreSQL for a whole run of tests: writes its URL once it has all templates, and ends when its input does. */
const ended = once(process.stdin.resume(), 'end')
// Ctrl-C reaches us as well as who reads us; the files that still run want their databases until then.
process.on('SIGINT', () => undefined)
const folder = await mkdtemp(join(tmpdir(), 'lienthong-tests-'))
const server = await startLedgerServer(folder)
await server.gatewayTemplate()
process.stdout.write(`${server.url}\n`)
await ended
await server.stop()
await rm(folder, { recursive: true, force: true })
