import { constants } from 'node:os'
import { catalog as errors } from '../errors/catalog.ts'
import { Fault } from '../errors/fault.ts'
import { type DemoOptions, help, readArguments } from './demo/arguments.ts'
import { Progress } from './demo/progress.ts'
import { isGood, table } from './demo/report.ts'
import { type DemoRun, runDemo } from './demo/run.ts'
import { isToldWell } from './demo/story.ts'
import { openTarget } from './demo/target.ts'

/** Dossiers named when something is wrong. */
const named = 10

/** `npm run demo`. Exit codes: 0 everything arrived, once and in order; 1 not so; 2 wrong usage; 130 interrupted. */
async function main(args: readonly string[]): Promise<number> {
  const options = readArguments(args)
  if (options === 'help') {
    process.stdout.write(help)
    return 0
  }
  // In JSON, standard output is for the one object.
  const progress = new Progress(options.json ? process.stderr : process.stdout)
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => interrupted.abort(new Interrupted(signal)))
  }
  progress.say('Khởi động cổng kết nối / starting the gateway')
  const target = await openTarget()
  try {
    interrupted.signal.throwIfAborted()
    progress.say(`  ${target.url} → ${target.sandboxUrl}`)
    return conclude(await runDemo(options, target, progress, interrupted.signal), options, progress)
  } finally {
    await target.close()
  }
}

function conclude(run: DemoRun, options: DemoOptions, progress: Progress): number {
  const { result, month, arrived, firstRefusal, story } = run
  progress.say(table(result, month))
  if (firstRefusal !== undefined) progress.say(`Từ chối đầu tiên / the first refusal: ${firstRefusal}`)
  if (arrived.stalled)
    progress.say('Hai phút không có gì mới tới cổng quốc gia. / Nothing has arrived for two minutes.')
  if (arrived.differing.length > 0) {
    const codes = arrived.differing.slice(0, named).join(', ')
    progress.say(`Hồ sơ khác với đã gửi / dossiers that differ from what was sent: ${codes}`)
  }
  const good = isGood(result) && isToldWell(story)
  progress.say(
    good
      ? 'Tất cả đã tới, đúng một lần, đúng thứ tự. / Everything arrived, once, in order.'
      : 'Chưa đúng. / Not as it should be.',
  )
  const { messagesInDoubt } = story
  if (good && messagesInDoubt > 0)
    progress.say(
      `Trừ ${messagesInDoubt} tin nhắn chưa rõ đã tới công dân, không gửi lần hai. / But for ${messagesInDoubt} messages in doubt, not sent twice.`,
    )
  if (options.json) process.stdout.write(`${JSON.stringify({ ...result, story })}\n`)
  return good ? 0 : 1
}

/** Not a fault: somebody pressed Ctrl-C. */
class Interrupted extends Error {
  readonly exitCode: number

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(signal)
    this.exitCode = 128 + constants.signals[signal]
  }
}

function complain(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode
  if (!(error instanceof Fault)) throw error
  const { title, fix } = errors[error.code]
  const lines = [
    `${title.vi} / ${title.en} (${error.code})`,
    `  ${error.detail('en')}`,
    `→ ${fix.vi}`,
    `→ ${fix.en}`,
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
  return error.code === 'usage' ? 2 : 1
}

process.exitCode = await main(process.argv.slice(2)).catch(complain)
