import type { Outline } from '../../xml/index.ts'

export interface Prefixes {
  naming(uri: string, local: string): string
  /** Those that were used, for the manifest: prefix → URI. */
  used(): Record<string, string>
}

/** Prefixes for names in tables: those of the documents where they can be used, so that a table reads like the guide. */
export function prefixesOf(documents: Iterable<Outline>): Prefixes {
  const wished = new Map<string, string>()
  const visit = (node: Outline) => {
    for (const [prefix, uri] of node.declares) {
      if (/^[A-Za-z_][\w-]*$/.test(prefix) && !/^xml/i.test(prefix) && !wished.has(uri))
        wished.set(uri, prefix)
    }
    node.children.forEach(visit)
  }
  for (const document of documents) visit(document)
  const given = new Map<string, string>()
  return {
    naming(uri, local) {
      if (uri === '') return local
      let prefix = given.get(uri)
      if (prefix === undefined) {
        const wish = wished.get(uri)
        const taken = new Set(given.values())
        prefix = wish === undefined || taken.has(wish) ? `n${given.size + 1}` : wish
        given.set(uri, prefix)
      }
      return `${prefix}:${local}`
    },
    used: () => Object.fromEntries([...given].map(([uri, prefix]) => [prefix, uri])),
  }
}
