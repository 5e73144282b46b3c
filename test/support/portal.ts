import type { Test } from 'tap'
import type { FaultDial, ScriptWord } from '../../src/sandbox/dial/faults.ts'
import type { SandboxOptions } from '../../src/sandbox/options.ts'
import type { DossierView } from '../../src/sandbox/portal/view.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { temporaryFolder } from './folder.ts'

/** One thing that the portal accepted: a version of the dossier, or a progress row. */
export interface Arrival {
  readonly arrival: number
  readonly kind: 'create' | 'update' | 'step'
  /** The portal's number. */
  readonly status: string
  /** Of a step. */
  readonly content?: string
  readonly at: number
}

export interface TestPortal extends Sandbox {
  /** What is to happen to the next calls, one word each. */
  script(...words: ScriptWord[]): Promise<void>
  dial(rates: Partial<FaultDial>): Promise<void>
  /** Everything accepted for a dossier, in the order in which it arrived. */
  arrivals(code: string): Promise<Arrival[]>
  /** The dossier as the latest version left it, in the portal's words. */
  body(code: string): Promise<Readonly<Record<string, unknown>> | undefined>
}

/** The sandbox's portal in this process, on a free port. */
export async function startTestPortal(
  t: Pick<Test, 'teardown'>,
  options: Partial<SandboxOptions> = {},
): Promise<TestPortal> {
  const portal = await startSandbox({ data: await temporaryFolder(t), port: 0, ...options })
  t.teardown(() => portal.close())
  const put = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${portal.url}${path}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(await response.text())
    await response.arrayBuffer()
  }
  const look = async (code: string) => {
    const response = await fetch(`${portal.url}/_sandbox/dossiers/${code}`)
    const view = (await response.json()) as DossierView & { body: Record<string, unknown> }
    return response.ok ? view : undefined
  }
  return {
    ...portal,
    script: (...words) => put('/_sandbox/script', words),
    dial: rates => put('/_sandbox/faults', rates),
    async arrivals(code) {
      const view = await look(code)
      if (view === undefined) return []
      return [
        ...view.versions.map(({ arrival, isUpdating, status, receivedAt }): Arrival => {
          return {
            arrival,
            kind: isUpdating === 'True' ? 'update' : 'create',
            status,
            at: Date.parse(receivedAt),
          }
        }),
        ...view.progress.map(({ arrival, status, NoiDungXuLy, receivedAt }): Arrival => {
          return { arrival, kind: 'step', status, content: NoiDungXuLy, at: Date.parse(receivedAt) }
        }),
      ].sort((first, second) => first.arrival - second.arrival)
    },
    async body(code) {
      return (await look(code))?.body
    },
  }
}
