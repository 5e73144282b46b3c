import { openCatalog } from '../../catalog/catalog.ts'
import { Fault } from '../../errors/fault.ts'
import { type Rehearsal, Rehearse } from '../../exchange/rehearse.ts'
import { Records } from '../../ledger/records.ts'
import { type Command, jsonOption, text } from '../command.ts'
import { withDesk } from './with-desk.ts'

const mostMessages = 1000

export const tryCommand: Command = {
  name: 'adapter try',
  summary: 'Thử phiên bản với thông điệp đã nhận / try a version on recorded traffic',
  details:
    'Encodes the last messages accepted for the adapter with the active version and with this one, in memory, with the\n' +
    'requests around them (paths below "request"; settings stand for themselves), and tells\n' +
    'where they differ: native paths, forms and counts, never a value. Sends nothing and changes nothing.',
  arguments: ['adapter', 'version'],
  options: {
    last: { type: 'string', value: 'n', description: 'số thông điệp, mặc định 100 / messages, default 100' },
    ...jsonOption,
  },
  async run(values, [adapter = '', version = '']) {
    const last = Number(text(values, 'last') ?? 100)
    if (!Number.isInteger(last) || last < 1 || last > mostMessages)
      throw new Fault('usage', { params: { reason: `--last takes a whole number up to ${mostMessages}` } })
    const rehearsal = await withDesk(({ versions, database, seal }) =>
      new Rehearse({ versions, records: new Records(database), catalog: openCatalog(), seal }).run(
        adapter,
        version,
        last,
      ),
    )
    process.stdout.write(`${values.json === true ? JSON.stringify(rehearsal, null, 2) : render(rehearsal)}\n`)
    return 0
  },
}

function render(rehearsal: Rehearsal): string {
  const { adapter, active, candidate, messages, identical, withoutOperation, differences } = rehearsal
  const counts = (title: string, of: 'violations' | 'losses') =>
    (['active', 'candidate'] as const).flatMap(side =>
      Object.entries(rehearsal[of][side]).map(
        ([place, count]) => `  ${title} ${side === 'active' ? active : candidate}: ${place} × ${count}`,
      ),
    )
  return [
    `${adapter}: ${active} → ${candidate}`,
    `thông điệp / messages ${messages}, như nhau / identical ${identical}` +
      (withoutOperation > 0 ? `, không có thao tác / without the operation ${withoutOperation}` : ''),
    ...differences.flatMap(({ path, shapes }) => [
      `  ${path}`,
      ...Object.entries(shapes).map(([shape, count]) => `    ${shape} × ${count}`),
    ]),
    ...counts('sẽ bị từ chối / would be refused', 'violations'),
    ...counts('mất / lost', 'losses'),
  ].join('\n')
}
