import type {
  Document,
  DocumentOrgan,
  DocumentReference,
  DocumentStaff,
  DocumentStatus,
} from '../../contract/types.generated.ts'
import { parseXml, readXml, type XmlLimits, type XmlObject, type XmlReading } from '../xml/index.ts'
import { readAttachments } from './attachments.ts'
import { businessWord, statusWord } from './codes.ts'
import { readDay, readTime } from './dates.ts'
import { Element } from './element.ts'
import { EdxmlFault } from './fault.ts'
import { type Business, type EdxmlMessage, edxmlLimits, edxmlNamespace } from './types.ts'
import type { ZipLimits } from './zip.ts'

export interface EdxmlReading {
  readonly xml?: Partial<XmlLimits>
  readonly zip?: ZipLimits
}

/**
 * Reads an edXML 102 message: by the names of elements, in whatever order and under whatever prefix. Signatures are not
 * checked: whoever needs that keeps the bytes.
 *
 * @throws EdxmlFault, XmlFault
 */
export function readEdxml(bytes: Uint8Array | string, reading: EdxmlReading = {}): EdxmlMessage {
  return messageOf(parseXml(bytes, xmlReading(reading)), reading)
}

/**
 * The same for whatever comes from outside: a big message is parsed beside the event loop.
 *
 * @throws EdxmlFault, XmlFault, also too-slow, out-of-memory and busy
 */
export async function readEdxmlAside(bytes: Uint8Array, reading: EdxmlReading = {}): Promise<EdxmlMessage> {
  return messageOf(await readXml(bytes, xmlReading(reading), deadlineMs), reading)
}

const deadlineMs = 60_000

function xmlReading({ xml }: EdxmlReading): XmlReading {
  return { namespaces: { '': edxmlNamespace }, limits: { ...edxmlLimits, ...xml } }
}

/** A message whose papers have been taken out, with what is said of them. @throws EdxmlFault, XmlFault as `readEdxmlAside` */
export async function readHollow(bytes: Uint8Array): Promise<Opened> {
  return open(await readXml(bytes, xmlReading({}), deadlineMs))
}

function messageOf(tree: XmlObject, reading: EdxmlReading): EdxmlMessage {
  const { message, encoded, references } = open(tree)
  if (message.kind === 'status') return message
  const attachments = readAttachments(encoded, references, reading.zip)
  return { kind: 'document', document: { ...message.document, ...list('attachments', attachments) } }
}

interface Opened {
  /** Without attachments. */
  readonly message: EdxmlMessage
  readonly encoded: readonly Element[]
  readonly references: readonly Element[]
}

function open(tree: XmlObject): Opened {
  const root = new Element(tree).child('edXML')
  const envelope = root?.child('edXMLEnvelope')
  if (root === undefined || envelope === undefined) throw new EdxmlFault('no-edxml')
  const headers = envelope.child('edXMLHeader')
  const header = headers?.child('MessageHeader')
  if (headers === undefined || header === undefined) throw new EdxmlFault('no-header')
  if (header.text('StatusCode') !== undefined)
    return { message: { kind: 'status', status: readStatus(header) }, encoded: [], references: [] }
  // Seen beside the header, and inside it.
  const traces = headers.child('TraceHeaderList') ?? header.child('TraceHeaderList')
  const manifest = envelope.child('edXMLBody')?.child('edXMLManifest')
  const encoded = root.child('AttachmentEncoded') ?? envelope.child('AttachmentEncoded')
  return {
    message: { kind: 'document', document: { ...readHeader(header), ...readTraces(traces) } },
    encoded: encoded?.children('Attachment') ?? [],
    references: manifest?.children('Reference') ?? [],
  }
}

function readStatus(header: Element): DocumentStatus {
  const [response] = header.children('ResponseFor')
  if (response === undefined) throw new EdxmlFault('member-missing', 'ResponseFor')
  const staff = header.child('StaffInfo')
  return {
    from: readOrgan(header.child('From')),
    responseFor: readReference(response),
    ...(staff === undefined ? {} : { staff: readStaff(staff) }),
    status: statusWord(header.need('StatusCode')),
    ...some('description', header.text('Description')),
    at: readTime(header.need('Timestamp')),
  }
}

function readHeader(header: Element): Document {
  const code = header.child('Code')
  const promulgation = header.child('PromulgationInfo')
  const [first, ...more] = header.children('To').map(readOrgan)
  if (code === undefined || promulgation === undefined || first === undefined)
    throw new EdxmlFault('member-missing', 'Code, PromulgationInfo, To')
  const responses = header.children('ResponseFor').map(readReference)
  const places = header.child('ToPlaces')?.texts('Place') ?? []
  return {
    ...some('documentId', header.text('DocumentId')),
    from: readOrgan(header.child('From')),
    to: [first, ...more],
    number: code.need('CodeNumber'),
    notation: code.need('CodeNotation'),
    ...some('place', promulgation.text('Place')),
    issuedOn: readDay(promulgation.need('PromulgationDate')),
    ...readType(header.child('DocumentType')),
    subject: header.need('Subject'),
    ...some('content', header.text('Content')),
    ...readSigner(header.child('SignerInfo')),
    ...some('dueOn', header.text('DueDate'), readDay),
    ...readOther(header.child('OtherInfo')),
    ...list('responseFor', responses),
    ...some('steering', header.text('SteeringType'), whole),
    ...list('toPlaces', places),
  }
}

