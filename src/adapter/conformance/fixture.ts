import { AdapterFault } from '../adapter-fault.ts'
import type { ReplyEvent } from '../egress/reply.ts'
import { compileSchema, violationsOf } from '../json-schema.ts'
import type { Standing, Verdict } from '../outcome.ts'

/** A recorded answer of the platform. */
export interface RecordedAnswer {
  /** Default: answer. */
  readonly event?: ReplyEvent
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is. */
  readonly text?: string
}

/** A canonical message and what it looks like at the platform, read both ways. */
export interface MessageFixture {
  readonly kind: 'message'
  readonly about: string
  readonly operation: string
  readonly canonical: Readonly<Record<string, unknown>>
  readonly native: Readonly<Record<string, unknown>>
  /** The whole request body, with `session` as the session. */
  readonly request?: {
    readonly standing: Standing
    readonly session: string
    readonly recordId?: string
    readonly body: unknown
  }
  /** Losses that encoding must record. Default: none. */
  readonly losses?: readonly { readonly canonical: string; readonly codec: string }[]
  /** What the native message decodes to. Default: the canonical message. */
  readonly decodes?: Readonly<Record<string, unknown>>
}

/** Messages that must not be sent, with the pointers that the refusal must name. */
export interface RefusalFixture {
  readonly kind: 'refusal'
  readonly about: string
  readonly operation: string
  readonly canonical: Readonly<Record<string, unknown>>
  readonly pointers: readonly string[]
}

/** Answers of the platform and what each must mean. */
export interface AnswersFixture {
  readonly kind: 'answers'
  /** An operation, or `auth` for the login. */
  readonly operation: string
  readonly canonical?: Readonly<Record<string, unknown>>
  readonly answers: readonly {
    readonly about: string
    /** Default: absent. */
    readonly told?: Standing
    readonly answer: RecordedAnswer
    /** Members that the outcome must have, kind and rule among them. */
    readonly outcome: Partial<Omit<Verdict, 'message'>>
    /** What the answer says in our words, where the manifest maps it; of a file its type and how many bytes it has. */
    readonly says?: Readonly<Record<string, unknown>>
    /** Words that the outcome's message must not hold. */
    readonly hides?: readonly string[]
  }[]
}

/** Answers to the probe of an uncertain delivery and what each must prove. */
export interface ProbesFixture {
  readonly kind: 'probes'
  readonly operation: string
  readonly canonical: Readonly<Record<string, unknown>>
  readonly probes: readonly {
    readonly about: string
    readonly answer: RecordedAnswer
    readonly found: 'present' | 'absent' | 'unsure'
  }[]
}

/** What a message says in our words, or where it cannot be read. */
interface Understood {
  readonly canonical?: Readonly<Record<string, unknown>>
  /** Instead: native places that cannot be read. */
  readonly pointers?: readonly string[]
  /** What it is known by, where the manifest deduplicates; of what is submitted its idempotency key. */
  readonly key?: string
  /** Of a row that is submitted: what it came to. Nothing: accepted. */
  readonly came?: Submitted
}

/** What the gateway says to what is submitted: members of {canonical.…} in the reply, or a refusal of its catalogue. */
export interface Submitted {
  readonly reply?: Readonly<Record<string, unknown>>
  readonly fault?: {
    readonly code: string
    readonly params?: Readonly<Record<string, string | number>>
    /** Canonical places. */
    readonly pointers?: readonly string[]
  }
}

/** Calls of the platform, what each says in our words or where it cannot be read, and what it is answered. */
export interface InboundFixture {
  readonly kind: 'inbound'
  /** A name of the manifest's `inbound`. */
  readonly operation: string
  readonly calls: readonly (Understood & {
    readonly about: string
    /** Default: POST. */
    readonly method?: 'POST' | 'GET' | 'PUT'
    readonly headers?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, string>>
    /** In the path. */
    readonly secret?: string
    /** Whence the connection comes. */
    readonly address?: string
    /** What it has proven to hold the key of, in PEM. */
    readonly certificate?: string
    /** Default: yes. */
    readonly admitted?: boolean
    /** Sent as JSON. */
    readonly body?: unknown
    /** Sent as it is. */
    readonly text?: string
    /** Of a call with several messages. */
    readonly rows?: readonly Understood[]
    /** What the use case says to it; nothing: it accepts. To rows it says `reply` to each. */
    readonly said?: {
      readonly reply?: Readonly<Record<string, unknown>>
      readonly duplicate?: boolean
      /** Canonical places that it refuses. */
      readonly refused?: readonly string[]
      readonly failed?: boolean
    }
    /** Of a question: what the use case answers. */
    readonly answer?: Readonly<Record<string, unknown>>
    readonly reply: { readonly status?: number; readonly body?: unknown; readonly text?: string }
  })[]
}

