const segment = /^[@#]?[\p{L}_][\p{L}\p{M}\p{N}_-]*(?::[\p{L}_][\p{L}\p{M}\p{N}_-]*)?$/u

/** Whether a field table can name this member; what it cannot name it cannot carry (see mapping/path.ts). */
export function isTableName(name: string): boolean {
  return segment.test(name) && !(name in Object.prototype) && name !== 'prototype' && name.length <= 100
}

/** `TraCuuHoSo_v2` → `tra-cuu-ho-so-v2`: for ids of adapters and operations. Empty where no letter is left. */
export function kebab(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '')
}

/** `SoDinhDanh`, `so_dinh_danh`, `dan:SoDinhDanh`, `@soDinhDanh` are one word: `sodinhdanh`. */
export function wordOf(name: string): string {
  return name
    .slice(name.indexOf(':') + 1)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** `x-api-key` → `xApiKey`: for names of settings, which templates can hold. */
export function camel(name: string): string {
  const [first = '', ...rest] = kebab(name).split('-').filter(Boolean)
  return first + rest.map(word => (word[0] ?? '').toUpperCase() + word.slice(1)).join('')
}

/** Text of a stranger as it may stand in a file of ours: one line, no marks that mean something there. */
export function oneLine(text: string, most = 200): string {
  return text
    .normalize('NFC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .replace(/[{}`|<>]/g, ' ')
    .trim()
    .slice(0, most)
}
