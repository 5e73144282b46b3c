import { EdxmlFault } from './fault.ts'

const zone = '+07:00'

/** `2026-01-01` from `2026/01/01`. @throws EdxmlFault for what is no day. */
export function readDay(text: string): string {
  const [, year, month, day] = /^(\d{4})\/(\d\d)\/(\d\d)$/.exec(text.trim()) ?? []
  const iso = `${year}-${month}-${day}`
  if (year === undefined || new Date(`${iso}T00:00:00Z`).toJSON()?.slice(0, 10) !== iso)
    throw new EdxmlFault('date')
  return iso
}

export const writeDay = (iso: string) => iso.replaceAll('-', '/')

/** Times of edXML are Vietnam's and do not say so. @throws EdxmlFault */
export function readTime(text: string): string {
  const [, day = '', time = ''] = /^(\S+) (\d\d:\d\d:\d\d)$/.exec(text.trim()) ?? []
  const instant = `${readDay(day)}T${time}${zone}`
  if (Number.isNaN(Date.parse(instant))) throw new EdxmlFault('date')
  return instant
}

/** To the second: edXML knows nothing finer. */
export function writeTime(instant: string): string {
  const local = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString()
  return `${writeDay(local.slice(0, 10))} ${local.slice(11, 19)}`
}
