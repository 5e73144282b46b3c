import { Fault } from '../errors/fault.ts'
import { Webhooks } from '../exchange/webhooks.ts'
import { AdapterStops } from '../ledger/adapter-stops.ts'
import { Outbox } from '../ledger/outbox.ts'
import { type Desk, shellUser, withDesk } from './adapter/with-desk.ts'
import { type Command, jsonOption, list, show, text } from './command.ts'

/** What the queue would be told, the gateway's sweep finds by itself within seconds. */
const webhooksOf = ({ desk, versions, database, seal }: Desk) =>
  new Webhooks({
    ...{ desk, versions, outbox: new Outbox(database, seal, () => undefined) },
    stops: new AdapterStops(database, () => undefined),
  })

const create: Command = {
  name: 'webhook create',
  summary: 'Gửi sự kiện tới hệ thống của cơ quan / send events to an agency’s system',
  details: 'Signed by Standard Webhooks; see adapters/agency-webhook. The secret is shown once.',
  arguments: ['name'],
  options: {
    url: { type: 'string', description: 'địa chỉ nhận / where they go' },
    agency: {
      type: 'string',
      multiple: true,
      value: 'code',
      description: 'mã cơ quan, gồm cấp dưới; lặp lại được / agency and all below it, repeatable',
    },
    type: {
      type: 'string',
      multiple: true,
      value: 'type',
      description: 'loại sự kiện, lặp lại được; mặc định tất cả / event type, repeatable, default all',
    },
    ...jsonOption,
  },
  async run(values, [name = '']) {
    const url = text(values, 'url')
    const agencies = list(values, 'agency')
    const types = list(values, 'type')
    if (!url || !agencies?.length)
      throw new Fault('usage', { params: { reason: '--url and --agency are required' } })
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
      throw new Fault('usage', { params: { reason: 'a name is lower-case letters, digits and dashes' } })
    const made = await withDesk(desk =>
      webhooksOf(desk).create({ name, url, agencies, ...(types && { types }) }, shellUser()),
    )
    return shown(made, values.json === true)
  },
}

const listing: Command = {
  name: 'webhook list',
  summary: 'Các webhook / the webhooks',
  arguments: [],
  options: jsonOption,
  async run(values) {
    const rows = await withDesk(desk => webhooksOf(desk).list())
    show(
      rows.map(row => ({ ...row })),
      ['name', 'state', 'stoppedAt', 'url', 'agencies', 'types', 'createdAt', 'createdBy'],
      values.json === true,
      'Chưa có webhook nào. / No webhooks yet.',
    )
    return 0
  },
}

const rotate: Command = {
  name: 'webhook rotate',
  summary: 'Khoá ký mới / a new secret',
  details:
    'The one before signs along until it is dropped, so that the receiver changes over without losing anything.',
  arguments: ['name'],
  options: {
    'drop-old': { type: 'boolean', description: 'khoá cũ thôi ký ngay / the old one signs no more' },
    ...jsonOption,
  },
  async run(values, [name = '']) {
    const dropOld = values['drop-old'] === true
    const made = await withDesk(desk => webhooksOf(desk).rotate(name, { who: shellUser(), dropOld }))
    return shown(made, values.json === true)
  },
}

const remove: Command = {
  name: 'webhook delete',
  summary: 'Bỏ webhook / take a webhook away',
  details: 'What was accepted for it still goes out.',
  arguments: ['name'],
  options: {},
  async run(_values, [name = '']) {
    await withDesk(desk => webhooksOf(desk).remove(name, shellUser()))
    process.stdout.write(`Đã bỏ / taken away: ${name}\n`)
    return 0
  },
}

const enable: Command = {
  name: 'webhook enable',
  summary: 'Bật lại webhook đã dừng vì 410 / call a webhook again that answered 410 Gone',
  details: 'What it refused and what has waited is sent, in order within each dossier.',
  arguments: ['name'],
  options: {},
  async run(_values, [name = '']) {
    const was = await withDesk(desk => webhooksOf(desk).enable(name))
    process.stdout.write(
      was ? `Đã bật lại / enabled: ${name}\n` : `Không bị dừng / was not stopped: ${name}\n`,
    )
    return 0
  },
}

function shown(made: Awaited<ReturnType<Webhooks['create']>>, json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify(made)}\n`)
  else
    process.stdout.write(
      `webhook ${made.name} (${made.state})\nsecret  ${made.secret}\n\nKhoá chỉ hiện một lần này. / The secret is shown this once.\n`,
    )
  return 0
}

export const webhookCommands: readonly Command[] = [create, listing, rotate, enable, remove]
