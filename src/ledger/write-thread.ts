import { parentPort, workerData } from 'node:worker_threads'
import { Database, failureOf } from './database.ts'
import { openSeal } from './seal.ts'
import type { Asked, Told, WriterSettings } from './writer.ts'
import { type Exception, writeStatement } from './writes.ts'

/** The thread of writer.ts: seals a batch and has it written, over connections of its own. */
const settings = workerData as WriterSettings
const seal = openSeal(settings)
const database = new Database(settings.url, () => undefined, settings.connections)

const tell = (told: Told) => parentPort?.postMessage(told)

parentPort?.on('message', async (asked: Asked) => {
  if (asked === 'close') {
    await database.close()
    parentPort?.close()
    return
  }
  const { number, order } = asked
  try {
    const exceptions = await database.query<Exception>(writeStatement(order, seal, false))
    tell({ number, exceptions })
  } catch (error) {
    tell({ number, failure: failureOf(error) })
  }
})
