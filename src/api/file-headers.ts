/** Types that no browser runs. Everything else is bytes: a page or a picture with a script in it is not shown from here. */
const harmless = new Set([
  'application/pdf',
  'application/zip',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'image/jpeg',
  'image/png',
  'image/tiff',
  'image/gif',
  'text/plain',
])
const longestName = 200

export interface FileFacts {
  readonly name?: string | undefined
  readonly type?: string | undefined
  /** Hex. */
  readonly sha256?: string | undefined
}

/** Headers of a file that came from somebody else: nothing in it becomes a header's, and no browser runs it. */
export function fileHeaders({ name, type, sha256 }: FileFacts): Record<string, string> {
  const media = type?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return {
    'content-type': harmless.has(media) ? media : 'application/octet-stream',
    'content-disposition': disposition(name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
    ...(sha256 === undefined
      ? {}
      : { 'content-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:` }),
  }
}

/** RFC 6266: the name in ASCII for old readers, and as it is (RFC 8187). */
function disposition(name: string | undefined): string {
  // Controls, and what folders are made of.
  const clean = [...(name ?? '').replace(/[\p{Cc}\p{Cf}\p{Surrogate}/\\]/gu, '_')]
    .slice(0, longestName)
    .join('')
    .trim()
  if (clean === '') return 'attachment'
  const ascii = clean
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]|["%;]/g, '_')
  const encoded = encodeURIComponent(clean).replace(/['()*!]/g, letter => {
    return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
  })
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
