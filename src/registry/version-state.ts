import { Fault } from '../errors/fault.ts'
import type { VersionRecord, VersionState } from '../ledger/adapter-versions.ts'

/** From which states an action may be taken. What becomes of the version is the action's business. */
const from = {
  // A retired version is taken back into service by passing its test again.
  test: ['draft', 'tested', 'retired'],
  activate: ['tested'],
  // The one that was active before; a retired or failed one is not gone back to.
  rollback: ['tested'],
  retire: ['draft', 'tested', 'active'],
} as const satisfies Record<string, readonly VersionState[]>

export type VersionAction = keyof typeof from

/** @throws Fault `adapter-state` */
export function requireState(
  { adapter, version, state }: Pick<VersionRecord, 'adapter' | 'version' | 'state'>,
  action: VersionAction,
): void {
  const allowed: readonly VersionState[] = from[action]
  if (allowed.includes(state)) return
  throw new Fault('adapter-state', {
    params: { adapter, version, state, action, allowed: allowed.join(', ') },
  })
}
