import { mkdirSync } from 'node:fs'
import { constants } from 'node:os'
import { Fault } from './errors/fault.ts'
import { type FirstRun, firstRunPath, readFirstRun } from './first-run.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { type Arrival, sendSample } from './sample.ts'
import { loadSettings, redactSettings, type Settings } from './settings/load.ts'
import { type Logger, openLog } from './telemetry/log.ts'
import { version } from './version.ts'

/** Signals that mean "finish what you have and end". */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What stopping may take beside the two graces, of requests and of deliveries: the database has as long to end. */
const stopSeconds = 30

/** `lienthong start`: runs until it is told to stop. Resolves with the exit code. */
export async function start(): Promise<number> {
  const began = performance.now()
  const settings = loadSettings()
  mkdirSync(settings.data, { recursive: true })
  const log = openLog(settings.logLevel, settings.logFile)
  log.info({ version, settings: redactSettings(settings) }, 'starting')
  return new Promise((resolve, reject) => {
    let gateway: Gateway | undefined
    let ending: number | undefined
    const finish = async (running: Gateway, code: number) => {
      if (!(await running.stop())) return abandon(log)
      log.info('stopped')
      resolve(code)
    }
    const end = async (code: number) => {
      if (ending !== undefined) return
      ending = code
      setTimeout(abandon, (2 * settings.stopGraceSeconds + stopSeconds) * 1000, log).unref()
      // Still starting: the start sees `ending` and stops what it has opened.
      if (gateway !== undefined) await finish(gateway, code)
    }
    for (const signal of stopSignals) {
      process.on(signal, () => {
        if (ending !== undefined) return
        say(`\n${signal}: đang dừng, hoàn tất việc dở dang… / stopping, finishing what is in flight…`)
        end(signal === 'SIGHUP' ? 128 + constants.signals.SIGHUP : 0)
      })
    }
    const onFatal = () => {
      log.fatal('the embedded database ended by itself')
      end(1)
    }
    startGateway(settings, log, onFatal)
      .then(async started => {
        gateway = started
        if (ending !== undefined) return finish(started, ending)
        await welcome(started, settings, (performance.now() - began) / 1000, () => ending !== undefined)
      })
      .catch(reject)
  })
}

/** Ends though not all was closed: what holds it (a database that keeps its connections and is silent) may do so for ever. */
function abandon(log: Logger): void {
  say(
    'Không dừng trọn vẹn được, có lẽ vì cơ sở dữ liệu không trả lời. Những gì đã xác nhận đều còn trong đó.',
    'Stopped without being finished, likely because the database does not answer. Whatever was acknowledged is in it.',
  )
  log.fatal('stopped without being finished')
  log.flush(() => process.exit(1))
}

/** Tells a newcomer all there is to know, and proves on a sample dossier that it works. */
async function welcome(
  gateway: Gateway,
  settings: Settings,
  seconds: number,
  stopping: () => boolean,
): Promise<void> {
  const ready = `ready in ${seconds.toFixed(1)} s`
  if (gateway.url === undefined) return say(`Liên Thông ${version} worker: ${ready}`)
  const known = readFirstRun(settings.data)
  say(
    '',
    `Liên Thông ${version}: ${ready}`,
    '',
    `  API        ${gateway.url}/v1`,
    ...(gateway.tlsUrl === undefined ? [] : [`  TLS        ${gateway.tlsUrl}/v1`]),
    `  tài liệu   ${gateway.url}/docs`,
    ...(gateway.sandboxUrl === undefined
      ? []
      : [`  sandbox    ${gateway.sandboxUrl}   (cổng quốc gia giả lập / the pretended national portal)`]),
    ...(known === undefined
      ? []
      : [
          `  khoá API   ${known.agency.key}`,
          `  quản trị   ${gateway.url}/console   (${known.admin.name}, mật khẩu trong ${firstRunPath(settings.data)})`,
        ]),
    ...(settings.logFile === '-' ? [] : [`  nhật ký    ${settings.logFile}`]),
    '',
  )
  // Never to a real platform, and not where nobody delivers.
  if (known === undefined || gateway.sandboxUrl === undefined || settings.role !== 'all') return
  try {
    await tellSample(await sendSample(gateway.url, known.agency.key), gateway.url, known)
  } catch (error) {
    if (stopping()) return
    say(
      `The sample dossier did not go through: ${error instanceof Fault ? error.message : String(error)}`,
      '',
    )
  }
}

async function tellSample(arrival: Arrival, url: string, { agency }: FirstRun): Promise<void> {
  say(
    arrival.delivered
      ? `Hồ sơ mẫu ${arrival.code} đã tới cổng quốc gia (sandbox) sau ${arrival.ms} ms.`
      : `Hồ sơ mẫu ${arrival.code} chưa tới sau ${arrival.ms} ms; lượt gửi: ${arrival.states.join(', ')}.`,
    arrival.delivered
      ? `The sample dossier arrived at the sandbox portal ${arrival.ms} ms after it was sent.`
      : 'The sample dossier has not arrived yet.',
    '',
    'Thử / try:',
    '',
    `  curl -s -H 'Authorization: Bearer ${agency.key}' ${url}/v1/dossiers/${arrival.code}`,
    '',
  )
}

function say(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
