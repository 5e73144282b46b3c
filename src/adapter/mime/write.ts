import { randomUUID } from 'node:crypto'

export interface Attachment {
  /** Content-ID, without angle brackets. */
  readonly id: string
  readonly type: string
  readonly bytes: Buffer
}

/**
 * multipart/related with the SOAP envelope first, as X-Road wants it (pr-mess: 8bit, the envelope is the root).
 * Ids and types come from the manifest, whose schema admits nothing that could end a line.
 */
export function writeMultipart(
  root: { readonly type: string; readonly bytes: Buffer },
  attachments: readonly Attachment[],
): { readonly contentType: string; readonly bytes: Buffer } {
  const boundary = `lt-${randomUUID()}`
  const parts = [{ id: 'root', ...root }, ...attachments]
  const bytes = parts.flatMap(({ id, type, bytes }, index) => [
    Buffer.from(
      `--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${index === 0 ? '8bit' : 'binary'}\r\n` +
        `Content-ID: <${id}>\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ])
  return {
    contentType: `multipart/related; type="${root.type.split(';')[0]}"; start="<root>"; boundary="${boundary}"`,
    bytes: Buffer.concat([...bytes, Buffer.from(`--${boundary}--\r\n`)]),
  }
}
