import type { Document, DocumentStatus } from '../../contract/types.generated.ts'

import type { Named } from '../streamed.ts'
import type { XmlLimits } from '../xml/index.ts'

export type Attachment = NonNullable<Document['attachments']>[number]
/** One whose content is kept elsewhere, and read when it goes out. */
export type StoredAttachment = Attachment & { readonly stored: Named }
export type Business = NonNullable<Document['business']>

/** What edXML carries: a document, or word of what became of one. */
export type EdxmlMessage =
  | { readonly kind: 'document'; readonly document: Document }
  | { readonly kind: 'status'; readonly status: DocumentStatus }

/** QCVN 102:2016/BTTTT. */
export const edxmlNamespace = 'http://www.mic.gov.vn/TBT/QCVN_102_2016'

/** Documents with their papers inside are larger than any other message: some 30 MB of them. */
export const edxmlLimits: Partial<XmlLimits> = { bytes: 48 * 1024 * 1024 }
