/** Unicode's own bound for one letter (Stream-Safe Text, UAX #15 §13); no language comes near it. */
const piledUp = /\p{M}{31}/u
/** In so short a text no pile of marks costs anything, and looking for one would. */
const harmless = 500

/** Whether some letter carries more marks than any language puts onto one. Linear in the length of the text. */
export function pilesUpMarks(text: string): boolean {
  return text.length > harmless && piledUp.test(text)
}

/**
 * Unicode NFC in linear time. Bringing the marks of one letter into their order is quadratic in their number: half a
 * megabyte of nothing else would hold the event loop for a minute. A text that piles them up stays as it is.
 */
export function toNfc(text: string): string {
  return pilesUpMarks(text) ? text : text.normalize('NFC')
}
