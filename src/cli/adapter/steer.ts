import { resolve } from 'node:path'
import { readFolder } from '../../adapter/index.ts'
import { Fault } from '../../errors/fault.ts'
import type { VersionRecord } from '../../ledger/adapter-versions.ts'
import type { Command } from '../command.ts'
import { type Desk, shellUser, withDesk } from './with-desk.ts'

const register: Command = {
  name: 'adapter register',
  summary: 'Đăng ký một thư mục bộ nối / register an adapter’s folder with the ledger',
  details:
    'The whole suite runs first, and what fails is not registered. A version never changes: other content under the same\n' +
    'version is refused. Registering changes nothing that runs; `adapter activate` does.',
  arguments: ['folder'],
  options: {
    draft: {
      type: 'boolean',
      description:
        'bản nháp: chỉ kiểm bản kê và bảng; để thử, chưa kích hoạt được / a draft: manifest and tables are enough; to try, not to activate',
    },
  },
  async run(values, [folder = '']) {
    const files = await readFolder(resolve(folder))
    const { version } = await withDesk(({ registrar }) =>
      registrar.register(files, { who: shellUser(), draft: values.draft === true }),
    )
    return tell(version)
  },
}

const activate: Command = {
  name: 'adapter activate',
  summary: 'Thông điệp mới đi theo phiên bản này / new messages go to this version',
  details:
    'In every gateway process within two seconds, without a restart. What was accepted before goes out under the version\n' +
    'that it was accepted with. Where dual control is on, activate through the admin API, which knows admins by name.',
  arguments: ['adapter', 'version'],
  options: {},
  run: (_values, [adapter = '', version = '']) =>
    steer(({ registrar, settings }) => {
      if (settings.registry.dualControl)
        throw new Fault('adapter-second-admin', { params: { adapter, what: version, who: shellUser() } })
      return registrar.activate(adapter, version, shellUser())
    }),
}

const rollback: Command = {
  name: 'adapter rollback',
  summary: 'Lùi về phiên bản chạy trước đó / back to the version that was active before',
  details: 'As fast and as safe as activating. Done twice it goes back further, not forth again.',
  arguments: ['adapter'],
  options: {},
  run: (_values, [adapter = '']) => steer(({ registrar }) => registrar.rollback(adapter, shellUser())),
}

const retire: Command = {
  name: 'adapter retire',
  summary: 'Thôi dùng một phiên bản / take a version out of service',
  details:
    'An active one gets no new messages any more, and nothing takes its place. What was accepted still goes out.',
  arguments: ['adapter', 'version'],
  options: {},
  run: (_values, [adapter = '', version = '']) =>
    steer(({ registrar }) => registrar.retire(adapter, version, shellUser())),
}

async function steer(work: (desk: Desk) => Promise<VersionRecord>): Promise<number> {
  return tell(await withDesk(work))
}

function tell({ adapter, version, state, digest }: VersionRecord): number {
  process.stdout.write(`${adapter} ${version}  ${state}  sha256 ${digest.toString('hex')}\n`)
  return 0
}

export const steerCommands: readonly Command[] = [register, activate, rollback, retire]
