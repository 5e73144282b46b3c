const longest = 300
/** Of a longer sentence no more is looked at: masking costs more than reading, and nobody reads so far. */
const mostLetters = 4000
/** What stands at that cut may be half of something personal, no longer known for what it is: it is not shown. */
const marginLetters = 500

/**
 * A platform's sentence without what it echoes of the message: every sensitive value (without regard to case or
 * diacritics, as platforms like to upper-case names), every e-mail address, every run of nine or more digits
 * (identity, phone and account numbers). At most 300 characters.
 */
export function maskSentence(sentence: string, sensitive: readonly string[]): string {
  const letters = Array.from(sentence.slice(0, mostLetters).normalize('NFC'))
  const folded = letters.map(foldLetter)
  const hidden = new Array<boolean>(letters.length).fill(false)
  for (const value of sensitive)
    hide(folded, Array.from(value.slice(0, mostLetters).normalize('NFC')).map(foldLetter), hidden)
  const shown = sentence.length > mostLetters ? letters.slice(0, -marginLetters) : letters
  const masked = shown
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
