import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Client, Operation } from '../../access/clients.ts'
import type { JsonSchema } from '../../contract/schemas.ts'
import type { Caller } from '../caller/caller.ts'

/** What a route says of itself; the members that other surfaces read. */
export interface RouteSchema {
  readonly summary?: string
  readonly description?: string
  readonly params?: JsonSchema
  readonly querystring?: JsonSchema
  readonly body?: JsonSchema
  readonly response?: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>
}
interface Content {
  readonly schema: JsonSchema
}

/** A call of a route that did not come by REST; all of it valid by the route's schemas already. */
export interface RouteCall {
  readonly client: Client
  readonly id: string
  readonly caller: Caller
  /** By lower-case name: `idempotency-key`, `accept-language`. */
  readonly headers: Readonly<Record<string, string>>
  readonly params: object
  readonly query: object
  readonly body?: unknown
  /** Of the connection over which the call came, which may be cut. */
  readonly raw: FastifyReply['raw']
}

/** One route of the agency API, as a surface beside REST sees it. */
export interface AgencyRoute {
  /** `PUT /dossiers/:code`: without the API's prefix, a literal colon doubled. */
  readonly name: string
  /** What the caller's key must permit. */
  readonly operation: Operation | undefined
  readonly schema: RouteSchema
  /** What it answers to REST, as JSON takes it, or a `FileAnswer`. @throws Fault as the route */
  call(call: RouteCall): Promise<object>
}

/** An answer that is no JSON. */
export class FileAnswer {
  readonly mediaType: string
  readonly bytes: Buffer

  constructor(mediaType: string, bytes: Buffer) {
    this.mediaType = mediaType
    this.bytes = bytes
  }
}

/**
 * Listens to the routes that are registered from now on, here and in what is registered below: whatever REST offers is
 * known to the other surfaces, and nobody can forget to tell them.
 */
export function collectRoutes(app: FastifyInstance, routes: AgencyRoute[]): void {
  app.addHook('onRoute', ({ method, url, prefix, schema, config, handler }) => {
    for (const one of [method].flat()) {
      if (one === 'HEAD') continue
      routes.push({
        name: `${one} ${url.slice(prefix.length)}`,
        operation: config?.operation,
        schema: (schema ?? {}) as RouteSchema,
        call: async call => {
          const answered = new Answered(call.raw)
          const reply = only(answered, 'reply')
          const request = only(requestOf(call), 'request')
          const run = handler as unknown as (request: FastifyRequest, reply: FastifyReply) => unknown
          const value = await run.call(app, request as FastifyRequest, reply as unknown as FastifyReply)
          return answered.payload ?? (value as object)
        },
      })
    }
  })
}

function requestOf({ client, id, caller, headers, params, query, body }: RouteCall): object {
  return { client, id, caller, headers, params, query, body, bodyText: undefined }
}

/** What a handler may say to its reply; only a file is kept, statuses are REST's own. */
class Answered {
  readonly raw: FastifyReply['raw']
  payload: FileAnswer | undefined
  #type = 'application/octet-stream'

  constructor(raw: FastifyReply['raw']) {
    this.raw = raw
  }

  code(_status: number): this {
    return this
  }

  header(_name: string, _value: string): this {
    return this
  }

  type(mediaType: string): this {
    this.#type = mediaType
    return this
  }

  send(bytes: Buffer): this {
    this.payload = new FileAnswer(this.#type, bytes)
    return this
  }
}

/**
 * A handler that reaches for what another surface cannot give must fail loudly, not read undefined.
 *
 * @throws RangeError a defect of the handler: leave its route out, or give it what it needs
 */
function only<T extends object>(members: T, what: string): T {
  const proxy: T = new Proxy(members, {
    get(target, name) {
      if (typeof name === 'string' && name !== 'then' && !(name in target))
        throw new RangeError(`a ${what} without HTTP has no "${name}"`)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function'
        ? (...given: unknown[]) => {
            const result: unknown = value.apply(target, given)
            return result === target ? proxy : result
          }
        : value
    },
  })
  return proxy
}
