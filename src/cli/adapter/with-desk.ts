import { userInfo } from 'node:os'
import type { AdapterSettings } from '../../adapter/index.ts'
import { AdapterVersions } from '../../ledger/adapter-versions.ts'
import type { Database } from '../../ledger/database.ts'
import { openSeal, type Seal } from '../../ledger/seal.ts'
import { AdapterDesk } from '../../registry/desk.ts'
import { Registrar } from '../../registry/registrar.ts'
import { sandboxAdapters } from '../../registry/sandbox-adapters.ts'
import type { Settings } from '../../settings/load.ts'
import { withLedger } from '../with-ledger.ts'

export interface Desk {
  readonly desk: AdapterDesk
  readonly registrar: Registrar
  readonly versions: AdapterVersions
  readonly database: Database
  readonly seal: Seal
  readonly settings: Settings
}

/** Adapters as the ledger has them, for one command. Gateways that run hear of a change from the ledger. */
export function withDesk<T>(work: (desk: Desk) => Promise<T>): Promise<T> {
  return withLedger(async (database, settings) => {
    const seal = openSeal(settings)
    const versions = new AdapterVersions(database)
    const registrar = new Registrar({
      versions,
      seal,
      settings: { ...pretended(settings), ...settings.adapters },
      dualControl: settings.registry.dualControl,
      allowedNetworks: settings.egress.allowedNetworks,
      changed: async () => undefined,
    })
    const desk = new AdapterDesk({ versions, registrar, seal })
    return work({ desk, registrar, versions, database, seal, settings })
  })
}

/** What the gateway runs with while no real platform is configured; the command only asks whether a version takes it. */
function pretended({ sandbox }: Settings): Readonly<Record<string, AdapterSettings>> {
  return sandbox.enabled ? sandboxAdapters(`http://127.0.0.1:${sandbox.port}`) : {}
}

/**
 * Who is recorded for what is done at a shell: nobody has logged in there. The account that the operating system knows,
 * and behind sudo the one who used it.
 */
export function shellUser(): string {
  const { username } = userInfo()
  const { SUDO_USER: behind } = process.env
  return `shell:${username}${behind === undefined || behind === username ? '' : `/${behind}`}`
}
