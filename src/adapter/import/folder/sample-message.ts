import type { CanonicalLeaf } from '../guess/canonical.ts'
import { canonicalLeaves, type MessageKind } from '../guess/canonical.ts'

/** Values of nobody for members whose form our own schema prescribes. */
const particular: readonly (readonly [RegExp, string | number | boolean])[] = [
  [/^(code|dossier|originDossier)$/, '000.00.05.H99-261122-0001'],
  [/^procedure\.(nationalC|c)ode$/, '2.900452'],
  [/^agency\.code$/, 'H99.05'],
  [/email$/, 'mau@h99.example'],
  [/(phone|fax)$/, '0000000099'],
  [/identities\[\]\.number$/, '000099000123'],
  [/url$/, 'https://h99.example/mau.pdf'],
  [/(applicant|officer)\.name$/, 'Nguyễn Văn Mẫu'],
]

/** A canonical message that has exactly these members, filled with synthetic values; what our schema requires comes along. */
export function sampleMessage(paths: readonly string[], kind: MessageKind, whole: boolean): object {
  const leaves = canonicalLeaves(kind)
  const message: Record<string, unknown> = whole ? structuredClone(least[kind]) : {}
  for (const path of paths) {
    const leaf = leaves.get(path)
    if (leaf !== undefined) put(message, path.split('.'), syntheticValue(leaf))
  }
  return message
}

/** What messages that carry dossiers and steps must hold in any case. */
const least: Readonly<Record<MessageKind, Record<string, unknown>>> = {
  dossier: {
    code: '000.00.05.H99-261122-0001',
    procedure: { code: '2.900452', nationalCode: '2.900452' },
    agency: { code: 'H99.05', name: 'Sở Mẫu' },
    channel: 'online',
    applicant: { type: 'citizen', name: 'Nguyễn Văn Mẫu' },
    summary: 'Hồ sơ mẫu',
    status: 'registered',
    filedAt: '2026-11-22T08:15:00+07:00',
  },
  step: {
    dossier: '000.00.05.H99-261122-0001',
    at: '2026-11-22T08:15:00+07:00',
    status: 'processing',
    officer: { name: 'Nguyễn Văn Mẫu' },
    content: 'Thẩm định hồ sơ mẫu',
  },
}

function syntheticValue({ path, type, instant, words, maxLength = 200 }: CanonicalLeaf): unknown {
  const own = particular.find(([form]) => form.test(path))?.[1]
  if (own !== undefined) return own
  if (words?.[0] !== undefined) return words[0]
  if (instant) return '2026-11-22T08:15:00+07:00'
  if (type === 'boolean') return true
  if (type === 'integer') return 1
  return 'Mẫu thử'.slice(0, maxLength)
}

/** Writes a value at a path of a field table; lists get one item. */
function put(target: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
  const list = name.endsWith('[]')
  const key = list ? name.slice(0, -2) : name
  if (rest.length === 0) {
    target[key] = list ? [value] : value
    return
  }
  if (list) target[key] ??= [{}]
  else target[key] ??= {}
  const inner = list ? (target[key] as unknown[])[0] : target[key]
  put(inner as Record<string, unknown>, rest, value)
}
