import { parentPort, workerData } from 'node:worker_threads'
import { conform, unpackBundle, validate } from '../adapter/index.ts'
import type { SuiteWork } from './suite.ts'

/** The thread of suite.ts: one bundle in, one report out. */
const { bundle, extent, ...options } = workerData as SuiteWork
const files = unpackBundle(bundle)
parentPort?.postMessage(extent === 'tables' ? await validate(files) : await conform(files, options))
