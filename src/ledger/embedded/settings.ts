import { join } from 'node:path'
import type { Layout } from './layout.ts'

/** sun_path is 108 bytes on Linux, 104 on macOS. */
const SOCKET_PATH_LIMIT = 100
export const SOCKET_PORT = 5432

/** Whether the private directory's path is short enough for a Unix socket in it. */
export function socketFits(layout: Layout): boolean {
  return Buffer.byteLength(join(layout.run, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_LIMIT
}

/**
 * Server options; `port` null means the Unix socket, else loopback TCP only. Durability stays at its defaults: on.
 *
 * @param tuning what is to be otherwise
 */
export function serverOptions(
  layout: Layout,
  port: number | null,
  tuning: Readonly<Record<string, string>>,
): string[] {
  const settings: Record<string, string> = {
    listen_addresses: port === null ? '' : '127.0.0.1',
    port: String(port ?? SOCKET_PORT),
    // PostgreSQL splits this setting at commas unless quoted.
    unix_socket_directories: port === null ? `"${layout.run.replaceAll('"', '""')}"` : '',
    unix_socket_permissions: '0700',
    shared_buffers: '128MB',
    // A worker of each adapter holds up to five, most of them for moments.
    max_connections: '200',
    max_wal_size: '1GB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_checkpoints: 'off',
    // A failed statement's message, detail or text can hold a person's data; its caller is told anyway. In the
    // log stay the server's own events (LOG, FATAL, PANIC).
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...tuning,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
