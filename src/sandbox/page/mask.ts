/** A person's number with all but its last three digits hidden. */
export function maskNumber(digits: string): string {
  return '•'.repeat(Math.max(0, digits.length - 3)) + digits.slice(-3)
}

/** A name of which only the first letter of each word is left. */
export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => `${[...word][0]}•••`)
    .join(' ')
}

/** Free text in which whatever might be a person's number, card or telephone number (9 digits or more) is masked. */
export function maskNumbersIn(text: string): string {
  return text.replace(/\d{9,}/g, maskNumber)
}
