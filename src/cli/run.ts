import { parseArgs } from 'node:util'
import { nearest } from '../contract/nearest.ts'
import { catalog } from '../errors/catalog.ts'
import { Fault } from '../errors/fault.ts'
import { version } from '../version.ts'
import type { Command } from './command.ts'

export interface Entry {
  /** What `lienthong start` does: given by the entry, because it stands on every other room. */
  readonly start: () => Promise<number>
}

/**
 * By their first word, in the order of the help. Each is loaded when it is asked for: together they stand on nearly all
 * of the program, and one alone starts in a fraction of the time.
 */
const groups: Readonly<Record<string, (entry: Entry) => Promise<readonly Command[]>>> = {
  start: async entry => [startCommand(entry)],
  migrate: async () => [(await import('./migrate.ts')).migrateCommand],
  client: async () => (await import('./client.ts')).clientCommands,
  dossier: async () => (await import('./dossier.ts')).dossierCommands,
  delivery: async () => (await import('./delivery.ts')).deliveryCommands,
  access: async () => (await import('./access.ts')).accessCommands,
  adapter: async () => (await import('./adapter/commands.ts')).adapterCommands,
  reconcile: async () => [(await import('./reconcile.ts')).reconcileCommand],
  webhook: async () => (await import('./webhook.ts')).webhookCommands,
  'file-store': async () => (await import('./file-store.ts')).fileStoreCommands,
  'file-links': async () => (await import('./file-store.ts')).fileLinkCommands,
  routine: async () => (await import('./routine.ts')).routineCommands,
  sandbox: async () => [(await import('./sandbox.ts')).sandboxCommand],
}

/**
 * Runs one command line.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage.
 */
export async function runCommand(argv: readonly string[], entry: Entry): Promise<number> {
  try {
    const [asked = '--help', second] = argv
    if (asked === '--help' || asked === '-h' || asked === 'help') return print(helpText(await all(entry)))
    if (asked === '--version') return print(version)
    const commands = await groupOf(asked, entry)
    const single = commands.find(({ name }) => name === asked)
    if (single === undefined && (second === '--help' || second === '-h')) return print(tableOf(commands))
    const command = single ?? oneOf(commands, asked, second)
    const rest = argv.slice(single === undefined ? 2 : 1)
    // npm and habit put a `--` in front of another program's options.
    if (command.anyArguments) return await command.run({}, rest[0] === '--' ? rest.slice(1) : rest)
    if (rest.includes('--help') || rest.includes('-h')) return print(commandHelp(command))
    const { values, positionals } = parse(command, rest)
    return await command.run(values, positionals)
  } catch (error) {
    return complain(error)
  }
}

function startCommand({ start }: Entry): Command {
  return {
    name: 'start',
    summary: 'Chạy cổng kết nối / run the gateway',
    details: 'Settings come from the environment and <data folder>/settings.json; see README, Operations.',
    arguments: [],
    options: {},
    run: start,
  }
}

async function all(entry: Entry): Promise<readonly Command[]> {
  const loaded = await Promise.all(Object.values(groups).map(load => load(entry)))
  return loaded.flat()
}

async function groupOf(word: string, entry: Entry): Promise<readonly Command[]> {
  const load = Object.hasOwn(groups, word) ? groups[word] : undefined
  if (load !== undefined) return load(entry)
  const guess = nearest(word, Object.keys(groups))
  throw usage(`there is no command "${word}"${guess === undefined ? '' : ` (did you mean "${guess}"?)`}`)
}

/** `client` stands for `client create`, `client list` and so on. */
function oneOf(commands: readonly Command[], word: string, second: string | undefined): Command {
  const command = commands.find(({ name }) => name === `${word} ${second}`)
  if (command !== undefined) return command
  throw usage(`"${word}" needs one of: ${commands.map(({ name }) => name.split(' ')[1]).join(', ')}`)
}

function parse(command: Command, rest: string[]) {
  try {
    const options = Object.fromEntries(
      Object.entries(command.options).map(([name, { type, multiple }]) => [
        name,
        { type, multiple: multiple ?? false },
      ]),
    )
    const parsed = parseArgs({ args: rest, options, allowPositionals: true, strict: true })
    if (parsed.positionals.length !== command.arguments.length) {
      const wanted = command.arguments.map(name => `<${name}>`).join(' ') || 'no arguments'
      throw usage(`"${command.name}" takes ${wanted}`)
    }
    return {
      values: parsed.values as Record<string, string | boolean | string[] | undefined>,
      positionals: parsed.positionals,
    }
  } catch (error) {
    if (error instanceof Fault) throw error
    throw usage((error as Error).message)
  }
}

function usage(reason: string): Fault {
  return new Fault('usage', { params: { reason } })
}

function tableOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')
}

function helpText(commands: readonly Command[]): string {
  return [
    'lienthong: cổng kết nối liên thông dịch vụ công / interoperability gateway for public administration',
    '',
    'Cách dùng / usage: lienthong <command> [options]',
    '',
    tableOf(commands),
    '',
    '  lienthong <command> --help   chi tiết một lệnh / a command in detail',
    '  lienthong --version          phiên bản / version',
    '',
    'Ví dụ / examples:',
    '  lienthong client create --name "Một cửa Sở Xây dựng" --agency H99.14',
    '  lienthong delivery list --state refused --state dead',
    '  lienthong delivery replay 0197a1b2-…',
    '  lienthong adapter test ./my-platform',
  ].join('\n')
}

function commandHelp(command: Command): string {
  const { name, summary, details, options } = command
  const list = Object.entries(options).map(([option, { type, value, description }]) => [
    `--${option}${type === 'string' ? ` <${value ?? 'text'}>` : ''}`,
    description,
  ])
  const width = Math.max(0, ...list.map(([left = '']) => left.length))
  return [
    `lienthong ${[name, ...command.arguments.map(argument => `<${argument}>`)].join(' ')}${list.length > 0 ? ' [options]' : ''}`,
    '',
    summary,
    ...(details === undefined ? [] : ['', details]),
    ...(list.length === 0
      ? []
      : ['', ...list.map(([left = '', right]) => `  ${left.padEnd(width)}  ${right}`)]),
  ].join('\n')
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** A failure as people read it: what, why, what to do, in both languages. Never a stack trace. */
function complain(error: unknown): number {
  if (!(error instanceof Fault)) throw error
  const { title } = catalog[error.code]
  const lines = [`${title.vi} / ${title.en} (${error.code})`, `  ${error.detail('vi')}`]
  if (error.detail('en') !== error.detail('vi')) lines.push(`  ${error.detail('en')}`)
  for (const { pointer, message } of error.violations)
    lines.push(`  ${pointer || '/'}: ${message.vi} / ${message.en}`)
  lines.push(`→ ${error.fix('vi')}`, `→ ${error.fix('en')}`)
  process.stderr.write(`${lines.join('\n')}\n`)
  return error.code === 'usage' ? 2 : 1
}
