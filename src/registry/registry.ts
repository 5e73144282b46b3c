import { readdirSync } from 'node:fs'
import { type Adapter, type AdapterHost, openAdapter } from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'
import type { Logger } from '../telemetry/log.ts'

/** The adapters that come with the gateway. */
export const adaptersFolder = new URL('../../adapters/', import.meta.url)

/** Which versions of which adapters there are, and which are active. */
export class Registry {
  readonly #adapters: readonly Adapter[]

  private constructor(adapters: readonly Adapter[]) {
    this.#adapters = adapters
  }

  /**
   * Opens every adapter that has settings.
   *
   * @param settings by adapter id
   * @param host what all of them share
   * @throws Fault `adapter-*`; `settings-invalid` when settings name an adapter that there is not.
   */
  static async open(
    settings: Readonly<Record<string, Record<string, unknown>>>,
    log: Logger,
    host: Pick<AdapterHost, 'allowedNetworks' | 'tokens'> = {},
  ): Promise<Registry> {
    const present = readdirSync(adaptersFolder, { withFileTypes: true })
      .filter(e => e.isDirectory())
      .map(e => e.name)
    const missing = Object.keys(settings).filter(id => !present.includes(id))
    if (missing.length > 0) {
      const faults = `/adapters/${missing[0]} names no adapter (there are: ${present.join(', ')})`
      throw new Fault('settings-invalid', { params: { faults } })
    }
    const opened = await Promise.all(
      Object.entries(settings).map(([id, own]) =>
        openAdapter(new URL(`${id}/`, adaptersFolder), {
          ...host,
          settings: own,
          log: log.child({ adapter: id }),
        }),
      ),
    )
    return new Registry(opened)
  }

  /** The adapters that new messages go to. */
  get active(): readonly Adapter[] {
    return this.#adapters
  }

  get(id: string, version: string): Adapter | undefined {
    return this.#adapters.find(adapter => adapter.id === id && adapter.version === version)
  }

  async close(): Promise<void> {
    await Promise.all(this.#adapters.map(adapter => adapter.close()))
  }
}
