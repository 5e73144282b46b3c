import { Fault } from '../../errors/fault.ts'

/** Multipart that is not read; the reason is a short word, never a piece of the message. Code `mime-refused`. */
export class MimeFault extends Fault {
  readonly reason: string

  constructor(reason: string) {
    super('mime-refused', { params: { reason } })
    this.reason = reason
  }
}
