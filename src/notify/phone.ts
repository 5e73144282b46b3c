/**
 * A Vietnamese mobile number as providers want it: 84, then nine digits. Undefined for anything else: landlines (02…)
 * and other countries get no message, and the eleven-digit numbers of before 2018 belong to nobody.
 */
export function mobileNumber(text: string): string | undefined {
  const digits = text.replace(/[\s.()-]/g, '')
  const [, national] = /^(?:\+84|0084|84|0)([35789]\d{8})$/.exec(digits) ?? []
  return national === undefined ? undefined : `84${national}`
}

/** For lists and pages: enough to recognise one's own. */
export function maskedNumber(number: string): string {
  return `${number.slice(0, 4)}${'•'.repeat(Math.max(number.length - 6, 0))}${number.slice(-2)}`
}
