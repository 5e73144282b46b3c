import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Admins } from './access/admins.ts'
import { type Clients, operations } from './access/clients.ts'
import { hashPassword } from './access/password.ts'

/** What first-run.json tells a newcomer. Secrets: mode 0600. */
export interface FirstRun {
  readonly console: string
  readonly docs: string
  readonly gateway: string
  readonly admin: { readonly name: string; readonly password: string }
  readonly agency: { readonly name: string; readonly code: string; readonly key: string }
  readonly sandbox?: string
}

/** The synthetic province of the sandbox and the demo. */
const province = { name: 'Một cửa điện tử tỉnh mẫu', code: 'H99' }

/** The admin-to-be of a ledger that has none. */
export interface FirstAdmin {
  readonly password: string
  readonly hash: Promise<string>
}

/**
 * Makes the first admin's password while the rest of the gateway starts: hashing takes up to a second, on another thread.
 *
 * @returns undefined when this is not the first start.
 */
export async function firstAdmin(admins: Admins): Promise<FirstAdmin | undefined> {
  if (await admins.any()) return undefined
  const password = randomBytes(15).toString('base64url')
  const hash = hashPassword(password)
  // A start that fails asks for it no more.
  hash.catch(() => undefined)
  return { password, hash }
}

/**
 * Makes an admin and an agency key for a ledger that has none, and writes them down. The file is written before the
 * admin: a crash in between leads to a new first run, never to a lost password.
 *
 * @returns the file's path, or undefined when another gateway was first.
 */
export async function firstRun(
  data: string,
  addresses: { gateway: string; sandbox?: string },
  { password, hash }: FirstAdmin,
  admins: Admins,
  clients: Clients,
): Promise<string | undefined> {
  if (await admins.any()) return undefined
  const { key } = await clients.create({ name: province.name, agency: province.code, operations })
  const content: FirstRun = {
    console: `${addresses.gateway}/console`,
    docs: `${addresses.gateway}/docs`,
    ...addresses,
    admin: { name: 'admin', password },
    agency: { ...province, key },
  }
  const path = firstRunPath(data)
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(temporary, path)
  return (await admins.create('admin', password, hash)) ? path : undefined
}

export function firstRunPath(data: string): string {
  return join(data, 'first-run.json')
}

/** What the first start wrote down; undefined when an admin has taken the file away. */
export function readFirstRun(data: string): FirstRun | undefined {
  try {
    return JSON.parse(readFileSync(firstRunPath(data), 'utf8')) as FirstRun
  } catch {
    return undefined
  }
}
