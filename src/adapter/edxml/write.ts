import type {
  Document,
  DocumentOrgan,
  DocumentReference,
  DocumentStaff,
} from '../../contract/types.generated.ts'
import { type Contents, type Streamed, together } from '../streamed.ts'
import { writeXml } from '../xml/index.ts'
import { writeAttachments, writeContents } from './attachments.ts'
import { businessCode, statusCode } from './codes.ts'
import { writeDay, writeTime } from './dates.ts'
import { type Business, type EdxmlMessage, edxmlLimits, edxmlNamespace } from './types.ts'

/**
 * Writes an edXML 102 message with its elements in the order of the standard's tables, whatever order the message has.
 * What the standard has no element for (`dossier`) stays here.
 *
 * @throws EdxmlFault, XmlFault
 */
export function writeEdxml(message: EdxmlMessage): string {
  return (streamEdxml(message, undefined) as Buffer).toString()
}

/**
 * The same, with attachments that the message only names: with one of those it is streamed.
 *
 * @param contents where they stand
 * @throws EdxmlFault, XmlFault
 */
export function streamEdxml(message: EdxmlMessage, contents: Contents | undefined): Buffer | Streamed {
  const papers = message.kind === 'status' ? [] : writeContents(message.document.attachments ?? [], contents)
  const edXML = message.kind === 'status' ? statusTree(message.status) : documentTree(message.document)
  const text = writeXml({ edXML }, { namespaces: { '': edxmlNamespace }, limits: edxmlLimits })
  return together(withContents(text, papers))
}

const [open, close] = ['<ContentTransferEncoded>', '</ContentTransferEncoded>']

/** Base64 needs no escaping, and is nearly all of a document: it goes in last. No text of the message can be a hole. */
function withContents(text: string, contents: readonly (Buffer | Streamed)[]): (Buffer | Streamed)[] {
  const [first = '', ...rest] = text.split(open + close)
  return [
    Buffer.from(first),
    ...rest.flatMap((part, index) => [
      Buffer.from(open),
      contents[index] ?? Buffer.alloc(0),
      Buffer.from(close + part),
    ]),
  ]
}

function statusTree(status: Extract<EdxmlMessage, { kind: 'status' }>['status']): object {
  const MessageHeader = {
    From: organ(status.from),
    ResponseFor: reference(status.responseFor),
    StaffInfo: staff(status.staff),
    StatusCode: statusCode(status.status),
    Description: status.description,
    Timestamp: writeTime(status.at),
  }
  return { edXMLEnvelope: { edXMLHeader: { MessageHeader } } }
}

function documentTree(document: Document): object {
  const { references, encoded } = writeAttachments(document.attachments ?? [])
  const traces = traceList(document)
  return {
    edXMLEnvelope: {
      edXMLHeader: { MessageHeader: header(document), TraceHeaderList: traces },
      edXMLBody: { edXMLManifest: { '@version': '1.0', Reference: references } },
    },
    AttachmentEncoded: encoded.length === 0 ? undefined : { Attachment: encoded },
  }
}

/** The standard's name of a document: who, when, which. */
export function documentIdOf({ documentId, from, issuedOn, number, notation }: Document): string {
  return documentId ?? `${from.id},${writeDay(issuedOn)},${number}/${notation}`
}

function header(document: Document): object {
  const { type, signer, dueOn, responseFor = [], toPlaces } = document
  return {
    From: organ(document.from),
    To: document.to.map(organ),
    DocumentId: documentIdOf(document),
    Code: { CodeNumber: document.number, CodeNotation: document.notation },
    PromulgationInfo: { Place: document.place, PromulgationDate: writeDay(document.issuedOn) },
    DocumentType: type && { Type: type.code, TypeDetail: type.detail, TypeName: type.name },
    Subject: document.subject,
    Content: document.content,
    SignerInfo: signer && { Competence: signer.competence, Position: signer.position, FullName: signer.name },
    DueDate: dueOn && writeDay(dueOn),
    OtherInfo: otherInfo(document),
    ResponseFor: responseFor.map(reference),
    SteeringType: number(document.steering),
    ToPlaces: toPlaces && { Place: toPlaces },
  }
}

function otherInfo({
  priority,
  sphere,
  typist,
  copies,
  pages,
  direction,
  appendices,
}: Document): object | undefined {
  return filled({
    Priority: priority,
    SphereOfPromulgation: sphere,
    TyperNotation: typist,
    PromulgationAmount: number(copies),
    PageAmount: number(pages),
    Direction: direction,
    Appendixes: appendices && { Appendix: appendices },
  })
}

function organ(organ: DocumentOrgan): object {
  return {
    OrganId: organ.id,
    OrganizationInCharge: organ.inCharge,
    OrganName: organ.name,
    OrganAdd: organ.address,
    Email: organ.email,
    Telephone: organ.telephone,
    Fax: organ.fax,
    Website: organ.website,
  }
}

function reference({ organ, code, issuedOn, documentId }: DocumentReference): object {
  return {
    OrganId: organ,
    Code: code,
    PromulgationDate: issuedOn && writeDay(issuedOn),
    DocumentId: documentId,
  }
}

function staff(staff: DocumentStaff | undefined): object | undefined {
  return (
    staff &&
    filled({ Department: staff.department, Staff: staff.name, Email: staff.email, Mobile: staff.mobile })
  )
}

function traceList({ traces, business }: Document): object | undefined {
  return filled({
    TraceHeader: traces?.map(({ organ, at }) => ({ OrganId: organ, Timestamp: writeTime(at) })),
    Bussiness: business && businessTree(business),
  })
}

function businessTree({ kind, documentId, reason, paper, update, replaces, staff: who }: Business): object {
  const receivers = update?.receivers
  return {
    DocumentId: documentId,
    BussinessDocType: businessCode(kind),
    BussinessDocReason: reason,
    Paper: number(paper),
    BussinessDocumentInfo:
      update &&
      filled({
        DocumentInfo: update.document,
        DocumentReceiver: update.receiver,
        ReceiverList: receivers && {
          Receiver: receivers.map(one => ({ OrganId: one.organ, ReceiverType: one.type })),
        },
      }),
    ReplacementInfoList: replaces && {
      ReplacementInfo: replaces.map(one => ({
        DocumentId: one.documentId,
        OrganIdList: one.organs && { OrganId: one.organs },
      })),
    },
    StaffInfo: staff(who),
  }
}

const number = (value: number | undefined) => (value === undefined ? undefined : String(value))

/** An element with nothing in it is not written. */
function filled(element: Readonly<Record<string, unknown>>): object | undefined {
  return Object.values(element).some(value => value !== undefined) ? element : undefined
}
