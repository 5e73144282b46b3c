/** Documents between agencies, as QCVN 102:2016/BTTTT writes them. Pure: no file, no network. */
export { EdxmlFault, type EdxmlReason } from './fault.ts'
export { type EdxmlReading, readEdxml, readEdxmlAside } from './read.ts'
export { readEdxmlSpooled, type SpooledMessage, type SpooledPaper } from './read-spooled.ts'
export { type PackedAt, unpack } from './spooled-zip.ts'
export { type EdxmlMessage, edxmlNamespace, type StoredAttachment } from './types.ts'
export { documentIdOf, streamEdxml, writeEdxml } from './write.ts'
export { unzip, type ZipFile, type ZipLimits, zipLimits, zipOne } from './zip.ts'
