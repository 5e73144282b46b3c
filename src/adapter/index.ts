/** What the other rooms may use of this one. */
export { type AdapterHost, openAdapter } from './adapter.ts'
export { AdapterFault } from './adapter-fault.ts'
export { memoryTokens, type StoredToken, type TokenStore } from './auth/tokens.ts'
export { digestOf, filesOf, packBundle, unpackBundle } from './bundle/bundle.ts'
export { type Files, fileLimits } from './bundle/files.ts'
export { readFolder } from './bundle/folder.ts'
export { conform, type SuiteOptions, validate } from './conformance/conform.ts'
export { type Conformance, checks, type Finding, renderReport } from './conformance/report.ts'
export { faultTexts } from './conformance/texts.ts'
export {
  documentIdOf,
  type PackedAt,
  readEdxmlSpooled,
  type SpooledMessage,
  type SpooledPaper,
  type StoredAttachment,
  unpack,
  writeEdxml,
  zipLimits,
} from './edxml/index.ts'
export { among } from './egress/address.ts'
export type { AnsweredFile } from './file-answer.ts'
export type { AnswerHead } from './filling.ts'
export { authKinds } from './import/auth-kinds.ts'
export { copyOf, copyPrefix } from './import/copy.ts'
export { type Carrying, type ImportOptions, importAdapter, isFree } from './import/import.ts'
export type { Inbound, JudgedRow, NativeReply, Received } from './inbound.ts'
export type { IncomingCall, ReadCall } from './inbound-auth.ts'
export { type ClientCertificate, clientCertificate } from './inbound-certificate.ts'
export { type Bundle, type Loading, loadFiles, loadFolder, readManifest } from './load.ts'
export type { Logger } from './logger.ts'
export { type Manifest, type MessageKind, messageKinds, type OperationSpec } from './manifest.ts'
export type { Loss } from './mapping/run.ts'
export { shapeOf } from './mapping/shape.ts'
export type { Outcome, Standing } from './outcome.ts'
export { at } from './pointer.ts'
export { maskSettings, secretsOf } from './secrets.ts'
export { prepareSettings, type Settings as AdapterSettings, settingsViolations } from './settings.ts'
export type { Contents, Spool, Spooled } from './streamed.ts'
export type { SubmissionSaid } from './submission-said.ts'
export { openTranslator, type Translator } from './translator.ts'
export { addressBelow } from './transport/address.ts'
export type {
  Adapter,
  AskResult,
  CallContext,
  CallRecord,
  DeliverRecord,
  PreparedAsk,
  ProbeResult,
} from './types.ts'
export { closeXmlWorkers } from './xml/index.ts'
