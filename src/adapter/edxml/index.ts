/** Documents between agencies, as QCVN 102:2016/BTTTT writes them. Pure: no file, no network. */
export { EdxmlFault, type EdxmlReason } from './fault.ts'
export { type EdxmlReading, readEdxml, readEdxmlAside } from './read.ts'
export { type EdxmlMessage, edxmlNamespace } from './types.ts'
export { documentIdOf, writeEdxml } from './write.ts'
export { unzip, type ZipFile, type ZipLimits, zipLimits, zipOne } from './zip.ts'
