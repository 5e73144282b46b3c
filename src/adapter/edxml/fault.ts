import { Fault } from '../../errors/fault.ts'

/** Why an edXML message is not read or written; short words, never a piece of the message. */
export type EdxmlReason =
  | 'no-edxml'
  | 'no-header'
  | 'member-missing'
  | 'date'
  | 'status'
  | 'business'
  | 'base64'
  | 'zip'
  | 'zip-encrypted'
  | 'zip-overlap'
  | 'too-many-files'
  | 'too-large'
  | 'bomb'

/** edXML that is refused. Code `edxml-refused`. */
export class EdxmlFault extends Fault {
  readonly reason: EdxmlReason

  constructor(reason: EdxmlReason, member = '') {
    super('edxml-refused', { params: { reason: member === '' ? reason : `${reason} ${member}` } })
    this.reason = reason
  }
}
