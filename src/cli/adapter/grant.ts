import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Fault } from '../../errors/fault.ts'
import { Grants } from '../../ledger/grants.ts'
import { GrantsDesk } from '../../registry/grants-desk.ts'
import { type Command, jsonOption, show, text } from '../command.ts'
import { type Desk, shellUser, withDesk } from './with-desk.ts'

const listing: Command = {
  name: 'adapter grants',
  summary: 'Token dùng một lần của các tài khoản / accounts whose refresh token is good for one use',
  details:
    'in-doubt: the last renewal was cut off and is tried again. lost: a person must log in; see `adapter grant`.',
  arguments: [],
  options: jsonOption,
  async run(values) {
    const rows = await withDesk(desk => deskOf(desk).list(new Date()))
    show(
      rows,
      ['adapter', 'state', 'renewedAt', 'attemptedAt', 'refusedAt'],
      values.json === true,
      'Chưa có. / None yet.',
    )
    if (values.json !== true)
      for (const { adapter, fix } of rows)
        if (fix !== undefined) process.stdout.write(`\n${adapter}:\n  ${fix.vi}\n  ${fix.en}\n`)
    return 0
  },
}

const entering: Command = {
  name: 'adapter grant',
  summary: 'Ghi refresh token mới lấy được / enter a refresh token that somebody has logged in for',
  details: 'The token is read from a file, or from standard input with -, because others can see arguments.',
  arguments: ['adapter'],
  options: {
    file: {
      type: 'string',
      value: 'path',
      description: 'tệp chỉ có token / file with nothing but the token',
    },
  },
  async run(values, [adapter = '']) {
    const path = text(values, 'file')
    if (path === undefined) throw new Fault('usage', { params: { reason: 'cần / needs --file' } })
    const token = readToken(path)
    await withDesk(desk => deskOf(desk).enter(adapter, token, shellUser()))
    process.stdout.write(
      `Đã ghi, có hiệu lực sau hai giây. / Entered; in force within two seconds: ${adapter}\n`,
    )
    return 0
  },
}

function readToken(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : resolve(path), 'utf8').trim()
  } catch (cause) {
    throw new Fault('usage', {
      params: { reason: `${path}: ${(cause as NodeJS.ErrnoException).code}` },
      cause,
    })
  }
}

function deskOf({ desk, registrar, database, seal }: Desk): GrantsDesk {
  return new GrantsDesk({ grants: new Grants(database, seal), settings: desk.settings, registrar })
}

export const grantCommands: readonly Command[] = [listing, entering]
