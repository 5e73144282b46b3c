import type { Operation } from '../../access/clients.ts'
import type { JsonSchema } from '../../contract/schemas.ts'
import { type AgencyRoute, FileAnswer, type RouteCall, type RouteSchema } from '../agency/routes.ts'
import { type Offer, offers } from './offers.ts'

/** Who calls, and how: what REST has in the address of its caller and its headers. */
export type SoapCall = Pick<RouteCall, 'client' | 'id' | 'caller' | 'headers' | 'raw'>

/** One operation: document/literal wrapped, so request and answer are the members of its two elements. */
export interface SoapOperation {
  readonly name: string
  readonly about: string
  /** What the caller's key must permit; absent: any key will do. */
  readonly permission: Operation | undefined
  readonly request: JsonSchema
  /** The member of the request that is the whole body in REST: use cases name places within it. */
  readonly body?: string
  readonly answer: JsonSchema
  /** @param input valid by `request` @throws Fault as the route of REST */
  run(call: SoapCall, input: Readonly<Record<string, unknown>>): Promise<object>
}

/**
 * The operations, each made of the very route that REST registered: same schemas, same rights, same use case.
 *
 * @throws RangeError when an offer names a route that is not there: a defect that must not start
 */
export function soapOperations(routes: readonly AgencyRoute[]): SoapOperation[] {
  return Object.entries(offers).map(([name, offer]) => {
    const route = routes.find(one => one.name === name)
    if (route === undefined) throw new RangeError(`SOAP offers ${name}, which the agency API does not have`)
    return operationOf(route, offer)
  })
}

function operationOf(route: AgencyRoute, offer: Offer): SoapOperation {
  const { schema } = route
  const { name, body } = offer
  const [params, query] = [propertiesOf(schema.params), propertiesOf(schema.querystring)]
  const defaults = defaultsOf(query)
  return {
    name,
    about: [schema.summary, schema.description].filter(text => text !== undefined).join('. '),
    permission: route.operation,
    request: requestOf(schema, body),
    ...(body === undefined ? {} : { body }),
    answer: answerOf(schema, offer),
    async run(call, input) {
      const value = await route.call({
        ...call,
        params: pick(input, params),
        query: { ...defaults, ...pick(input, query) },
        ...(body === undefined ? {} : { body: input[body] }),
      })
      const said = value instanceof FileAnswer ? fileOf(value) : value
      return offer.answer === undefined ? said : { [offer.answer]: said }
    },
  }
}

/** The members of the address first, then the body: one flat element. */
function requestOf({ params, querystring, body }: RouteSchema, member: string | undefined): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: [
      ...((params?.required ?? []) as string[]),
      ...((querystring?.required ?? []) as string[]),
      ...(member === undefined ? [] : [member]),
    ],
    properties: {
      ...propertiesOf(params),
      ...propertiesOf(querystring),
      ...(member === undefined || body === undefined ? {} : { [member]: body }),
    },
  }
}

const file: JsonSchema = {
  type: 'object',
  required: ['mediaType', 'content'],
  properties: {
    mediaType: { type: 'string' },
    content: { type: 'string', contentEncoding: 'base64' },
  },
}

/** The first answer that is a success; it says the same at 200, 201 and 202. */
function answerOf({ response = {} }: RouteSchema, { name, answer }: Offer): JsonSchema {
  const content = [200, 201, 202].map(status => response[status]?.content).find(its => its !== undefined)
  if (content === undefined) throw new RangeError(`the route of ${name} does not say what it answers`)
  const schema = content['application/json']?.schema ?? file
  return answer === undefined
    ? schema
    : { type: 'object', required: [answer], properties: { [answer]: schema } }
}

function fileOf({ mediaType, bytes }: FileAnswer): object {
  return { mediaType, content: bytes.toString('base64') }
}

type Properties = Readonly<Record<string, JsonSchema>>

function propertiesOf(schema: JsonSchema | undefined): Properties {
  return (schema?.properties ?? {}) as Properties
}

/** REST's validator fills them in. */
function defaultsOf(properties: Properties): object {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

function pick(input: Readonly<Record<string, unknown>>, properties: Properties): object {
  return Object.fromEntries(Object.entries(input).filter(([name]) => Object.hasOwn(properties, name)))
}
