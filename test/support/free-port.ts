import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port that nobody listened on a moment ago, for what cannot choose one itself and say which. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
