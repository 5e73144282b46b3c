import { openAdapter } from '../adapter.ts'
import type { Manifest } from '../manifest.ts'
import type { Settings } from '../settings.ts'
import type { Adapter } from '../types.ts'
import type { Bench } from './bench.ts'
import type { Fixture, MessageFixture } from './fixture.ts'
import type { Finding } from './report.ts'

/** Where a stand-in of the platform listens, and the settings that it wants other than those of the fixtures. */
export interface SandboxAt {
  readonly url: string
  readonly settings?: Settings
  /** Networks that are not public and yet may be called; see AdapterHost. */
  readonly allowedNetworks?: readonly string[]
}

/**
 * Sends each message fixture to a sandbox of the platform, through the real way out. Its answers must be understood,
 * and what was delivered must be found by the probe.
 */
export async function sandboxFindings(
  { bundle, settings }: Bench,
  fixtures: ReadonlyMap<string, Fixture>,
  { url, settings: own = {}, allowedNetworks = [] }: SandboxAt,
): Promise<Finding[]> {
  const address = addressSetting(bundle.manifest)
  if (address === undefined)
    return [
      {
        check: 'sandbox',
        faults: ['transport.base names no setting, so there is nowhere to put the address'],
      },
    ]
  const adapter = await openAdapter(bundle.files, {
    settings: { ...settings, [address]: url, ...own },
    allowedNetworks,
  })
  const messages = [...fixtures].filter(
    (entry): entry is [string, MessageFixture] => entry[1].kind === 'message',
  )
  // What happened to a dossier can be told only after the dossier.
  const carries = ({ operation }: MessageFixture) => bundle.manifest.operations[operation]?.carries
  messages.sort(([, a], [, b]) => Number(carries(a) === 'step') - Number(carries(b) === 'step'))
  const findings: Finding[] = []
  for (const [subject, fixture] of messages)
    findings.push({ check: 'sandbox', subject, faults: await sendingFaults(adapter, fixture) })
  await adapter.close()
  return findings
}

/** The setting that holds the platform's address: `"base": "{settings.baseUrl}…"`. */
function addressSetting({ transport }: Manifest): string | undefined {
  return /^\{settings\.([A-Za-z][A-Za-z0-9]*)\}/.exec(transport.base)?.[1]
}

async function sendingFaults(adapter: Adapter, { operation, canonical }: MessageFixture): Promise<string[]> {
  const context = { standing: 'unsure', correlationId: 'conformance' } as const
  let { outcome } = await adapter.deliver(operation, canonical, context)
  if (outcome.flip === true && outcome.standing !== undefined)
    ({ outcome } = await adapter.deliver(operation, canonical, { ...context, standing: outcome.standing }))
  if (outcome.kind !== 'delivered' && outcome.kind !== 'duplicate')
    return [`the answer leads to ${outcome.kind} by rule ${outcome.rule}: ${outcome.message?.en ?? ''}`]
  if (adapter.operations.get(operation)?.probe === undefined) return []
  const { found } = await adapter.probe(operation, canonical, { ...context, standing: 'present' })
  return found === 'present' ? [] : [`delivered, but its probe says ${found}`]
}
