import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Test } from 'tap'
import { eventually } from '../support/eventually.ts'
import { nodeArgs, ownProgram } from '../support/node-args.ts'

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly child: ChildProcess
  readonly out: () => string
  readonly ended: Promise<Outcome>
}

type Environment = Record<string, string>

/** The `lienthong` command as a process of its own, with nothing of our environment but the path. */
export function launch(t: Pick<Test, 'teardown'>, args: readonly string[], env: Environment = {}): Running {
  return launchProgram(t, ownProgram('main.ts'), args, env)
}

function launchProgram(
  t: Pick<Test, 'teardown'>,
  program: readonly string[],
  args: readonly string[],
  env: Environment,
): Running {
  const child = spawn(process.execPath, [...program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = once(child, 'close').then(([code, signal]): Outcome => ({ code, signal, out, err }))
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await ended
  })
  return { child, out: () => out, ended }
}

export function run(
  t: Pick<Test, 'teardown'>,
  args: readonly string[],
  env: Environment = {},
): Promise<Outcome> {
  return launch(t, args, env).ended
}

/** What each command line comes to, one after the other in one process. */
export async function runEach(
  t: Pick<Test, 'teardown'>,
  lines: readonly (readonly string[])[],
  env: Environment = {},
): Promise<readonly Pick<Outcome, 'code' | 'out' | 'err'>[]> {
  const each = [...nodeArgs, 'test/cli/each.ts']
  const { code, out, err } = await launchProgram(t, each, [JSON.stringify(lines)], env).ended
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as Outcome[]
}

/** `lienthong start` on free ports, once it has said all that it has to say. */
export async function start(t: Pick<Test, 'teardown'>, data: string, env: Environment = {}) {
  const gateway = launch(t, ['start'], atData(data, env))
  const ended = gateway.ended.then(({ err }) => {
    throw new Error(`the gateway ended: ${err}`)
  })
  ended.catch(() => undefined)
  await Promise.race([ended, eventually(() => /curl .*\/v1\/dossiers\/\S+\n/.test(gateway.out()), 90_000)])
  return gateway
}

export function atData(data: string, env: Environment = {}): Environment {
  return { LIENTHONG_DATA: data, LIENTHONG_PORT: '0', LIENTHONG_SANDBOX_PORT: '0', ...env }
}

export const firstRunOf = (data: string) => join(data, 'first-run.json')
