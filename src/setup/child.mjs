import { spawn } from 'node:child_process'

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }

/**
 * Runs a program to its end. Without `stdio` its output is kept and returned. A signal to us ends it and then us.
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', text => {
      output += text
    })
  }
  const release = passSignalsOn(child, options.stdio === 'inherit')
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve({ code: code ?? 128 + (SIGNALS[signal] ?? 0), output }))
    })
  } finally {
    release()
  }
}

/**
 * @param patient whether the child is a program of ours that stops gracefully; anything else, such as an
 *   installation, is abandoned at once.
 */
export function passSignalsOn(child, patient) {
  const handlers = Object.entries(SIGNALS).map(([signal, number]) => {
    const handler = () => {
      if (!patient) {
        child.kill('SIGKILL') // npm ci outlives a SIGTERM
        process.exit(128 + number)
      }
      // Ctrl-C reaches the whole terminal group: passing it on would make it two.
      if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal)
    }
    process.on(signal, handler)
    return () => process.off(signal, handler)
  })
  return () => {
    for (const off of handlers) off()
  }
}
