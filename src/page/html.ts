/** A piece of HTML that is safe to send. Only {@link html} makes it, and it escapes whatever it is given. */
export interface Html {
  readonly safe: string
}

type Fill = string | number | Html | readonly Html[]

/** Template tag: everything filled in is escaped, except other pieces of HTML. */
export function html(parts: TemplateStringsArray, ...fills: Fill[]): Html {
  let safe = parts[0] ?? ''
  for (const [place, fill] of fills.entries()) safe += render(fill) + (parts[place + 1] ?? '')
  return { safe }
}

function render(fill: Fill): string {
  if (typeof fill === 'string' || typeof fill === 'number') return escapeHtml(String(fill))
  return 'safe' in fill ? fill.safe : fill.map(piece => piece.safe).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character] ?? '')
}
