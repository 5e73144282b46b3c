type Write = (context: Readonly<Record<string, unknown>>, message: string) => void

/** What this room needs of a logger; pino's fits. Sessions, secrets and messages are never given to it. */
export interface Logger {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
  /** Whether lines of a level are written at all; absent: they are. */
  readonly isLevelEnabled?: (level: 'debug') => boolean
}

const nothing = () => {}

export const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  isLevelEnabled: () => false,
}

/** Asked before a line at debug is put together: making it costs as much as writing it. */
export function debugs(log: Logger): boolean {
  return log.isLevelEnabled?.('debug') ?? true
}
