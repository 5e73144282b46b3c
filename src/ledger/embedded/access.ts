import { randomBytes } from 'node:crypto'
import { readIfThere, writeDurably } from './files.ts'
import type { Layout } from './layout.ts'
import type { Postmaster } from './postmaster.ts'

export const DATABASE = 'lienthong'
export const ROLE = 'lienthong'
/** The superuser. Only the making of the cluster uses it; the gateway's role could never read the server's files. */
export const ADMIN = 'postgres'

/** The server's passwords, known to the owner of the data folder only. */
export interface Access {
  readonly admin: string
  readonly password: string
  /** When the cluster was complete; absent while it is being made. */
  readonly created?: string
}

export async function readAccess(layout: Layout): Promise<Access | null> {
  const text = await readIfThere(layout.access)
  return text === null ? null : (JSON.parse(text) as Access)
}

export async function writeAccess(layout: Layout, access: Access): Promise<void> {
  await writeDurably(layout.access, `${JSON.stringify(access, null, 2)}\n`, 0o600)
}

export function newAccess(): Access {
  return { admin: randomBytes(24).toString('base64url'), password: randomBytes(24).toString('base64url') }
}

/**
 * Connection URL of the running server, for pg and libpq alike. A socket's directory goes into `host=`, which
 * overrides the host in front; that one is there because a URL without a host is none to `new URL`.
 */
export function urlOf(server: Postmaster, user: string, password: string, database: string): string {
  const base = `postgres://${user}:${password}@`
  if (!server.host.startsWith('/')) return `${base}${server.host}:${server.port}/${database}`
  return `${base}localhost/${database}?host=${encodeURIComponent(server.host)}&port=${server.port}`
}
