import { setTimeout as sleep } from 'node:timers/promises'
import { packBundle, readFolder } from '../../src/adapter/index.ts'
import { Fault } from '../../src/errors/fault.ts'
import { adaptersFolder } from '../../src/registry/adapters-folder.ts'
import type { Drill } from './drill.ts'
import { Load } from './load.ts'
import type { Rig } from './rig.ts'

const adapter = 'national-portal'
const second = '1.0.1-drill'
/** Long enough for messages to be accepted under each version, short enough that every queue holds both. */
const pauseMs = 100

/**
 * A second version of the adapter is registered with the running gateway; then the two take turns, by activation and by
 * rollback, while dossiers pour in. The same words are sent by both, so the portal must hold what it always would.
 */
export const adapterSwitch: Drill = {
  summary: 'another adapter version is activated and rolled back again and again under load',
  rounds: 100,
  async run(rig, { rounds, faults, say }) {
    const admin = await logIn(rig)
    await admin('POST', '', { files: await secondVersion() })
    const load = new Load(rig)
    if (faults > 0) await load.portal.disturb(faults, pauseMs)
    for (let round = 1; round <= rounds; round++) {
      await admin('POST', `/${adapter}/versions/${second}/activate`)
      await sleep(pauseMs)
      await admin('POST', `/${adapter}/rollback`)
      await sleep(pauseMs)
      if (round % 10 === 0) say(`round ${round}: ${load.soFar}`)
    }
    return load.finish(say)
  },
}

async function secondVersion(): Promise<Record<string, string>> {
  const files = new Map(await readFolder(new URL(`${adapter}/`, adaptersFolder)))
  const manifest = JSON.parse(files.get('adapter.json') ?? '') as { version: string }
  files.set('adapter.json', JSON.stringify({ ...manifest, version: second }))
  return (JSON.parse(packBundle(files)) as { files: Record<string, string> }).files
}

async function logIn({ gateway }: Rig) {
  const call = async (method: string, path: string, body?: object, token?: string) => {
    const response = await fetch(`${gateway.url}/admin/v1${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer = (await response.json()) as { token?: string; code?: string; detail?: string }
    if (!response.ok)
      throw new Fault('demo-gateway-failed', { params: { reason: `${answer.code}: ${answer.detail}` } })
    return answer
  }
  const { token } = await call('POST', '/session', gateway.admin)
  return (method: string, path: string, body?: object) => call(method, `/adapters${path}`, body, token)
}