function readOrgan(organ: Element | undefined): DocumentOrgan {
  if (organ === undefined) throw new EdxmlFault('member-missing', 'From')
  return {
    id: organ.need('OrganId'),
    ...some('name', organ.text('OrganName')),
    ...some('inCharge', organ.text('OrganizationInCharge')),
    ...some('address', organ.text('OrganAdd')),
    ...some('email', organ.text('Email')),
    ...some('telephone', organ.text('Telephone')),
    ...some('fax', organ.text('Fax')),
    ...some('website', organ.text('Website')),
  }
}

function readReference(reference: Element): DocumentReference {
  return {
    organ: reference.need('OrganId'),
    ...some('code', reference.text('Code')),
    ...some('issuedOn', reference.text('PromulgationDate'), readDay),
    ...some('documentId', reference.text('DocumentId')),
  }
}

function readStaff(staff: Element): DocumentStaff {
  return {
    ...some('department', staff.text('Department')),
    ...some('name', staff.text('Staff')),
    ...some('email', staff.text('Email')),
    ...some('mobile', staff.text('Mobile')),
  }
}

function readType(type: Element | undefined): Pick<Document, 'type'> {
  const name = type?.text('TypeName')
  if (type === undefined || name === undefined) return {}
  return { type: { ...some('code', type.text('Type')), ...some('detail', type.text('TypeDetail')), name } }
}

function readSigner(signer: Element | undefined): Pick<Document, 'signer'> {
  const name = signer?.text('FullName')
  if (signer === undefined || name === undefined) return {}
  const position = some('position', signer.text('Position'))
  return { signer: { name, ...position, ...some('competence', signer.text('Competence')) } }
}

function readOther(other: Element | undefined): Partial<Document> {
  if (other === undefined) return {}
  return {
    ...some('priority', other.text('Priority')),
    ...some('sphere', other.text('SphereOfPromulgation')),
    ...some('typist', other.text('TyperNotation')),
    ...some('copies', other.text('PromulgationAmount'), whole),
    ...some('pages', other.text('PageAmount'), whole),
    ...some('direction', other.text('Direction')),
    ...list('appendices', other.child('Appendixes')?.texts('Appendix') ?? []),
  }
}

function readTraces(traces: Element | undefined): Partial<Document> {
  if (traces === undefined) return {}
  const seen = traces
    .children('TraceHeader')
    .map(one => ({ organ: one.need('OrganId'), at: readTime(one.need('Timestamp')) }))
  const business = traces.child('Bussiness')
  return { ...list('traces', seen), ...(business === undefined ? {} : { business: readBusiness(business) }) }
}

function readBusiness(business: Element): Business {
  const staff = business.child('StaffInfo')
  const update = business.child('BussinessDocumentInfo')
  const replaces = (business.child('ReplacementInfoList')?.children('ReplacementInfo') ?? []).map(one => ({
    documentId: one.need('DocumentId'),
    ...list('organs', one.child('OrganIdList')?.texts('OrganId') ?? []),
  }))
  return {
    kind: businessWord(business.need('BussinessDocType')),
    ...some('documentId', business.text('DocumentId')),
    ...some('reason', business.text('BussinessDocReason')),
    ...some('paper', business.text('Paper'), whole),
    ...(update === undefined ? {} : { update: readUpdate(update) }),
    ...list('replaces', replaces),
    ...(staff === undefined ? {} : { staff: readStaff(staff) }),
  }
}

function readUpdate(update: Element): NonNullable<Business['update']> {
  const receivers = (update.child('ReceiverList')?.children('Receiver') ?? []).map(one => ({
    organ: one.need('OrganId'),
    ...some('type', one.text('ReceiverType')),
  }))
  return {
    ...some('document', update.text('DocumentInfo')),
    ...some('receiver', update.text('DocumentReceiver')),
    ...list('receivers', receivers),
  }
}

/** @throws EdxmlFault for what is no whole number. */
function whole(text: string): number {
  const number = Number(text)
  if (!/^\d{1,9}$/.test(text)) throw new EdxmlFault('member-missing', 'number')
  return number
}

/** A member that is there, or none. */
function some<N extends string>(name: N, text: string | undefined): { [K in N]?: string }
function some<N extends string, T>(
  name: N,
  text: string | undefined,
  read: (text: string) => T,
): { [K in N]?: T }
function some(name: string, text: string | undefined, read: (text: string) => unknown = one => one): object {
  return text === undefined ? {} : { [name]: read(text) }
}

function list<N extends string, T>(name: N, items: readonly T[]): { [K in N]?: [T, ...T[]] }
function list(name: string, items: readonly unknown[]): object {
  return items.length === 0 ? {} : { [name]: items }
}
