import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Access, ADMIN, ROLE } from './access.ts'
import type { Launch } from './launcher.ts'
import { finish } from './process.ts'

/**
 * A cluster with the empty ledger in it for first starts to copy, which takes a third of what making one does. The
 * build makes it beside this file (make-blank.ts); there is none while the sources run. One of another kind of machine
 * is of no use.
 */
export const builtBlank = fileURLToPath(
  new URL(`./blank/${process.platform}-${process.arch}`, import.meta.url),
)

export const isBlank = (folder: string) => existsSync(join(folder, 'PG_VERSION'))

/**
 * Nobody can log in to a blank cluster. Its copy gets its passwords before any server listens.
 *
 * @param target an empty private folder of the server's user; nothing in it is on disk for certain afterwards
 */
export async function copyBlank(
  blank: string,
  target: string,
  { admin, password }: Access,
  launch: Launch,
  postgres: string,
): Promise<void> {
  // By a program of the server's user, to whom the files then belong.
  const copy = ['-c', 'umask 077 && exec cp -R "$0" "$1"', `${blank}/.`, target]
  await finish('cp', launch('/bin/sh', copy, { stdio: ['ignore', 'ignore', 'pipe'] }))
  const quiet = ['--log_checkpoints=off', '--log_min_error_statement=panic']
  const single = launch(postgres, ['--single', '-F', '-D', target, ...quiet, 'postgres'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  // Not on the command line, which is public. Base64url: nothing in it to escape.
  const passwords = `ALTER ROLE ${ADMIN} PASSWORD '${admin}'\nALTER ROLE ${ROLE} PASSWORD '${password}'\n`
  // A program that ends before it has read says why by itself.
  single.stdin?.on('error', () => undefined).end(passwords)
  await finish('postgres --single', single)
}
