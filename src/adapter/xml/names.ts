import { XmlFault } from './fault.ts'
import { longestUri } from './limits.ts'

/** Prefix → URI, as a manifest declares them. The prefix `""` gives bare names to its namespace. */
export type Namespaces = Readonly<Record<string, string>>

export const xsi = 'http://www.w3.org/2001/XMLSchema-instance'
export const xmlUri = 'http://www.w3.org/XML/1998/namespace'

/** Known without being declared. */
const always: Namespaces = { xsi, xml: xmlUri }

/** An element's or attribute's name in an object: `prefix:Local`, `Local`, or `{uri}Local` where nothing is declared. */
export type Naming = (uri: string, local: string) => string

/** Names go by URI: which prefix the wire uses means nothing. */
export function naming(namespaces: Namespaces): Naming {
  const prefixes = prefixesOf(namespaces)
  // Of one document: what a hostile one makes up must not stay.
  const known = new Map<string, Map<string, string>>()
  return (uri, local) => {
    let names = known.get(uri)
    if (names === undefined) {
      names = new Map()
      known.set(uri, names)
    }
    let name = names.get(local)
    if (name === undefined) {
      const prefix = uri === '' ? '' : prefixes.get(uri)
      name = prefix === undefined ? `{${uri}}${local}` : prefix === '' ? local : `${prefix}:${local}`
      names.set(local, name)
    }
    return name
  }
}

/** A manifest's are the same for every document. */
const prefixesByManifest = new WeakMap<Namespaces, ReadonlyMap<string, string>>()

function prefixesOf(namespaces: Namespaces): ReadonlyMap<string, string> {
  const found = prefixesByManifest.get(namespaces)
  if (found !== undefined) return found
  const prefixes = new Map(
    [...Object.entries(always), ...Object.entries(namespaces)].map(([prefix, uri]) => [uri, prefix]),
  )
  prefixesByManifest.set(namespaces, prefixes)
  return prefixes
}

/** What prefixes mean at one place of a document; inner declarations hide outer ones. */
export interface Scope {
  readonly own: ReadonlyMap<string, string>
  readonly outer: Scope | undefined
}

export const outermost: Scope = {
  own: new Map([
    ['', ''],
    ['xml', xmlUri],
  ]),
  outer: undefined,
}

/** @throws XmlFault namespace, for a prefix that nothing declares. */
export function uriOf(scope: Scope, prefix: string): string {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const uri = at.own.get(prefix)
    if (uri !== undefined) return uri
  }
  throw new XmlFault('namespace')
}

/** @throws XmlFault namespace, for declarations that Namespaces in XML 1.0 §3 forbids, and for endless URIs. */
export function declare(outer: Scope, declarations: readonly (readonly [string, string])[]): Scope {
  if (declarations.length === 0) return outer
  for (const [prefix, uri] of declarations) {
    const reserved = prefix === 'xmlns' || (prefix === 'xml') !== (uri === xmlUri)
    if (reserved || (prefix !== '' && uri === '') || uri.length > longestUri) throw new XmlFault('namespace')
  }
  return { own: new Map(declarations), outer }
}

/** Names that could reach what all objects share; the parser behind the reader refuses them, too. */
export function isReserved(local: string): boolean {
  return local === '__proto__' || local === 'constructor' || local === 'prototype'
}

/** `prefix:Local` in two. @throws XmlFault name */
export function splitName(name: string): readonly [prefix: string, local: string] {
  const colon = name.indexOf(':')
  const local = colon === -1 ? name : name.slice(colon + 1)
  if (local === '' || colon === 0 || local.includes(':') || isReserved(local)) throw new XmlFault('name')
  return [colon === -1 ? '' : name.slice(0, colon), local]
}
