/** The files of one field of a multipart form (RFC 7578), in order; undefined for a body that is none. */
export function filesOf(contentType: string, body: unknown, field: string): Buffer[] | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined || !Buffer.isBuffer(body)) return undefined
  const files: Buffer[] = []
  const mark = Buffer.from(`--${boundary}`)
  for (let from = body.indexOf(mark); from !== -1; ) {
    const next = body.indexOf(mark, from + mark.length)
    if (next === -1) break
    const part = body.subarray(from + mark.length + 2, next - 2)
    const end = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, Math.max(end, 0)).toString('utf8')
    if (end !== -1 && head.includes(`name="${field}"`) && head.includes('filename='))
      files.push(part.subarray(end + 4))
    from = next
  }
  return files
}
