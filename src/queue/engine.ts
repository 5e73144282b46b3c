import type { Queue, WorkerOptions } from 'bullmq'
import type { PatientWorker } from './patient-worker.ts'

/** What a job carries: a delivery's id and nothing else. All truth is in the ledger. */
export interface JobData {
  readonly delivery: string
}

/** A job to be added. */
export interface NewJob {
  /** One that is in the queue already under this id is left as it is. */
  readonly id: string
  readonly delivery: string
  /** 0: at once. */
  readonly delayMs: number
}

type Processor = (job: { data: JobData }) => Promise<void>

/** BullMQ on one of its two engines, behind the few things that this house needs of it. */
export interface Engine {
  readonly kind: 'postgresql' | 'redis'
  /** Rejects when the engine cannot be reached now. Where its server is away, BullMQ itself would wait for ever. */
  reachable(): Promise<void>
  /** Resolves as soon as the server is away: what BullMQ asks of it then may never be answered. */
  lost(): Promise<void>
  /** Makes a queue that somebody emptied by hand usable again; before a queue or worker is opened. */
  prepare(): Promise<void>
  queue(name: string): Queue<JobData>
  add(queue: Queue<JobData>, jobs: readonly NewJob[]): Promise<void>
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection'>): PatientWorker
  close(): Promise<void>
}
