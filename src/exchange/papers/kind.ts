/** Beginnings by which kinds of documents are known; the store does not say what it hands out. */
const beginnings: readonly (readonly [string, readonly number[], string])[] = [
  ['application/pdf', [...Buffer.from('%PDF-')], 'pdf'],
  ['image/jpeg', [0xff, 0xd8, 0xff], 'jpg'],
  ['image/png', [0x89, 0x50, 0x4e, 0x47], 'png'],
  ['image/tiff', [0x49, 0x49, 0x2a, 0x00], 'tif'],
  ['application/zip', [0x50, 0x4b, 0x03, 0x04], 'zip'],
  ['application/xml', [...Buffer.from('<?xml')], 'xml'],
]

/** Never HTML or a script, whatever it is: what is not known is bytes. */
export function kindOf(bytes: Buffer): { readonly type: string; readonly extension: string } {
  const found = beginnings.find(([, start]) => start.every((byte, place) => bytes[place] === byte))
  return found === undefined
    ? { type: 'application/octet-stream', extension: 'bin' }
    : { type: found[0], extension: found[2] }
}
