import { isMembers } from '../members.ts'
import { calm, type FaultDial, type FaultName, faultNames, type ScriptWord, scriptWords } from './faults.ts'

/** Someone turned the dial to what it does not have. The text is for that person. */
export class DialError extends Error {
  override readonly name = 'DialError'
  readonly valid: readonly string[]

  constructor(message: string, valid: readonly string[]) {
    super(`${message}; valid: ${valid.join(', ')}`)
    this.valid = valid
  }
}

const LONGEST_DELAY_MS = 600_000
const dialWords: readonly string[] = [...faultNames, 'delayMs']

/**
 * Reads a complete setting of the dial: what is not named is off, and the delay is 200 ms.
 *
 * @throws {DialError} for an unknown name, a rate outside 0..1, or a delay that is no whole number up to ten minutes
 */
export function readDial(value: unknown): FaultDial {
  if (!isMembers(value)) throw new DialError('the faults must be an object of rates', dialWords)
  const dial: Record<FaultName | 'delayMs', number> = { ...calm }
  for (const [name, setting] of Object.entries(value)) {
    if (name === 'delayMs') dial.delayMs = readDelay(setting)
    else if (isFaultName(name)) dial[name] = readRate(name, setting)
    else throw new DialError(`unknown fault ${JSON.stringify(name)}`, dialWords)
  }
  return dial
}

/** @throws {DialError} for anything but a list of known words */
export function readScript(value: unknown): ScriptWord[] {
  if (!Array.isArray(value)) throw new DialError('the script must be a list of fault names', scriptWords)
  return value.map((word: unknown) => {
    const known = scriptWords.find(candidate => candidate === word)
    if (known === undefined) throw new DialError(`unknown fault ${JSON.stringify(word)}`, scriptWords)
    return known
  })
}

/** The form of the command line: `name=rate`. @throws {DialError} */
export function readFaultOptions(words: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    words.map(word => {
      const [name = '', rate = ''] = word.split('=', 2)
      if (!isFaultName(name)) throw new DialError(`unknown fault ${JSON.stringify(name)}`, faultNames)
      return [name, readRate(name, rate.trim() === '' ? rate : Number(rate))]
    }),
  )
}

function isFaultName(name: string): name is FaultName {
  return faultNames.some(known => known === name)
}

function readRate(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new DialError(`the rate of ${name} must be a number from 0 to 1`, dialWords)
}

function readDelay(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LONGEST_DELAY_MS)
    return value
  throw new DialError(`delayMs must be a whole number from 0 to ${LONGEST_DELAY_MS}`, dialWords)
}
