import { type Command, jsonOption, show } from '../command.ts'
import { withDesk } from './with-desk.ts'

const listing: Command = {
  name: 'adapter list',
  summary: 'Các bộ nối và phiên bản / adapters and their versions',
  details: 'States: draft (may be tried), tested (may be activated), active (gets new messages), retired.',
  arguments: [],
  options: jsonOption,
  async run(values) {
    const adapters = await withDesk(({ desk }) => desk.list())
    const rows = adapters.flatMap(({ id, versions }) =>
      versions.map(version => ({ adapter: id, ...version })),
    )
    show(
      rows.map(row => (values.json === true ? row : { ...row, digest: row.digest.slice(0, 12) })),
      ['adapter', 'version', 'state', 'origin', 'digest', 'registeredAt', 'registeredBy'],
      values.json === true,
      'Chưa có bộ nối nào. / No adapters yet.',
    )
    return 0
  },
}

const showing: Command = {
  name: 'adapter show',
  summary: 'Một bộ nối: phiên bản, ai đã làm gì khi nào / an adapter: versions, who did what when',
  arguments: ['adapter'],
  options: jsonOption,
  async run(values, [id = '']) {
    const view = await withDesk(({ desk }) => desk.show(id))
    if (values.json === true) {
      process.stdout.write(`${JSON.stringify(view, null, 2)}\n`)
      return 0
    }
    const { versions, changes, active } = view
    process.stdout.write(`adapter  ${id}\nactive   ${active ?? '–'}\n\n`)
    const columns = ['version', 'state', 'origin', 'digest', 'registeredAt', 'registeredBy']
    show(
      versions.map(version => ({ ...version })),
      columns,
      false,
      '',
    )
    process.stdout.write('\n')
    show(
      changes.map(change => ({ ...change })),
      ['at', 'who', 'action', 'version', 'replaced'],
      false,
      '',
    )
    return 0
  },
}

export const lookCommands: readonly Command[] = [listing, showing]
