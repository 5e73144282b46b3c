const longest = 300

/**
 * A platform's sentence without what it echoes of the message: every sensitive value (without regard to case or
 * diacritics, as platforms like to upper-case names), every e-mail address, every run of nine or more digits
 * (identity, phone and account numbers). At most 300 characters.
 */
export function maskSentence(sentence: string, sensitive: readonly string[]): string {
  const letters = Array.from(sentence.normalize('NFC'))
  const folded = letters.map(foldLetter)
  const hidden = new Array<boolean>(letters.length).fill(false)
  for (const value of sensitive) hide(folded, Array.from(value.normalize('NFC')).map(foldLetter), hidden)
  const masked = letters
    .map((letter, index) => (hidden[index] ? (hidden[index - 1] ? '' : '•••') : letter))
    .join('')
  return cut(
    masked
      .replace(/[^\s@<>",;]+@[^\s@<>",;]+/g, '•••')
      .replace(/\d(?:[ .-]?\d){8,}/g, '•••')
      .trim(),
  )
}

/** One letter for one letter, so that positions stay: `đ` has no decomposition, so it is named. */
function foldLetter(letter: string): string {
  const base = (letter.normalize('NFD')[0] ?? letter).toLowerCase()
  return base === 'đ' ? 'd' : base
}

function hide(folded: readonly string[], needle: readonly string[], hidden: boolean[]): void {
  // Two letters identify nobody, but would blot out every sentence.
  if (needle.length < 3) return
  for (let start = 0; start + needle.length <= folded.length; start++) {
    if (needle.every((letter, index) => folded[start + index] === letter)) {
      hidden.fill(true, start, start + needle.length)
    }
  }
}

function cut(text: string): string {
  const letters = Array.from(text.replace(/\s+/g, ' '))
  return letters.length <= longest ? letters.join('') : `${letters.slice(0, longest - 1).join('')}…`
}
