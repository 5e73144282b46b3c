import { invalidRow, type Row } from './table.ts'
import { type Span, spanOf, type Validity } from './validity.ts'

/** What has a code, a time in which it is valid, and perhaps one that takes its place afterwards. */
export interface Succeeding extends Validity {
  readonly code: string
  readonly successor?: string
}

/** A catalogue entry with its validity as numbers and its successor found. */
export interface Link<Item extends Succeeding> {
  readonly item: Item
  readonly span: Span
  next: Link<Item> | undefined
}

/**
 * Joins entries to their successors.
 *
 * @throws Fault `catalog-invalid` for a code given twice, a successor that does not exist, and a circle of successors.
 */
export function linkAll<Item extends Succeeding>(
  rows: readonly { row: Row<string>; item: Item }[],
): Map<string, Link<Item>> {
  const links = new Map<string, Link<Item>>()
  for (const { row, item } of rows) {
    if (links.has(item.code)) throw invalidRow(row, `code ${item.code} is given twice`)
    links.set(item.code, { item, span: spanOf(item), next: undefined })
  }
  for (const { row, item } of rows) {
    if (item.successor === undefined) continue
    const next = links.get(item.successor)
    if (!next) throw invalidRow(row, `successor ${item.successor} does not exist`)
    const link = links.get(item.code)
    if (link) link.next = next
  }
  for (const { row, item } of rows) refuseCircle(links.get(item.code), row)
  return links
}

export function isValid(link: Link<Succeeding>, at: number): boolean {
  return at >= link.span.from && at < link.span.until
}

/** The entry itself, or the one that has taken its place by then; undefined when none is valid at that time. */
export function inForce<Item extends Succeeding>(link: Link<Item>, at: number): Link<Item> | undefined {
  let current: Link<Item> = link
  while (at >= current.span.until && current.next) current = current.next
  return isValid(current, at) ? current : undefined
}

function refuseCircle(start: Link<Succeeding> | undefined, row: Row<string>): void {
  const seen = new Set<Link<Succeeding>>()
  for (let current = start; current; current = current.next) {
    if (seen.has(current)) throw invalidRow(row, `the successors of ${row.values.code} form a circle`)
    seen.add(current)
  }
}
