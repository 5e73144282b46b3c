import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Access, ADMIN } from './access.ts'
import type { Launch } from './launcher.ts'
import { finish } from './process.ts'

/**
 * A cluster as initdb leaves it, for first starts to copy, which takes a third of the time. The build makes it beside
 * this file (make-blank.ts); there is none while the sources run. It is of no use to another kind of machine. All that
 * is copied from one has the same system identifier, which only replication would care about.
 */
export const builtBlank = fileURLToPath(
  new URL(`./blank/${process.platform}-${process.arch}`, import.meta.url),
)

export const isBlank = (folder: string) => existsSync(join(folder, 'PG_VERSION'))

/**
 * Nobody can log in to a blank cluster. Its copy gets a password before any server listens.
 *
 * @param target an empty private folder of the server's user; nothing in it is on disk for certain afterwards
 */
export async function copyBlank(
  blank: string,
  target: string,
  { admin }: Access,
  launch: Launch,
  postgres: string,
): Promise<void> {
  // By a program of the server's user, to whom the files then belong.
  const copy = ['-c', 'umask 077 && exec cp -R "$0" "$1"', `${blank}/.`, target]
  await finish('cp', launch('/bin/sh', copy, { stdio: ['ignore', 'ignore', 'pipe'] }))
  const options = ['--exit_on_error=on', '--log_checkpoints=off', '--log_min_error_statement=panic']
  const single = launch(postgres, ['--single', '-F', '-D', target, ...options, 'postgres'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  // Not on the command line, which is public. Base64url: nothing in it to escape. A program that ends before it has
  // read says why by itself.
  single.stdin?.on('error', () => undefined).end(`ALTER ROLE ${ADMIN} PASSWORD '${admin}'\n`)
  await finish('postgres --single', single)
}
