import type { FastifyInstance } from 'fastify'

/** Which methods an address takes: what `Allow` must say of it (RFC 9110 §15.5.6). */
export class Methods {
  readonly #routes = new Map<string, { pattern: RegExp; methods: Set<string> }>()

  /** Listens to the routes that are registered from now on. */
  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => {
      const known = this.#routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() }
      for (const name of [method].flat()) known.methods.add(name)
      this.#routes.set(url, known)
    })
  }

  /** Sorted; empty when there is nothing at this address. */
  of(url: string): string[] {
    const [path = ''] = url.split('?')
    const found = [...this.#routes.values()].filter(({ pattern }) => pattern.test(path))
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort()
  }
}

/** `/v1/dossiers::import` is a literal colon, `:code` a parameter, `*` the rest. */
function patternOf(route: string): RegExp {
  const source = route
    .split(/(::|:\w+|\*)/)
    .map(part => {
      if (part === '::') return ':'
      if (part === '*') return '.*'
      return part.startsWith(':') ? '[^/]+' : part.replace(/[.\\+?^${}()|[\]]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${source}$`)
}
