/** Unicode's own bound for one letter (Stream-Safe Text, UAX #15 §13); no language comes near it. */
const most = 30
const piledUp = /\p{M}{31}/u
/** In so short a text no pile of marks costs anything, and looking for one would. */
const harmless = 500
/** U+0300, the first of all marks. Halves of surrogate pairs, of which later marks are made, lie above it too. */
const firstMark = 0x300

/** Whether some letter carries more marks than any language puts onto one. Linear in the length of the text. */
export function pilesUpMarks(text: string): boolean {
  if (text.length <= harmless) return false
  // A pile covers one of every 31 places, so only these are looked at: every request's body comes through here.
  for (let at = most; at < text.length; at += most + 1) {
    if (text.charCodeAt(at) >= firstMark && mayPileUp(text, at)) return piledUp.test(text)
  }
  return false
}

/** Whether as many neighbours as a pile has could all be marks. */
function mayPileUp(text: string, at: number): boolean {
  let from = at
  while (from > 0 && at - from < most && text.charCodeAt(from - 1) >= firstMark) from--
  let to = at + 1
  while (to < text.length && to - from <= most && text.charCodeAt(to) >= firstMark) to++
  return to - from > most
}

/**
 * Unicode NFC in linear time. Bringing the marks of one letter into their order is quadratic in their number: half a
 * megabyte of nothing else would hold the event loop for a minute. A text that piles them up stays as it is.
 */
export function toNfc(text: string): string {
  return pilesUpMarks(text) ? text : text.normalize('NFC')
}
