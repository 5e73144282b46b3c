import { Routines } from '../ledger/schedules.ts'
import { type Command, jsonOption, show } from './command.ts'
import { withLedger } from './with-ledger.ts'

const listing: Command = {
  name: 'routine list',
  summary: 'Việc cổng tự làm định kỳ / what the gateway does again and again by itself',
  arguments: [],
  options: jsonOption,
  async run(values) {
    const rows = await withLedger(database => new Routines(database).all())
    show(
      rows.map(row => ({
        name: row.name,
        due: row.due_at,
        running: row.leased_by === null ? '' : 'yes',
        last: row.finished_at,
        failures: row.failures,
        error: row.error,
      })),
      ['name', 'due', 'running', 'last', 'failures', 'error'],
      values.json === true,
      'Chưa có việc nào. / None yet.',
    )
    return 0
  },
}

const running: Command = {
  name: 'routine run',
  summary: 'Làm ngay một việc định kỳ / have one of them done at once',
  details: 'The gateway that runs does it within seconds; nothing happens while none runs.',
  arguments: ['name'],
  options: {},
  async run(_values, [name = '']) {
    await withLedger(database => new Routines(database).hurry(name, new Date()))
    process.stdout.write(`Sẽ làm ngay / will be done at once: ${name}\n`)
    return 0
  },
}

export const routineCommands: readonly Command[] = [listing, running]
