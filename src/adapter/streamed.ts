/** Bytes too many to be held: their number is known before, and they can be had again from the start. */
export class Streamed {
  readonly length: number
  readonly open: () => AsyncIterable<Buffer>

  constructor(length: number, open: () => AsyncIterable<Buffer>) {
    this.length = length
    this.open = open
  }
}

/** One after the other. Without any that is streamed it is simply held. */
export function together(parts: readonly (Buffer | Streamed)[]): Buffer | Streamed {
  const held = parts.filter((part): part is Buffer => !(part instanceof Streamed))
  if (held.length === parts.length) return Buffer.concat(held)
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return new Streamed(length, () => joined(parts))
}

/** The bytes of one after the other. */
export async function* joined(parts: readonly (Buffer | Streamed)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part instanceof Streamed) yield* part.open()
    else yield part
  }
}

/** Where adapters have contents from that a message only names. */
export interface Contents {
  /** Its bytes from `from` to before `to`. Throws where it is not there as it was. */
  read(id: string, from: number, to: number): AsyncIterable<Buffer>
}

/** Where adapters put what comes in too big to be held. */
export interface Spool extends Contents {
  write(content: AsyncIterable<Uint8Array>): Promise<Spooled>
}

export interface Spooled {
  readonly id: string
  readonly bytes: number
}

/** A content that a message names, with what must be known of it before its first byte. */
export interface Named {
  readonly id: string
  readonly bytes: number
  readonly crc32: number
}
