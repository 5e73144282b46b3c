import { Fault } from '../errors/fault.ts'
import { waits } from '../exchange/look.ts'
import { Operate } from '../exchange/operate.ts'
import type { Job } from '../ledger/deliveries.ts'
import { type DeliveryState, deliveryStates } from '../ledger/delivery-state.ts'
import { isInDoubt, Records } from '../ledger/records.ts'
import { openLog } from '../telemetry/log.ts'
import { type Command, jsonOption, list, show, text } from './command.ts'
import { withLedger } from './with-ledger.ts'

const listing: Command = {
  name: 'delivery list',
  summary: 'Các lượt gửi / deliveries, oldest first',
  arguments: [],
  options: {
    state: {
      type: 'string',
      multiple: true,
      description: `trạng thái, lặp lại được / state, repeatable: ${deliveryStates.join(', ')}`,
    },
    adapter: { type: 'string', value: 'id', description: 'bộ kết nối / adapter' },
    dossier: { type: 'string', value: 'code', description: 'mã hồ sơ / dossier code' },
    'in-doubt': { type: 'boolean', description: 'chỉ lượt chưa rõ đã tới chưa / only those in doubt' },
    after: { type: 'string', value: 'id', description: 'sau lượt này / after this delivery' },
    limit: { type: 'string', value: 'n', description: 'số dòng, mặc định 50 / rows, default 50' },
    ...jsonOption,
  },
  async run(values) {
    const states = list(values, 'state')
    const wrong = states?.find(state => !(deliveryStates as readonly string[]).includes(state))
    if (wrong !== undefined) throw new Fault('usage', { params: { reason: `there is no state "${wrong}"` } })
    const limit = Number(text(values, 'limit') ?? 50)
    if (!Number.isInteger(limit) || limit < 1)
      throw new Fault('usage', { params: { reason: '--limit takes a whole number' } })
    const adapter = text(values, 'adapter')
    const dossier = text(values, 'dossier')
    const after = text(values, 'after')
    if (after !== undefined) requireId(after)
    const rows = await withLedger(database =>
      new Records(database).deliveries({
        limit,
        ...(states && { states: states as DeliveryState[] }),
        ...(adapter && { adapter }),
        ...(dossier && { dossier }),
        ...(after && { after }),
        inDoubt: values['in-doubt'] === true,
      }),
    )
    const shown = rows.map(row => ({
      ...row,
      dossier: row.lane_key,
      due: waits(row.state) ? row.due_at : undefined,
      http: row.http_status,
      rule: row.outcome?.rule,
      owner: row.outcome?.owner,
      inDoubt: isInDoubt(row),
      doubt: isInDoubt(row) ? 'in doubt' : undefined,
    }))
    show(
      shown,
      ['id', 'adapter', 'operation', 'dossier', 'state', 'doubt', 'attempts', 'http', 'due', 'rule', 'owner'],
      values.json === true,
      'Không có lượt gửi nào như vậy. / No such deliveries.',
    )
    const doubtful = shown.filter(row => row.inDoubt).length
    if (doubtful > 0 && values.json !== true)
      process.stdout.write(
        `Chưa rõ / in doubt: ${doubtful}. Cuộc gọi đứt sau khi đã gửi đi, nên không tự gửi lần hai: hỏi nền tảng, rồi replay hoặc cancel.\n` +
          'The call broke off after it had left, so nothing is sent twice by itself: ask the platform, then replay or cancel.\n',
      )
    return 0
  },
}

const withVersion = {
  'with-version': {
    type: 'string',
    value: 'version',
    description:
      'phiên bản bộ nối khác với lúc nhận / another adapter version than the one it was accepted with',
  },
} as const

/** Replaying and giving up are the same walk: move in the ledger, tell the queue what is due now. */
function moving(action: 'replay' | 'cancel', summary: string, details: string): Command {
  return {
    name: `delivery ${action}`,
    summary,
    details,
    arguments: ['delivery-id'],
    options: action === 'replay' ? withVersion : {},
    async run(values, [id = '']) {
      requireId(id)
      const version = text(values, 'with-version')
      await withLedger(async (database, settings) => {
        // BullMQ takes longer to load than most commands take.
        const { DeliveryQueue } = await import('../queue/delivery-queue.ts')
        const queue = new DeliveryQueue(settings, openLog('silent', '-'))
        const queued: Job[] = []
        try {
          const operate = new Operate(database, new Records(database), jobs => queued.push(...jobs))
          await (action === 'replay' ? operate.replay(id, version) : operate.cancel(id))
          // Should the queue be away, the gateway's sweep finds the delivery within seconds.
          await queue.add(queued).catch(() => undefined)
        } finally {
          await queue.close()
        }
      })
      process.stdout.write(
        action === 'replay' ? `Sẽ gửi lại / will be sent again: ${id}\n` : `Đã bỏ / given up: ${id}\n`,
      )
      return 0
    },
  }
}

function requireId(id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Fault('delivery-unknown')
}

export const deliveryCommands: readonly Command[] = [
  listing,
  moving(
    'replay',
    'Gửi lại lượt bị từ chối, hỏi ngay lượt chưa rõ / send a refused one again, ask of a doubtful one',
    '"refused" and "dead" deliveries are sent again, and what is held behind them follows in order. About an "unknown" one\n' +
      'the platform is asked now instead of when it would be due; it is sent only when it has not arrived.',
  ),
  moving(
    'cancel',
    'Bỏ một lượt bị từ chối / give a refused delivery up',
    'The next delivery of its dossier goes on. The platform never gets what this one carried.',
  ),
]
