import { openCatalog } from '../catalog/catalog.ts'
import { Look } from '../exchange/look.ts'
import { EventStore } from '../ledger/events.ts'
import { Notifications } from '../ledger/notifications.ts'
import { PostalOrderStore } from '../ledger/postal-orders.ts'
import { Records } from '../ledger/records.ts'
import { openSeal } from '../ledger/seal.ts'
import { type Command, jsonOption, show } from './command.ts'
import { withLedger } from './with-ledger.ts'

const showDossier: Command = {
  name: 'dossier show',
  summary: 'Dòng thời gian và các lượt gửi của một hồ sơ / a dossier’s timeline and deliveries',
  details: 'Shows no citizen’s data: what the agency wrote stays with the agency.',
  arguments: ['code'],
  options: jsonOption,
  async run(values, [code = '']) {
    const view = await withLedger((database, settings) =>
      new Look(
        new Records(database),
        new EventStore(database),
        openSeal(settings),
        new Notifications(database),
        new PostalOrderStore(database),
        openCatalog(),
      ).dossier('admin', code),
    )
    if (values.json) {
      process.stdout.write(`${JSON.stringify(view, null, 2)}\n`)
      return 0
    }
    const { timeline, events, deliveries, ...summary } = view
    for (const [name, value] of Object.entries(summary)) process.stdout.write(`${name.padEnd(10)} ${value}\n`)
    process.stdout.write('\n')
    show(
      timeline.map(step => ({ ...step })),
      ['number', 'status', 'acceptedAt', 'message'],
      false,
      'Chưa có bước nào. / No steps yet.',
    )
    if (events.length > 0) {
      process.stdout.write('\n')
      show(
        events.map(event => ({ ...event })),
        ['at', 'type', 'adapter', 'id'],
        false,
        '',
      )
    }
    process.stdout.write('\n')
    const rows = deliveries.map(delivery => ({ ...delivery, rule: delivery.outcome?.rule }))
    show(
      rows,
      [
        'id',
        'adapter',
        'operation',
        'status',
        'state',
        'attempts',
        'httpStatus',
        'rule',
        'dueAt',
        'finishedAt',
      ],
      false,
      'Không gửi đi đâu. / Sent nowhere.',
    )
    return 0
  },
}

export const dossierCommands: readonly Command[] = [showDossier]
