import { randomFillSync } from 'node:crypto'
import { V7Generator } from 'uuidv7'

/** Random words, drawn from the system a thousand at a time: the generator's own eight last for two or three ids. */
const words = new Uint32Array(1024)
let drawn = words.length

const generator = new V7Generator({
  nextUint32() {
    if (drawn === words.length) {
      randomFillSync(words)
      drawn = 0
    }
    return words[drawn++] ?? 0
  },
})

/**
 * A UUIDv7 (RFC 9562 §5.7), in order among those made here: for what every request needs several of. Elsewhere the
 * package's own `uuidv7` will do.
 */
export const newId = (): string => generator.generate().toString()
