import { resolve } from 'node:path'
import { type Conformance, conform, renderReport, type SuiteOptions, validate } from '../../adapter/index.ts'
import { Fault } from '../../errors/fault.ts'
import { type Command, jsonOption, list, text, type Values } from '../command.ts'

const validateCommand: Command = {
  name: 'adapter validate',
  summary: 'Kiểm bản kê và bảng trong một thư mục / check a folder’s manifest and tables',
  details:
    'Needs no gateway and sends nothing. Checks adapter.json against its schema (an unknown name comes with the nearest\n' +
    'one that is known), reads maps/ and tables/, and sees to it that every field of both sides is mapped or ignored\n' +
    'with a reason. Exit code 0: right. 1: not, and what is wrong is said.',
  arguments: ['folder'],
  options: jsonOption,
  async run(values, [folder = '']) {
    return tell(await validate(resolve(folder)), values)
  },
}

const testCommand: Command = {
  name: 'adapter test',
  summary: 'Chạy cả bộ kiểm thử với một thư mục / run the whole conformance suite over a folder',
  details:
    'Needs no gateway. Nothing is sent, unless --sandbox names a stand-in of the platform: then each message fixture goes\n' +
    'there as well. What fixtures do not reach (outcome rules, rows of field tables) is told, and fails nothing.\n' +
    'Exit code 0: passed, it can be registered. 1: not.',
  arguments: ['folder'],
  options: {
    sandbox: {
      type: 'string',
      value: 'url',
      description: 'địa chỉ sandbox của nền tảng / address of a sandbox of the platform',
    },
    set: {
      type: 'string',
      multiple: true,
      value: 'name=value',
      description: 'thiết lập cho sandbox, lặp lại được / setting for the sandbox, repeatable',
    },
    ...jsonOption,
  },
  async run(values, [folder = '']) {
    return tell(await conform(resolve(folder), sandboxOf(values)), values)
  },
}

function tell(report: Conformance, values: Values): number {
  const told = values.json === true ? JSON.stringify(report, null, 2) : renderReport(report)
  process.stdout.write(`${told}\n`)
  return report.passed ? 0 : 1
}

/** Where sandboxes listen; a stand-in elsewhere has a public address. */
const thisMachine = ['127.0.0.1/32', '::1/128']

function sandboxOf(values: Values): SuiteOptions {
  const url = text(values, 'sandbox')
  if (url === undefined) return {}
  return { sandbox: { url, settings: assignments(list(values, 'set') ?? []), allowedNetworks: thisMachine } }
}

/** `name=value`; a value that is JSON (a number, true, a list) is taken as that, anything else as text. */
export function assignments(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      if (at < 1) throw new Fault('usage', { params: { reason: `"${pair}" is not name=value` } })
      return [pair.slice(0, at), jsonOrText(pair.slice(at + 1))] as const
    }),
  )
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

export const folderCommands: readonly Command[] = [validateCommand, testCommand]
