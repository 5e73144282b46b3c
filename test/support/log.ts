import { openLog } from '../../src/telemetry/log.ts'

/** The house's own log, kept in memory line by line. */
export function memoryLog(level = 'info') {
  const lines: string[] = []
  return { lines, log: openLog(level, { write: (line: string) => void lines.push(line) }) }
}

export const silentLog = openLog('silent', { write: () => undefined })
