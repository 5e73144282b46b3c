import { setTimeout as sleep } from 'node:timers/promises'
import { openCatalog } from '../../catalog/catalog.ts'
import type { Dossier } from '../../contract/types.generated.ts'
import { provincialMonth } from '../../sandbox/province/month.ts'
import { type MonthSummary, Tally } from '../../sandbox/province/tally.ts'
import { Agency } from './agency.ts'
import type { DemoOptions } from './arguments.ts'
import { Arrivals, type Arrived, awaitArrival } from './arrival.ts'
import { Book } from './book.ts'
import { type Sent, sendAll } from './fleet.ts'
import { Portal } from './portal.ts'
import { duration, figure, type Progress } from './progress.ts'
import { type DemoResult, resultOf } from './report.ts'
import type { Story } from './story.ts'
import type { Target } from './target.ts'
import { tellStory } from './teller.ts'

/** How long the fault "delay" takes: long enough to be seen, short enough to get done. */
export const faultDelayMs = 50
const showMs = 200

export interface DemoRun {
  readonly result: DemoResult
  readonly month: MonthSummary
  readonly arrived: Arrived
  readonly firstRefusal?: string
  readonly story: Story
}

/**
 * One run of the demo: sends a month, waits for it, compares.
 *
 * @throws Fault `demo-unreachable`; the signal's reason.
 */
export async function runDemo(
  options: Omit<DemoOptions, 'json'>,
  target: Target,
  progress: Progress,
  signal?: AbortSignal,
): Promise<DemoRun> {
  const catalog = openCatalog()
  const portal = new Portal(target.sandboxUrl)
  const agency = new Agency(target.url, target.key, options.concurrency)
  const calm = options.faults > 0 ? await portal.disturb(options.faults, faultDelayMs) : async () => undefined
  const watching = new AbortController()
  try {
    const book = new Book()
    const tally = new Tally(catalog)
    const sent: Sent = { events: 0, dossiers: 0, refused: 0 }
    const arrivals = new Arrivals(portal)
    await arrivals.begin()
    const began = performance.now()

    progress.say(`Gửi ${figure(options.dossiers)} hồ sơ / sending ${figure(options.dossiers)} dossiers`)
    const watch = watchSending(options.dossiers, sent, arrivals, progress, watching.signal)
    await sendAll({
      lives: provincialMonth({ ...options, catalog, codePrefix: target.codePrefix }),
      concurrency: options.concurrency,
      agency,
      book,
      isLocal: dossier => isLocal(dossier, catalog),
      run: `demo-${Date.now().toString(36)}`,
      sent,
      onLife: life => tally.add(life),
      ...(signal && { signal }),
    })
    const sendingSeconds = (performance.now() - began) / 1000
    watching.abort()
    await watch

    progress.say(
      `Đã nhận ${figure(sent.events)} sự kiện, chờ tới cổng quốc gia / ${figure(sent.events)} events acknowledged, waiting for them to arrive`,
    )
    const arrived = await awaitArrival({
      portal,
      arrivals,
      book,
      ...(target.admin && { admin: target.admin }),
      onLook: () => progress.show(arrivals.count / book.rows, arrivalText(arrivals, book.rows, began)),
      ...(signal && { signal }),
    })
    const seconds = (arrivals.lastAt - began) / 1000
    const dead = await deadAmong(arrived, target, agency)
    const result = resultOf({ sent, arrived, dead, resent: agency.resent, sendingSeconds, seconds })
    const { firstRefusal } = sent
    const story = await tellStory(target, progress, options.faults, signal)
    return {
      result,
      story,
      month: tally.summary,
      arrived,
      ...(firstRefusal !== undefined && { firstRefusal }),
    }
  } finally {
    watching.abort()
    await calm()
    await Promise.all([portal.close(), agency.close()])
  }
}

/** Whether the procedure is one that only the province knows. */
export function isLocal(dossier: Dossier, catalog: ReturnType<typeof openCatalog>): boolean {
  const at = new Date(dossier.receivedAt ?? dossier.filedAt)
  return catalog.nationalProcedure(dossier.procedure, at).kind === 'local-only'
}

async function watchSending(
  dossiers: number,
  sent: Sent,
  arrivals: Arrivals,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now()
  while (!signal.aborted) {
    const arrived = await arrivals.look()
    const seconds = (performance.now() - began) / 1000
    const left = (seconds / Math.max(1, sent.dossiers)) * (dossiers - sent.dossiers)
    const rate = figure(sent.events / seconds)
    progress.show(
      sent.dossiers / dossiers,
      `${figure(sent.dossiers)}/${figure(dossiers)} hồ sơ · ${figure(sent.events)} sự kiện đã nhận/accepted (${rate}/s) · ${figure(arrived)} đã tới/arrived · còn/left ${duration(left)}`,
    )
    await sleep(showMs, undefined, { signal }).catch(() => undefined)
  }
}

function arrivalText(arrivals: Arrivals, owed: number, began: number): string {
  const seconds = (performance.now() - began) / 1000
  const left = (seconds / Math.max(1, arrivals.count)) * Math.max(0, owed - arrivals.count)
  return `${figure(arrivals.count)}/${figure(owed)} đã tới/arrived (${figure(arrivals.count / seconds)}/s) · còn/left ${duration(left)}`
}

/** Of our own gateway its admin knows; another one is asked about the dossiers that something is wrong with. */
async function deadAmong({ differing }: Arrived, { admin }: Target, agency: Agency): Promise<number> {
  if (admin !== undefined) return (await admin.status()).dead
  let dead = 0
  for (const code of differing) {
    const states = await agency.deliveryStates(code)
    dead += states.filter(state => state === 'dead' || state === 'refused').length
  }
  return dead
}
