import { openCatalog } from '../catalog/catalog.ts'
import { type DeliveryView, Look } from '../exchange/look.ts'
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
      new Look(database, openSeal(settings), openCatalog()).dossier('admin', code),
    )
    if (values.json) {
      process.stdout.write(`${JSON.stringify(view, null, 2)}\n`)
      return 0
    }
    const { timeline, events, post = [], deliveries, notifications, ...summary } = view
    for (const [name, value] of Object.entries(summary)) process.stdout.write(`${name.padEnd(10)} ${value}\n`)
    section(timeline, ['number', 'status', 'acceptedAt', 'message'], 'Chưa có bước nào. / No steps yet.')
    section(events, ['at', 'type', 'adapter', 'id'])
    section(post, ['id', 'direction', 'number', 'adapter', 'state', 'updatedAt'])
    section(notifications, ['id', 'event', 'template', 'channel', 'state', 'reason', 'settledAt'])
    section(deliveries.map(asRow), columnsOfDelivery, 'Không gửi đi đâu. / Sent nowhere.')
    return 0
  },
}

const columnsOfDelivery = [
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
]

const asRow = (delivery: DeliveryView) => ({ ...delivery, rule: delivery.outcome?.rule })

/** Without a word for it, what is not there is left out. */
function section(rows: readonly object[], columns: readonly string[], empty = ''): void {
  if (rows.length === 0 && empty === '') return
  process.stdout.write('\n')
  show(
    rows.map(row => ({ ...row })),
    columns,
    false,
    empty,
  )
}

export const dossierCommands: readonly Command[] = [showDossier]
