import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Fault } from '../errors/fault.ts'

const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  length: number,
  options: object,
) => Promise<Buffer>

/** OWASP password storage cheat sheet: scrypt N=2^17, r=8, p=1 (128 MiB for a moment). */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 }
const saltBytes = 16
const hashBytes = 32
/** Derivations at once, and those that may wait: guesses under ever new names must not take the memory or the threads. */
const most = 2
const mostWaiting = 8
const busySeconds = 10

let running = 0
const waiting: (() => void)[] = []

/** @throws Fault `login-busy` when too many passwords are being looked at. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  return stored(salt, await inTurn(() => derive(password.normalize('NFC'), salt, hashBytes, cost)))
}

function stored(salt: Buffer, hash: Buffer): string {
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64')}$${hash.toString('base64')}`
}

/**
 * @param known hash of the named admin; undefined when there is none, which costs as much time as a wrong password
 * @throws Fault `login-busy` when too many passwords are being looked at.
 */
export async function verifyPassword(password: string, known: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = (known ?? decoy).split('$')
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem }
  const expected = Buffer.from(hash, 'base64')
  const given = await inTurn(() =>
    derive(password.normalize('NFC'), Buffer.from(salt, 'base64'), expected.length, options),
  )
  return timingSafeEqual(given, expected) && known !== undefined
}

/** Nobody's: no password leads to what chance has made. */
const decoy = stored(randomBytes(saltBytes), randomBytes(hashBytes))

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= most) {
    if (waiting.length >= mostWaiting) {
      throw new Fault('login-busy', {
        params: { seconds: busySeconds },
        retryAfterSeconds: busySeconds,
      })
    }
    await new Promise<void>(resolve => waiting.push(resolve))
  } else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}
