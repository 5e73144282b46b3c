import { Fault } from '../errors/fault.ts'
import { FileStores } from '../exchange/files/stores.ts'
import { FileLinks } from '../ledger/file-links.ts'
import { type Desk, shellUser, withDesk } from './adapter/with-desk.ts'
import { type Command, jsonOption, list, show, text } from './command.ts'

const storesOf = ({ desk, versions, database, seal }: Desk) =>
  new FileStores({ desk, versions, links: new FileLinks(database, seal) })

const create: Command = {
  name: 'file-store create',
  summary: 'Đăng ký kho tệp của cơ quan / register an agency’s file store',
  details:
    'See adapters/agency-files. What it asks for in headers is set with `adapter settings files-<name>`.',
  arguments: ['name'],
  options: {
    url: { type: 'string', description: 'thư mục của kho / its folder' },
    agency: {
      type: 'string',
      multiple: true,
      value: 'code',
      description: 'mã cơ quan, gồm cấp dưới; lặp lại được / agency and all below it, repeatable',
    },
    ...jsonOption,
  },
  async run(values, [name = '']) {
    const url = text(values, 'url')
    const agencies = list(values, 'agency')
    if (!url || !agencies?.length)
      throw new Fault('usage', { params: { reason: '--url and --agency are required' } })
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
      throw new Fault('usage', { params: { reason: 'a name is lower-case letters, digits and dashes' } })
    const made = await withDesk(desk => storesOf(desk).create({ name, url, agencies }, shellUser()))
    process.stdout.write(
      values.json === true ? `${JSON.stringify(made)}\n` : `${made.adapter} (${made.state})\n`,
    )
    return 0
  },
}

const listing: Command = {
  name: 'file-store list',
  summary: 'Các kho tệp / the file stores',
  arguments: [],
  options: jsonOption,
  async run(values) {
    const rows = await withDesk(desk => storesOf(desk).list())
    show(
      rows.map(row => ({ ...row })),
      ['name', 'state', 'url', 'agencies', 'createdAt', 'createdBy'],
      values.json === true,
      'Chưa có kho tệp nào. / No file stores yet.',
    )
    return 0
  },
}

const remove: Command = {
  name: 'file-store delete',
  summary: 'Bỏ kho tệp / take a file store away',
  details: 'Links to it cannot be opened any more.',
  arguments: ['name'],
  options: {},
  async run(_values, [name = '']) {
    await withDesk(desk => storesOf(desk).remove(name, shellUser()))
    process.stdout.write(`Đã bỏ / taken away: ${name}\n`)
    return 0
  },
}

const rotate: Command = {
  name: 'file-links rotate',
  summary: 'Khoá ký đường dẫn mới / a new key signs links',
  details: 'Links signed before stay good, unless --revoke.',
  arguments: [],
  options: {
    revoke: { type: 'boolean', description: 'đường dẫn cũ hết hiệu lực / links so far are void' },
  },
  async run(values) {
    const generation = await withDesk(desk => storesOf(desk).rotate(values.revoke === true))
    process.stdout.write(`Khoá thứ / key number ${generation}\n`)
    return 0
  },
}

const revoke: Command = {
  name: 'file-links revoke',
  summary: 'Thu hồi đường dẫn của một hồ sơ / void the links of a dossier',
  details: 'Sent again, the dossier gets new ones.',
  arguments: ['code'],
  options: {},
  async run(_values, [code = '']) {
    const count = await withDesk(desk => storesOf(desk).revoke(code))
    process.stdout.write(`Đã thu hồi / void: ${count}\n`)
    return 0
  },
}

export const fileStoreCommands: readonly Command[] = [create, listing, remove, rotate, revoke]
