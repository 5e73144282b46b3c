/** Replaces secrets in a text that is to be shown. */
export type Redact = (text: string) => string

// Shorter ones would blot out half of every text and protect nothing.
const shortest = 4

/** @param secrets as they are; they are also found as they stand in addresses and in base64. */
export function redactor(secrets: readonly string[]): Redact {
  const spellings = secrets
    .filter(secret => secret.length >= shortest)
    .flatMap(secret => [
      secret,
      encodeURIComponent(secret),
      inPath(secret),
      Buffer.from(secret).toString('base64'),
    ])
    .filter(spelling => spelling.length >= shortest)
  // Longest first: a secret may hold another.
  const found = [...new Set(spellings)].sort((a, b) => b.length - a.length)
  return text => found.reduce((shown, secret) => shown.replaceAll(secret, '•••'), text)
}

/** As an address spells it where it was put into the path as it is: of `@` and `/` nothing is escaped there. */
function inPath(secret: string): string {
  const url = new URL('http://localhost')
  url.pathname = `/${secret}`
  return url.pathname.slice(1)
}
