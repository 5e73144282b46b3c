import { Fault } from '../../errors/fault.ts'

/** Why a document is not read or written; short words, never a piece of the document. */
export type XmlReason =
  | 'doctype'
  | 'encoding'
  | 'version'
  | 'malformed'
  | 'character'
  | 'reference'
  | 'namespace'
  | 'name'
  | 'value'
  | 'too-large'
  | 'too-deep'
  | 'too-many-elements'
  | 'too-many-attributes'
  | 'too-many-references'
  | 'too-slow'
  | 'out-of-memory'
  | 'busy'

/** XML that is refused. Code `xml-refused`. */
export class XmlFault extends Fault {
  readonly reason: XmlReason

  constructor(reason: XmlReason) {
    super('xml-refused', { params: { reason } })
    this.reason = reason
  }
}
