import { userInfo } from 'node:os'
import { Fault } from '../errors/fault.ts'
import { Oversight } from '../exchange/citizens/oversight.ts'
import { SubjectKeys } from '../exchange/citizens/subject-keys.ts'
import { AccessControls, type StopKind, stopKinds } from '../ledger/access-controls.ts'
import { AccessRecords } from '../ledger/access-records.ts'
import { openSeal } from '../ledger/seal.ts'
import { type Command, jsonOption, show, text } from './command.ts'
import { withLedger } from './with-ledger.ts'

function withOversight<T>(work: (oversight: Oversight) => Promise<T>): Promise<T> {
  return withLedger((database, settings) => {
    const seal = openSeal(settings)
    return work(
      new Oversight({
        records: new AccessRecords(database),
        controls: new AccessControls(database),
        keys: new SubjectKeys(seal),
        seal,
      }),
    )
  })
}

const who = () => `cli:${userInfo().username}`

const list: Command = {
  name: 'access list',
  summary: 'Ai đã khai thác dữ liệu dân cư / who used the population database',
  details: 'Newest first. Holds no citizen’s data: a person is a keyed hash of the month.',
  arguments: [],
  options: {
    officer: { type: 'string', value: 'account', description: 'một cán bộ / one officer' },
    unit: { type: 'string', value: 'code', description: 'một đơn vị / one unit' },
    dossier: { type: 'string', value: 'code', description: 'một hồ sơ / one dossier' },
    flagged: { type: 'boolean', description: 'chỉ những lần bất thường / conspicuous ones only' },
    limit: { type: 'string', value: 'n', description: 'số dòng, mặc định 50 / rows, 50 unless told' },
    ...jsonOption,
  },
  async run(values) {
    const [officer, unit, dossier] = ['officer', 'unit', 'dossier'].map(name => text(values, name))
    const limit = text(values, 'limit') ?? '50'
    if (!/^[1-9]\d{0,4}$/.test(limit)) throw usage('--limit is a number from 1 to 99999')
    const rows = await withOversight(oversight =>
      oversight.list({
        ...(officer === undefined ? {} : { officer }),
        ...(unit === undefined ? {} : { unit }),
        ...(dossier === undefined ? {} : { dossier }),
        flagged: values.flagged === true,
        limit: Number(limit),
      }),
    )
    show(
      rows.map(row => ({ ...row })),
      ['id', 'at', 'operation', 'officer', 'unit', 'procedure', 'dossier', 'verdict', 'result', 'flags'],
      values.json === true,
      'Chưa có lần khai thác nào. / Nothing was asked yet.',
    )
    return 0
  },
}

const stops: Command = {
  name: 'access stops',
  summary: 'Những gì đang bị ngừng khai thác / what is stopped',
  arguments: [],
  options: jsonOption,
  async run(values) {
    const rows = await withOversight(oversight => oversight.stops())
    show(
      rows.map(row => ({ ...row })),
      ['id', 'kind', 'value', 'reason', 'setBy', 'setAt'],
      values.json === true,
      'Không có gì bị ngừng. / Nothing is stopped.',
    )
    return 0
  },
}

const stop: Command = {
  name: 'access stop',
  summary: 'Ngừng khai thác / stop an operation, a unit or an officer',
  details: `<kind> is one of ${stopKinds.join(', ')}: citizen.lookup, H99.05, or a login name. In force within seconds.`,
  arguments: ['kind', 'value'],
  options: { reason: { type: 'string', value: 'text', description: 'lý do / why' } },
  async run(values, [kind = '', value = '']) {
    const reason = text(values, 'reason') ?? ''
    if (!(stopKinds as readonly string[]).includes(kind))
      throw usage(`<kind> is one of ${stopKinds.join(', ')}`)
    if (reason.length < 5) throw usage('--reason is needed')
    const id = await withOversight(oversight => oversight.stop(kind as StopKind, value, reason, who()))
    process.stdout.write(`${id}\n`)
    return 0
  },
}

const resume: Command = {
  name: 'access resume',
  summary: 'Cho khai thác trở lại / lift a stop',
  arguments: ['id'],
  options: {},
  async run(_values, [id = '']) {
    if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Fault('access-stop-unknown')
    await withOversight(oversight => oversight.lift(id, who()))
    return 0
  },
}

function usage(reason: string): Fault {
  return new Fault('usage', { params: { reason } })
}

export const accessCommands: readonly Command[] = [list, stops, stop, resume]
