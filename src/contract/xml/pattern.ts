/**
 * A pattern of JSON Schema (ECMA-262) in the words of XML Schema (XSD 1.0 part 2 appendix F), where they mean the same;
 * undefined where they would not. XML Schema's patterns always match the whole value, and know neither anchors nor `(?`.
 */
export function xsdPattern(pattern: string): string | undefined {
  const inner = /^\^(.*)\$$/s.exec(pattern)?.[1]
  // Unanchored, or `^a|b$`, of which each branch has one anchor only.
  if (inner === undefined || hasOuterChoice(inner)) return undefined
  const bare = outsideClasses(inner)
  if (/\(\?|[$^]|\\[bBkuxc0-9]|[*+?}]\?/.test(bare)) return undefined
  return inner.replaceAll('\\/', '/')
}

function hasOuterChoice(pattern: string): boolean {
  let depth = 0
  for (const letter of outsideClasses(pattern)) {
    if (letter === '(') depth++
    else if (letter === ')') depth--
    else if (letter === '|' && depth === 0) return true
  }
  return false
}

/** The pattern with every character class and every escaped bracket, bar or anchor replaced by a letter. */
function outsideClasses(pattern: string): string {
  return pattern.replace(/\\[^a-zA-Z0-9]|\[(?:\\.|[^\]\\])*\]/gs, 'x')
}
