import { help, readArguments, UsageError } from './arguments.ts'
import { platforms } from './platforms.ts'
import { startSandbox } from './server.ts'

/** The sandbox as a program. Exit codes: 0 stopped when asked to, 1 could not start or stop, 2 wrong usage. */
async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(help)
    return
  }
  const sandbox = await startSandbox(options, platforms)
  const stop = () => void sandbox.close().then(disconnect).catch(fail)
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  if (process.send === undefined) {
    process.stdout.write(`sandbox ready on ${sandbox.url}\n`)
    return
  }
  // The channel goes away with the parent: without this, a killed test would leave its portal behind.
  process.on('disconnect', stop)
  process.on('message', message => sandbox.tell((message as { gateway: string }).gateway))
  if (!process.connected) return stop()
  // A failure to tell the parent means that it has just gone, which `disconnect` reports as well.
  process.send({ ready: true, port: sandbox.port }, undefined, undefined, error => error && stop())
}

/** An open channel to the parent keeps the process alive. */
function disconnect(): void {
  if (process.connected) process.disconnect()
}

function fail(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error)
  process.stderr.write(`sandbox: ${text}\n`)
  if (error instanceof UsageError) process.stderr.write('Try --help.\n')
  process.exitCode = error instanceof UsageError ? 2 : 1
  disconnect()
}

main().catch(fail)
