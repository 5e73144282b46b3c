import type { Adapter } from '../../adapter/index.ts'
import type { Database } from '../../ledger/database.ts'
import { FileLinks } from '../../ledger/file-links.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Settings } from '../../settings/load.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Exchange } from '../open.ts'
import { LinkKeys } from './keys.ts'
import { OpenFiles } from './open-file.ts'
import { PublishFiles } from './publish.ts'
import { filesReplaced } from './replaced.ts'

const clearEveryMs = 86_400_000

export interface Files {
  /** For whoever delivers. */
  readonly publish: PublishFiles
  /** For whoever opens a link. */
  readonly open: OpenFiles
}

/** Links to papers at agencies' own stores, put together. */
export function openFiles(parts: {
  readonly exchange: Pick<Exchange, 'handlers' | 'schedule'>
  readonly database: Database
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly settings: Settings['files']
  readonly clock?: () => Date
}): Files {
  const { exchange, database, seal, adapters, log, settings, clock = () => new Date() } = parts
  const links = new FileLinks(database, seal)
  const keys = new LinkKeys(links, seal)
  exchange.handlers.onFinished(filesReplaced(links))
  exchange.schedule.add({ name: 'file-links.clear', everyMs: clearEveryMs, run: () => links.clear() })
  const { publicUrl, linkDays } = settings
  return {
    publish: new PublishFiles({
      ...{ links, keys, adapters, linkDays, clock },
      ...(publicUrl === undefined ? {} : { publicUrl }),
    }),
    open: new OpenFiles({ links, keys, adapters, log, clock }),
  }
}
