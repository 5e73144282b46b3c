import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'minor' }) => void

const everyBytes = 1024 * 1024
let collect: Collect | undefined

/**
 * Of a Buffer the collector sees a handle of some hundred bytes: tens of megabytes that are done with may stand outside of
 * its heap before it looks (measured: 60 to 80 MB over an attachment of 100 MB). Each byte is copied about five times on
 * its way (socket, seal, database); a look at the young ones after every MB takes about a millisecond, and bounds that.
 *
 * @returns to be told how many bytes have passed
 */
export function tidying(): (bytes: number) => void {
  let passed = 0
  return bytes => {
    passed += bytes
    if (passed < everyBytes) return
    passed = 0
    collect ??= collector()
    collect({ type: 'minor' })
  }
}

/** The function that `--expose-gc` gives, for this file alone. */
function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const found = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  return found
}
