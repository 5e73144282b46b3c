import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'

import { errnoOf, readIfThere } from './files.ts'
import type { EmbeddedLog } from './log.ts'

/** The OS user that the server runs as. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const CREATED_USER = 'lienthong'
const run = promisify(execFile)

/**
 * Chooses the OS user of the server: null means "as ourselves". PostgreSQL refuses to run as root, so root
 * lends it the owner of an existing data folder, else `postgres`, else a system user made here, else `nobody`.
 */
export async function chooseAccount(data: string, log: EmbeddedLog): Promise<Account | null> {
  if (process.geteuid?.() !== 0) return null
  const owner = await ownerOf(data)
  if (owner !== null && owner.uid !== 0) return owner
  return (
    (await lookUp('postgres')) ?? (await lookUp(CREATED_USER)) ?? (await createUser(log)) ?? (await nobody())
  )
}

/** There on every system, and owns nothing. */
export async function nobody(): Promise<Account> {
  return (await lookUp('nobody')) ?? { name: 'nobody', uid: 65534, gid: 65534 }
}

async function ownerOf(path: string): Promise<Account | null> {
  try {
    const { uid, gid } = await stat(path)
    return { name: (await passwd()).find(account => account.uid === uid)?.name ?? String(uid), uid, gid }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

async function lookUp(name: string): Promise<Account | null> {
  return (await passwd()).find(account => account.name === name) ?? null
}

async function passwd(): Promise<Account[]> {
  const lines = ((await readIfThere('/etc/passwd')) ?? '').split('\n')
  return lines.flatMap(line => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

async function createUser(log: EmbeddedLog): Promise<Account | null> {
  const args = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', CREATED_USER]
  try {
    await run('useradd', args)
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)
    log.warn(`could not create a system user for the embedded database, it runs as nobody: ${reason}`)
    return null
  }
  log.info(
    `created the system user "${CREATED_USER}" for the embedded database: PostgreSQL never runs as root`,
  )
  return lookUp(CREATED_USER)
}
