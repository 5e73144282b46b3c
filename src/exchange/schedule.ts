import { toFault } from '../errors/problem.ts'
import type { Routines, Run } from '../ledger/schedules.ts'
import type { Logger } from '../telemetry/log.ts'
import { firstDue, nextDue, type Rhythm, retryDue } from './rhythm.ts'

/** Something that the gateway does again and again by itself: polling a platform, mending, counting. */
export interface Routine {
  readonly name: string
  /** Milliseconds between two runs, or a time of Vietnam's day, `HH:mm`. */
  readonly everyMs: Rhythm
  run(context: RoutineContext): Promise<void>
}

export interface RoutineContext {
  readonly now: Date
  /** What was saved last; null at first. */
  readonly cursor: unknown
  /** Kept at once: after a crash the next run, in whichever process, goes on from here. Never anybody's data. */
  save(cursor: unknown): Promise<void>
  /** The gateway stops, or the routine has gone to another process: end soon; what is left comes again. */
  readonly signal: AbortSignal
}

export interface SchedulePace {
  /** How often to look for what is due. */
  readonly lookMs: number
  /** A process that dies lets go of its routines after so long. */
  readonly leaseMs: number
}

const usualPace: SchedulePace = { lookMs: 1_000, leaseMs: 60_000 }

export interface ScheduleParts {
  readonly routines: Routines
  readonly log: Logger
  readonly clock?: () => Date
  readonly random?: () => number
  readonly pace?: SchedulePace
}

/** Runs routines when they are due, each in one process at a time. Use cases add theirs before it starts. */
export class Schedule {
  readonly #routines: Routines
  readonly #log: Logger
  readonly #clock: () => Date
  readonly #random: () => number
  readonly #pace: SchedulePace
  readonly #known = new Map<string, Routine>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #abort = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  readonly #entered = new Set<string>()

  constructor({ routines, log, clock, random, pace }: ScheduleParts) {
    this.#routines = routines
    this.#log = log
    this.#clock = clock ?? (() => new Date())
    this.#random = random ?? Math.random
    this.#pace = pace ?? usualPace
  }

  /** @throws RangeError for two of one name, or a time of day that is none: defects that must not start. */
  add(routine: Routine): void {
    if (this.#known.has(routine.name)) throw new RangeError(`two routines ${routine.name}`)
    nextDue(routine.everyMs, new Date(0), 0)
    this.#known.set(routine.name, routine)
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined
      })
    }, this.#pace.lookMs)
  }

  /** Asks what runs to end, and waits for it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#abort.abort()
    await this.#looking
    await Promise.all(this.#running.values())
  }

  async #look(): Promise<void> {
    try {
      const now = this.#clock()
      await this.#enter(now)
      const free = [...this.#known.keys()].filter(name => !this.#running.has(name))
      for (const run of await this.#routines.take(free, now, this.#until(now))) {
        const done = this.#carryOut(run).finally(() => this.#running.delete(run.name))
        this.#running.set(run.name, done)
      }
    } catch (error) {
      this.#log.warn({ error: toFault(error) }, 'the schedule could not be looked at; trying again')
    }
  }

  async #enter(now: Date): Promise<void> {
    const unknown = [...this.#known.values()].filter(({ name }) => !this.#entered.has(name))
    if (unknown.length === 0) return
    const entries = unknown.map(({ name, everyMs }) => {
      return { name, dueAt: firstDue(everyMs, now, this.#random()) }
    })
    await this.#routines.enter(entries)
    for (const { name } of unknown) this.#entered.add(name)
  }

  /** Never rejects. */
  async #carryOut(run: Run): Promise<void> {
    const routine = this.#known.get(run.name)
    if (routine === undefined) return
    const lost = new AbortController()
    const signal = AbortSignal.any([this.#abort.signal, lost.signal])
    const keep = setInterval(() => {
      const until = this.#until(this.#clock())
      this.#routines.extend(run, until).catch((error: unknown) => {
        // Away for a moment is not lost: the lease lasts for three such moments.
        if (toFault(error).code === 'routine-overtaken') lost.abort()
      })
    }, this.#pace.leaseMs / 3)
    const start = performance.now()
    try {
      const failure = await this.#attempt(routine, run, signal)
      clearInterval(keep)
      await this.#end(routine, run, failure, performance.now() - start)
    } catch (error) {
      this.#log.warn({ routine: run.name, error: toFault(error) }, 'the end of a routine was not recorded')
    } finally {
      clearInterval(keep)
    }
  }

  async #attempt(routine: Routine, run: Run, signal: AbortSignal): Promise<unknown> {
    const { cursor } = run
    const save = (next: unknown) => this.#routines.save(run, next)
    try {
      await routine.run({ now: this.#clock(), cursor, save, signal })
      return undefined
    } catch (error) {
      return error ?? new Error('no reason')
    }
  }

  async #end(routine: Routine, run: Run, failure: unknown, ms: number): Promise<void> {
    const now = this.#clock()
    const { name, everyMs } = routine
    const duration = Math.round(ms)
    if (this.#abort.signal.aborted && failure !== undefined) {
      // Interrupted, not failed: another process, or the next start, goes on at once.
      await this.#routines.end(run, now, { dueAt: now, failures: run.failures })
      return
    }
    if (failure === undefined) {
      this.#log.info({ routine: name, ms: duration }, 'routine')
      await this.#routines.end(run, now, { dueAt: nextDue(everyMs, now, this.#random()), failures: 0 })
      return
    }
    const failures = run.failures + 1
    const error = toFault(failure)
    const dueAt = retryDue(everyMs, failures, now, this.#random())
    this.#log.error({ routine: name, ms: duration, failures, error, dueAt }, 'a routine failed; trying again')
    await this.#routines.end(run, now, { dueAt, failures, error: error.code })
  }

  #until(now: Date): Date {
    return new Date(now.getTime() + this.#pace.leaseMs)
  }
}
