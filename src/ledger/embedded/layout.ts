import { join } from 'node:path'

/**
 * Where the embedded server keeps what, below the gateway's data folder. `data`, `run` belong to the
 * server's OS user; everything else stays ours, so that the server can never replace a file that we,
 * possibly root, are about to write.
 */
export interface Layout {
  readonly home: string
  /** PGDATA. */
  readonly data: string
  /** Private directory of the Unix socket. */
  readonly run: string
  readonly log: string
  /** Passwords, mode 0600. */
  readonly access: string
  readonly lock: string
  /** Written last when a cluster has been made; lies in PGDATA so that it travels with a copy of it. */
  readonly marker: string
  readonly pidFile: string
}

export function layoutOf(folder: string): Layout {
  const home = join(folder, 'postgres')
  const data = join(home, 'data')
  return {
    home,
    data,
    run: join(home, 'run'),
    log: join(home, 'server.log'),
    access: join(home, 'access.json'),
    lock: join(home, 'lock'),
    marker: join(data, 'lienthong.created'),
    pidFile: join(data, 'postmaster.pid'),
  }
}
