import { chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ADMIN } from './access.ts'
import type { Account } from './account.ts'
import type { Launch } from './launcher.ts'
import { finish } from './process.ts'

export interface InitdbParts {
  /** Of the server; null: our own. */
  readonly account: Account | null
  readonly launch: Launch
  /** The program. */
  readonly initdb: string
  /** A private folder of the account. */
  readonly run: string
  /** Of the superuser. */
  readonly password: string
}

/** A directory of the server's own user, closed to others. */
export async function makePrivate(path: string, account: Account | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (account !== null) await chown(path, account.uid, account.gid)
}

/** Makes a cluster in an empty private folder; nothing of it is on disk for certain afterwards. */
export async function initdb(folder: string, parts: InitdbParts): Promise<void> {
  const { account, launch, run, password } = parts
  // A file, because a command line is public.
  const passwordFile = join(run, 'password')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account !== null) await chown(passwordFile, account.uid, account.gid)
  try {
    await finish(
      'initdb',
      launch(
        parts.initdb,
        [
          `--pgdata=${folder}`,
          `--username=${ADMIN}`,
          `--pwfile=${passwordFile}`,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          // PostgreSQL's own C.UTF-8, the same on every machine, so that an upgrade of the system's locales can
          // never spoil an index.
          '--locale=C',
          '--locale-provider=builtin',
          '--builtin-locale=C.UTF-8',
          '--text-search-config=simple',
          '--data-checksums',
          '--no-instructions',
          '--no-sync', // done by settle(), beside the first start
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      ),
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
}
