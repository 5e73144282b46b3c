import { Fault } from '../errors/fault.ts'
import { FileStores } from '../exchange/files/stores.ts'
import { FileLinks } from '../ledger/file-links.ts'
import { FileOpenings } from '../ledger/file-openings.ts'
import { type Desk, shellUser, withDesk } from './adapter/with-desk.ts'
import { type Command, jsonOption, list, show, text, type Values } from './command.ts'
import { withLedger } from './with-ledger.ts'

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
    if (!url || !agencies?.length) throw usage('--url and --agency are required')
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) throw usage('a name is lower-case letters, digits and dashes')
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

const openings: Command = {
  name: 'file-links openings',
  summary: 'Ai đã tải giấy tờ nào, khi nào / which papers were opened, newest first',
  details:
    'Shows which paper of the dossier (as a JSON pointer), the platform that was told the link, how it ended and how many\n' +
    'bytes were passed on. Holds no names, addresses or citizen’s data. For the next page: --after the last id.',
  arguments: [],
  options: {
    dossier: { type: 'string', value: 'code', description: 'một hồ sơ / one dossier' },
    adapter: { type: 'string', value: 'id', description: 'một nền tảng / one platform' },
    since: { type: 'string', value: 'instant', description: 'từ lúc / from, e.g. 2026-11-01T00:00:00+07:00' },
    before: { type: 'string', value: 'instant', description: 'trước lúc / before' },
    after: { type: 'string', value: 'id', description: 'sau lượt này / after this one' },
    limit: { type: 'string', value: 'n', description: 'số dòng, mặc định 50 / rows, 50 unless told' },
    ...jsonOption,
  },
  async run(values) {
    const [dossier, adapter, after] = ['dossier', 'adapter', 'after'].map(name => text(values, name))
    const [since, before] = ['since', 'before'].map(name => instant(values, name))
    const limit = text(values, 'limit') ?? '50'
    if (!/^[1-9]\d{0,4}$/.test(limit)) throw usage('--limit is a number from 1 to 99999')
    if (after !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(after))
      throw usage('--after is the id of an opening')
    const rows = await withLedger(database =>
      new FileOpenings(database).list({
        ...(dossier === undefined ? {} : { dossier }),
        ...(adapter === undefined ? {} : { adapter }),
        ...(since === undefined ? {} : { since }),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        limit: Number(limit),
      }),
    )
    show(
      rows.map(row => ({ ...row })),
      ['id', 'at', 'dossier', 'pointer', 'adapter', 'store', 'outcome', 'status', 'bytes'],
      values.json === true,
      'Chưa ai mở đường dẫn nào. / No link was opened yet.',
    )
    return 0
  },
}

/** A day without a time would be a day in another place of the world. */
function instant(values: Values, name: string): Date | undefined {
  const given = text(values, name)
  if (given === undefined) return undefined
  const date = new Date(given)
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(given) || Number.isNaN(date.getTime()))
    throw usage(`--${name} is an instant with its zone, e.g. 2026-11-01T00:00:00+07:00`)
  return date
}

const usage = (reason: string) => new Fault('usage', { params: { reason } })

export const fileStoreCommands: readonly Command[] = [create, listing, remove]
export const fileLinkCommands: readonly Command[] = [openings, rotate, revoke]
