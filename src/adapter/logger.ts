type Write = (context: Readonly<Record<string, unknown>>, message: string) => void

/** What this room needs of a logger; pino's fits. Sessions, secrets and messages are never given to it. */
export interface Logger {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
}

const nothing = () => {}

export const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
