import { Clients, type Operation, operations, ordinaryOperations } from '../access/clients.ts'
import { agencyPath } from '../catalog/agency-code.ts'
import { Fault } from '../errors/fault.ts'
import { type Command, jsonOption, list, show, text } from './command.ts'
import { withLedger } from './with-ledger.ts'

const create: Command = {
  name: 'client create',
  summary: 'Cấp khoá API cho một hệ thống / give a system an API key',
  details:
    'The key is shown once and stored only as a hash. It speaks for the agency and all agencies below it.',
  arguments: [],
  options: {
    name: { type: 'string', description: 'tên hệ thống / what the system is called' },
    agency: {
      type: 'string',
      value: 'code',
      description: 'mã định danh cơ quan, ví dụ H99.14 / agency code',
    },
    operation: {
      type: 'string',
      multiple: true,
      value: 'op',
      description: `quyền, lặp lại được; mặc định tất cả trừ citizens, papers / permission, repeatable, default all but citizens and papers: ${operations.join(', ')}`,
    },
    ...jsonOption,
  },
  async run(values) {
    const name = text(values, 'name')
    const agency = text(values, 'agency')
    if (!name || !agency) throw new Fault('usage', { params: { reason: '--name and --agency are required' } })
    if (agencyPath(agency) === undefined)
      throw new Fault('usage', { params: { reason: `"${agency}" is not an agency code` } })
    const wanted = list(values, 'operation') ?? [...ordinaryOperations]
    const unknown = wanted.find(operation => !(operations as readonly string[]).includes(operation))
    if (unknown !== undefined) {
      throw new Fault('usage', {
        params: { reason: `there is no operation "${unknown}"; there are ${operations.join(', ')}` },
      })
    }
    const { client, key } = await withLedger(database =>
      new Clients(database).create({ name, agency, operations: wanted as Operation[] }),
    )
    if (values.json) process.stdout.write(`${JSON.stringify({ ...client, key })}\n`)
    else
      process.stdout.write(
        `client ${client.id}\nkey    ${key}\n\nKhoá chỉ hiện một lần này. / The key is shown this once.\n`,
      )
    return 0
  },
}

const listing: Command = {
  name: 'client list',
  summary: 'Các hệ thống được phép gọi / the systems that may call',
  arguments: [],
  options: jsonOption,
  async run(values) {
    const rows = await withLedger(database => new Clients(database).list())
    show(
      rows.map(row => ({ ...row })),
      ['id', 'name', 'agency', 'operations', 'keyHint', 'createdAt', 'revokedAt'],
      values.json === true,
      'Chưa có hệ thống nào. / No clients yet.',
    )
    return 0
  },
}

const revoke: Command = {
  name: 'client revoke',
  summary: 'Thu hồi khoá / revoke a key',
  details: 'Takes effect in every gateway process within two seconds.',
  arguments: ['client-id'],
  options: {},
  async run(_values, [id = '']) {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Fault('client-unknown')
    await withLedger(database => new Clients(database).revoke(id))
    process.stdout.write(`Đã thu hồi / revoked: ${id}\n`)
    return 0
  },
}

export const clientCommands: readonly Command[] = [create, listing, revoke]
