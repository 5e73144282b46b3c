import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AdapterSettings } from '../../adapter/index.ts'
import { Fault } from '../../errors/fault.ts'
import { type Command, jsonOption, list, text, type Values } from '../command.ts'
import { assignments } from './folder.ts'
import { shellUser, withDesk } from './with-desk.ts'

export const settingsCommand: Command = {
  name: 'adapter settings',
  summary: 'Xem hoặc đặt thiết lập của bộ nối / show or set an adapter’s settings',
  details:
    'Without options it shows what is in force, and of secrets only that they are set. Set settings are kept sealed, come\n' +
    'before those of the settings file, and are in force in every process within two seconds. Secrets are read from\n' +
    '--file only: arguments can be seen by others on the machine. Where dual control is on they are proposed, and another\n' +
    'admin confirms them through the admin API.',
  arguments: ['adapter'],
  options: {
    set: {
      type: 'string',
      multiple: true,
      value: 'name=value',
      description: 'đổi một thiết lập không mật, lặp lại được / change one that is no secret, repeatable',
    },
    file: {
      type: 'string',
      value: 'path',
      description: 'tệp JSON có thiết lập, - là đầu vào chuẩn / JSON file with settings, - is standard input',
    },
    for: {
      type: 'string',
      value: 'version',
      description: 'theo lược đồ của phiên bản này / as this version’s schema asks for them',
    },
    reset: {
      type: 'boolean',
      description: 'trở về tệp thiết lập / back to what the settings file says',
    },
    ...jsonOption,
  },
  async run(values, [adapter = '']) {
    const version = text(values, 'for')
    const given = changesOf(values)
    const view = await withDesk(async ({ desk }) => {
      if (values.reset === true) await desk.settings.clear(adapter, shellUser())
      const before = await desk.settings.show(adapter, version)
      if (given === undefined) return before
      noSecretArgument(values, before.schema.properties)
      const by = { who: shellUser(), ...(version && { version }) }
      return desk.settings.set(adapter, { ...before.values, ...given }, by)
    })
    if (values.json === true) process.stdout.write(`${JSON.stringify(view, null, 2)}\n`)
    else tell(view)
    return 0
  },
}

function changesOf(values: Values): AdapterSettings | undefined {
  const file = text(values, 'file')
  const all = { ...(file === undefined ? {} : readSettings(file)), ...assigned(values) }
  return Object.keys(all).length === 0 ? undefined : all
}

function assigned(values: Values): Record<string, unknown> {
  return assignments(list(values, 'set') ?? [])
}

function noSecretArgument(
  values: Values,
  properties: Readonly<Record<string, { readonly writeOnly?: boolean }>>,
): void {
  const secret = Object.keys(assigned(values)).find(name => properties[name]?.writeOnly === true)
  if (secret !== undefined) throw usage(`"${secret}" is a secret: give it with --file`)
}

function readSettings(path: string): AdapterSettings {
  const content = contentOf(path)
  try {
    const value: unknown = JSON.parse(content)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as AdapterSettings
  } catch {
    // Told below; a syntax error would quote the text around it, which may be a secret.
  }
  throw usage(`${path} does not hold a JSON object`)
}

function contentOf(path: string): string {
  if (path === '-') return readFileSync(0, 'utf8')
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // npm runs the command in the project's folder, not in the caller's: the whole path shows where it looked.
    throw usage(`${resolve(path)} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function usage(reason: string): Fault {
  return new Fault('usage', { params: { reason } })
}

function tell(view: {
  readonly adapter: string
  readonly version: string
  readonly source: string
  readonly values: Record<string, unknown>
  readonly secrets: readonly string[]
  readonly proposal?: { readonly number: string; readonly by: string }
}): void {
  const lines = [
    `adapter  ${view.adapter} ${view.version}`,
    `source   ${view.source}`,
    '',
    ...Object.entries(view.values).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`),
    ...view.secrets.map(pointer => `  ${pointer.slice(1)} (đã đặt / set)`),
    ...(view.proposal === undefined
      ? []
      : [
          '',
          `Đề xuất / proposal ${view.proposal.number} (${view.proposal.by}): chờ quản trị viên khác xác nhận / another admin confirms it,`,
          `  POST /admin/v1/adapters/${view.adapter}/settings/confirm {"proposal": "${view.proposal.number}"}`,
        ]),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