export type Fixture = MessageFixture | RefusalFixture | AnswersFixture | ProbesFixture | InboundFixture

const object = { type: 'object' }
const text = { type: 'string', minLength: 1 }
const answer = {
  type: 'object',
  additionalProperties: false,
  properties: {
    event: { enum: ['answer', 'unsent', 'timeout', 'lost', 'too-large'] },
    status: { type: 'integer' },
    headers: object,
    body: {},
    text: { type: 'string' },
  },
}
const places = { type: 'array', items: { type: 'string' }, minItems: 1 }
const came = {
  type: 'object',
  additionalProperties: false,
  properties: {
    reply: object,
    fault: {
      type: 'object',
      additionalProperties: false,
      required: ['code'],
      properties: { code: text, params: object, pointers: places },
    },
  },
}
const understood = { canonical: object, pointers: places, key: { type: 'string' }, came }
const incoming = {
  type: 'object',
  additionalProperties: false,
  required: ['about', 'reply'],
  properties: {
    about: text,
    method: { enum: ['POST', 'GET', 'PUT'] },
    headers: object,
    query: object,
    secret: { type: 'string' },
    address: { type: 'string' },
    certificate: { type: 'string' },
    admitted: { type: 'boolean' },
    body: {},
    text: { type: 'string' },
    ...understood,
    rows: { type: 'array', items: { type: 'object', additionalProperties: false, properties: understood } },
    said: {
      type: 'object',
      additionalProperties: false,
      properties: {
        reply: object,
        duplicate: { type: 'boolean' },
        refused: { type: 'array', items: { type: 'string' } },
        failed: { type: 'boolean' },
      },
    },
    answer: object,
    reply: object,
  },
}
const list = (properties: object, required: readonly string[]) => ({
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['about', 'answer', ...required],
    properties: { about: text, answer, ...properties },
  },
})
const kind = (name: string, properties: object, required: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'operation', ...required],
  properties: { kind: { const: name }, operation: text, about: text, ...properties },
})

const schemas: Readonly<Record<Fixture['kind'], object>> = {
  message: kind(
    'message',
    { canonical: object, native: object, request: object, losses: { type: 'array' }, decodes: object },
    ['about', 'canonical', 'native'],
  ),
  refusal: kind('refusal', { canonical: object, pointers: { type: 'array', items: text, minItems: 1 } }, [
    'about',
    'canonical',
    'pointers',
  ]),
  answers: kind(
    'answers',
    {
      canonical: object,
      answers: list({ told: text, outcome: object, says: object, hides: { type: 'array' } }, ['outcome']),
    },
    ['answers'],
  ),
  inbound: kind('inbound', { calls: { type: 'array', minItems: 1, items: incoming } }, ['calls']),
  probes: kind('probes', { canonical: object, probes: list({ found: text }, ['found']) }, [
    'canonical',
    'probes',
  ]),
}

/** Checks a parsed fixture: a misspelt expectation would otherwise pass unseen. @throws AdapterFault */
export function checkFixture(value: unknown): Fixture {
  const name = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : ''
  if (!Object.hasOwn(schemas, name))
    throw new AdapterFault(`kind must be one of ${Object.keys(schemas).join(', ')}`)
  const validator = compileSchema(schemas[name as Fixture['kind']])
  if (validator(value)) return value as Fixture
  throw new AdapterFault(
    violationsOf(validator)
      .map(({ pointer, message }) => `${pointer} ${message.en}`)
      .join('; '),
  )
}
