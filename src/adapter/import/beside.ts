import { isUtf8 } from 'node:buffer'
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { importLimits } from './budget.ts'
import { refuse } from './refuse.ts'

/**
 * Texts in one folder, read when asked for and then kept. Nothing outside of it is read, links that lead out included.
 * A map, because that is what reads WSDLs wants.
 */
export class Beside extends Map<string, string> {
  readonly #folder: string

  /** @param texts in place of files of the same path. */
  constructor(folder: string, texts: Iterable<readonly [string, string]> = []) {
    super(texts)
    this.#folder = folder
  }

  /** Undefined where there is no such file. @throws Fault `import-refused` for one that may not be read. */
  override get(path: string): string | undefined {
    const known = super.get(path)
    if (known !== undefined) return known
    const text = readText(this.#folder, path)
    if (text !== undefined) this.set(path, text)
    return text
  }
}

/** Texts that came from elsewhere, beside which there is nothing. */
export function only(texts: Iterable<readonly [string, string]>): Map<string, string> {
  return new Map(texts)
}

function readText(folder: string, path: string): string | undefined {
  let real: string
  try {
    real = realpathSync(join(folder, path))
    if (!statSync(real).isFile()) return undefined
  } catch {
    return undefined
  }
  if (!real.startsWith(`${realpathSync(folder)}${sep}`)) throw refuse(path, 'it leads out of the folder')
  if (statSync(real).size > importLimits.bytes)
    throw refuse(path, `it is larger than ${importLimits.bytes} bytes`)
  const bytes = readFileSync(real)
  if (!isUtf8(bytes)) throw refuse(path, 'it is not UTF-8')
  return bytes.toString('utf8')
}
