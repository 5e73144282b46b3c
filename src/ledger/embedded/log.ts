/** What the embedded server's code tells an operator; a pino logger fits. */
export interface EmbeddedLog {
  info(message: string): void
  warn(message: string): void
}
