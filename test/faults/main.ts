import { parseArgs } from 'node:util'
import { number } from '../../src/cli/demo/arguments.ts'
import { Fault } from '../../src/errors/fault.ts'
import { adapterSwitch } from './adapter-switch.ts'
import { type Drill, type DrillOptions, type DrillResult, isGood, together } from './drill.ts'
import { kill } from './kill.ts'
import { portalFaults } from './portal-faults.ts'
import { queueLoss } from './queue-loss.ts'
import { hasRedisServer } from './redis-server.ts'
import { type EngineName, engines, openRig } from './rig.ts'

const drills: Readonly<Record<string, Drill>> = {
  kill,
  'queue-loss': queueLoss,
  'portal-faults': portalFaults,
  'adapter-switch': adapterSwitch,
}

const help = `npm run drill -- [drill…] [options]

Diễn tập sự cố trên một cổng riêng, rồi đối chiếu với cổng quốc gia giả lập.
Breaks a gateway of its own under load, again and again, then compares with what the sandbox portal holds.

${Object.entries(drills)
  .map(([name, { summary, rounds }]) => `  ${name.padEnd(14)} ${summary} (${rounds} rounds)`)
  .join('\n')}

  --engine E     postgresql, redis or both   (default: both when redis-server is installed)
  --rounds N     how often each drill strikes
  --faults R     rate of each fault of the portal, 0 to 1, while the drill does the rest   (default 0)
  --json         the last line is one JSON object, keyed by drill
  --help         this text

Exit code 0: nothing acknowledged was lost, doubled, out of order or stuck. 1: something was. 2: wrong usage.
`

/** `npm run drill`. */
async function main(args: readonly string[]): Promise<number> {
  const options = read(args)
  if (options === undefined) {
    process.stdout.write(help)
    return 0
  }
  const say = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`)
  const results: Record<string, ReturnType<typeof together>> = {}
  for (const name of options.names) {
    const drill = drills[name]
    if (drill === undefined) continue
    const parts = new Map<EngineName, DrillResult>()
    for (const engine of options.engines) {
      say(`${name} on ${engine}: ${drill.summary}`)
      const result = await perform(drill, engine, { ...options, rounds: options.rounds ?? drill.rounds, say })
      say(`${name} on ${engine}: ${JSON.stringify(result)}`)
      parts.set(engine, result)
    }
    results[name] = together(parts)
  }
  const good = Object.values(results).every(isGood)
  say(good ? 'All drills passed.' : 'NOT all drills passed.')
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`)
  return good ? 0 : 1
}

async function perform(
  drill: Drill,
  engine: EngineName,
  { rounds, faults, say }: DrillOptions,
): Promise<DrillResult> {
  const rig = await openRig(engine)
  const interrupt = () => {
    say('interrupted')
    rig.close().finally(() => process.exit(130))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt)
  try {
    return await drill.run(rig, { rounds, faults, say: line => say(`  ${line}`) })
  } catch (error) {
    // A gateway that ended by itself has said why.
    say(rig.gateway.output)
    throw error
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt)
    await rig.close()
  }
}

function read(args: readonly string[]) {
  const { values, positionals } = parse(args)
  if (values.help === true) return undefined
  const unknown = positionals.find(name => drills[name] === undefined)
  if (unknown !== undefined) throw usage(`there is no drill "${unknown}": ${Object.keys(drills).join(', ')}`)
  const { engine = hasRedisServer() ? 'both' : 'postgresql' } = values
  const chosen = engine === 'both' ? engines : engines.filter(name => name === engine)
  if (chosen.length === 0) throw usage('--engine must be postgresql, redis or both')
  return {
    names: positionals.length === 0 ? Object.keys(drills) : positionals,
    engines: chosen,
    json: values.json === true,
    faults: number('--faults', values.faults, 0, 1, false),
    rounds: values.rounds === undefined ? undefined : number('--rounds', values.rounds, 1, 1_000),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        engine: { type: 'string' },
        rounds: { type: 'string' },
        faults: { type: 'string', default: '0' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw usage((error as Error).message)
  }
}

function usage(reason: string): Fault {
  return new Fault('usage', { params: { reason } })
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof Fault)) throw error
  process.stderr.write(`${error.code}: ${error.detail('en')}\n`)
  return error.code === 'usage' ? 2 : 1
})
