/**
 * A document without what toolkits say about themselves: `xsi:type` on every element, as those of SOAP's first years
 * write it, makes an object of what is a text. Pure.
 */
export function withoutAsides(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutAsides)
  if (typeof node !== 'object' || node === null) return node
  const all = Object.entries(node)
  const members = all.filter(([name]) => !name.startsWith('@xsi:'))
  const [[first, text] = []] = members
  if (members.length < all.length && (first === undefined || (members.length === 1 && first === '#text')))
    return text ?? ''
  return Object.fromEntries(members.map(([name, value]) => [name, withoutAsides(value)]))
}
