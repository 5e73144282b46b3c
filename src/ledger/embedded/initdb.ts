import { chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Access, ADMIN, DATABASE, ROLE } from './access.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { Launch } from './launcher.ts'
import { finish } from './process.ts'

/** A directory of the server's own user, closed to others. */
export async function makePrivate(path: string, account: Account | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (account !== null) await chown(path, account.uid, account.gid)
}

/** With what a cluster is made. */
export interface Making {
  /** Of the server; null: our own. */
  readonly account: Account | null
  readonly launch: Launch
  readonly programs: Binaries
  /** A private folder of the account. */
  readonly run: string
  readonly access: Access
}

/**
 * Makes a cluster with the gateway's role and database in an empty private folder; nothing of it is on disk for certain
 * afterwards.
 */
export async function initdb(folder: string, making: Making): Promise<void> {
  const { account, launch, programs, run, access } = making
  // A file, because a command line is public.
  const passwordFile = join(run, 'password')
  await writeFile(passwordFile, `${access.admin}\n`, { mode: 0o600 })
  if (account !== null) await chown(passwordFile, account.uid, account.gid)
  const options = [
    `--pgdata=${folder}`,
    `--username=${ADMIN}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8, the same on every machine, so that an upgrade of the system's locales can never spoil
    // an index.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--text-search-config=simple',
    '--data-checksums',
    '--no-instructions',
    '--no-sync', // done by settle(), beside the first start
  ]
  try {
    await finish('initdb', launch(programs.initdb, options, { stdio: ['ignore', 'ignore', 'pipe'] }))
  } finally {
    await rm(passwordFile, { force: true })
  }
  const statements = [
    `CREATE ROLE ${ROLE} LOGIN CREATEDB PASSWORD '${access.password}' IN ROLE pg_monitor`,
    `CREATE DATABASE ${DATABASE} OWNER ${ROLE}`,
  ]
  await finish('postgres --single', runAlone(launch, [programs.postgres], folder, statements))
}

/**
 * Copies a cluster that `initdb` made before, in a third of the time, and gives it passwords of its own.
 *
 * @param folder empty and private; nothing in it is on disk for certain afterwards
 */
export async function copyCluster(from: string, folder: string, making: Making): Promise<void> {
  const { launch, programs, access } = making
  // By a program of the server's user, to whom the files then belong.
  const script = 'umask 077 && from=$1 && to=$2 && shift 2 && cp -R "$from/." "$to" && exec "$@"'
  const statements = [
    `ALTER ROLE ${ADMIN} PASSWORD '${access.admin}'`,
    `ALTER ROLE ${ROLE} PASSWORD '${access.password}'`,
  ]
  const lead = ['/bin/sh', '-c', script, 'sh', from, folder, programs.postgres]
  await finish('cp, postgres --single', runAlone(launch, lead, folder, statements))
}

/**
 * The server for one user, to whom nobody can connect.
 *
 * @param lead its program, or what runs it in the end
 * @param statements not on the command line, which is public; passwords are base64url: nothing to escape
 */
function runAlone(launch: Launch, lead: readonly string[], folder: string, statements: readonly string[]) {
  const [program = '', ...args] = lead
  const options = ['--exit_on_error=on', '--log_checkpoints=off', '--log_min_error_statement=panic']
  const child = launch(program, [...args, '--single', '-F', '-D', folder, ...options, 'postgres'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  // A program that ends before it has read says why by itself.
  child.stdin?.on('error', () => undefined).end(statements.map(statement => `${statement}\n`).join(''))
  return child
}
