import { runCommand } from '../../src/cli/run.ts'

/**
 * Runs many command lines in one process, because a process each costs a second: reads them as JSON from its one
 * argument, writes `[{code, out, err}]`. `start` is only named here, not run.
 */
const lines = JSON.parse(process.argv[2] ?? '[]') as string[][]
const heard: { code: number; out: string; err: string }[] = []
const { stdout, stderr } = process
const [toOut, toErr] = [stdout.write, stderr.write]

for (const line of lines) {
  let out = ''
  let err = ''
  stdout.write = text => {
    out += String(text)
    return true
  }
  stderr.write = text => {
    err += String(text)
    return true
  }
  const code = await runCommand(line, { start: async () => 0 })
  heard.push({ code, out, err })
}
stdout.write = toOut
stderr.write = toErr
stdout.write(JSON.stringify(heard))
