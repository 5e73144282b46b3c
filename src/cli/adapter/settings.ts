import { readFileSync } from 'node:fs'
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
    '--file only: arguments can be seen by others on the machine.',
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
    const view = await withDesk(async ({ desk }) => {
      if (values.reset === true) await desk.clearSettings(adapter, shellUser())
      const before = await desk.settings(adapter, version)
      const given = changesOf(values, before.schema.properties)
      if (given === undefined) return before
      const by = { who: shellUser(), ...(version && { version }) }
      return desk.setSettings(adapter, { ...before.values, ...given }, by)
    })
    if (values.json === true) process.stdout.write(`${JSON.stringify(view, null, 2)}\n`)
    else tell(view)
    return 0
  },
}

function changesOf(
  values: Values,
  properties: Readonly<Record<string, { readonly writeOnly?: boolean }>>,
): AdapterSettings | undefined {
  const set = assignments(list(values, 'set') ?? [])
  const secret = Object.keys(set).find(name => properties[name]?.writeOnly === true)
  if (secret !== undefined)
    throw new Fault('usage', { params: { reason: `"${secret}" is a secret: give it with --file` } })
  const file = text(values, 'file')
  const all = { ...(file === undefined ? {} : readSettings(file)), ...set }
  return Object.keys(all).length === 0 ? undefined : all
}

function readSettings(path: string): AdapterSettings {
  try {
    const value: unknown = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as AdapterSettings
  } catch {
    // Told below; a syntax error would quote the text around it, which may be a secret.
  }
  throw new Fault('usage', { params: { reason: `${path} does not hold a JSON object` } })
}

function tell(view: {
  readonly adapter: string
  readonly version: string
  readonly source: string
  readonly values: Record<string, unknown>
  readonly secrets: readonly string[]
}): void {
  const lines = [
    `adapter  ${view.adapter} ${view.version}`,
    `source   ${view.source}`,
    '',
    ...Object.entries(view.values).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`),
    ...view.secrets.map(pointer => `  ${pointer.slice(1)} (đã đặt / set)`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
