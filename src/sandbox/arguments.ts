import { parseArgs } from 'node:util'
import { DialError, readFaultOptions } from './dial/dial.ts'
import { faultNames } from './dial/faults.ts'
import type { SandboxOptions } from './options.ts'

/** The command line makes no sense; the text says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const help = `Usage: node dist/sandbox/main.js [options]

Emulates the National Public Service Portal (Cổng DVCQG), and every other platform below its name, for
trying out and testing the gateway. Synthetic data only.
Pages: GET /   JSON: GET /_sandbox/state, GET /_sandbox/<platform>
Fault dial while it runs: PUT /_sandbox/faults (portal), PUT /_sandbox/<platform>/faults

Options
  --port N               port to listen on, 0 for any free one           (default 8090)
  --host ADDRESS         address to listen on                            (default 127.0.0.1)
  --data FOLDER          keeps journal.ndjson here                       (default ./data/sandbox)
  --username NAME        who may log in                                  (default sandbox)
  --password WORD        and with what                                   (default sandbox)
  --session-seconds N    how long a session lives from its login         (default 600)
  --lookup full|bare     does TraCuuHoSo tell the progress rows?         (default full)
  --fault NAME=RATE      how often a fault strikes, 0 to 1; repeat it for several:
                         ${faultNames.join(', ')}
  --delay-ms N           how long the fault "delay" takes, milliseconds  (default 200)
  --seed N               seed of the generator that draws the faults     (default 1)
  --gateway URL          where platforms call back, e.g. http://127.0.0.1:8080/platforms
  --log                  one line per request on standard output, never a body
  --help                 this text

Example
  node dist/sandbox/main.js --data /tmp/portal --fault dropAfter=0.02 --fault delay=0.1 --delay-ms 500
`

/**
 * Reads the command line; "help" when help was asked for.
 *
 * @throws {UsageError}
 */
export function readArguments(args: readonly string[]): SandboxOptions | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  return {
    port: wholeNumber('--port', values.port, 65535),
    host: values.host,
    data: values.data,
    username: values.username,
    password: values.password,
    sessionSeconds: wholeNumber('--session-seconds', values['session-seconds'], 86_400),
    lookup: lookupOf(values.lookup),
    faults: {
      ...faultsOf(values.fault),
      delayMs: wholeNumber('--delay-ms', values['delay-ms'], 600_000),
    },
    seed: wholeNumber('--seed', values.seed, 4_294_967_295),
    gateway: values.gateway,
    log: values.log,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8090' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string', default: './data/sandbox' },
        username: { type: 'string', default: 'sandbox' },
        password: { type: 'string', default: 'sandbox' },
        'session-seconds': { type: 'string', default: '600' },
        lookup: { type: 'string', default: 'full' },
        fault: { type: 'string', multiple: true, default: [] },
        'delay-ms': { type: 'string', default: '200' },
        seed: { type: 'string', default: '1' },
        gateway: { type: 'string', default: '' },
        log: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function faultsOf(words: readonly string[]): Record<string, number> {
  try {
    return readFaultOptions(words)
  } catch (error) {
    if (error instanceof DialError) throw new UsageError(`--fault: ${error.message}`)
    throw error
  }
}

function lookupOf(word: string): 'full' | 'bare' {
  if (word === 'full' || word === 'bare') return word
  throw new UsageError('--lookup must be full or bare')
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value <= most) return value
  throw new UsageError(`${option} must be a whole number from 0 to ${most}`)
}
