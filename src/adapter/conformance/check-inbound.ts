import { compileInbound, type NativeReply } from '../inbound.ts'
import { violationsOf } from '../json-schema.ts'
import { observe } from '../observe.ts'
import { valueAt } from '../observed.ts'
import type { Bench } from './bench.ts'
import { differences } from './differences.ts'
import type { InboundFixture } from './fixture.ts'

type Call = InboundFixture['calls'][number]

/** Calls of the platform: read as expected, and answered in its words. */
export function inboundFaults({ operation, calls }: InboundFixture, bench: Bench): string[] {
  const { bundle, settings, nativeSchemas } = bench
  const spec = bundle.manifest.inbound?.[operation]
  if (spec === undefined) return [`${operation} is not among the manifest's inbound`]
  const inbound = compileInbound(spec, bundle, settings)
  const schema = nativeSchemas.get(spec.schema ?? '')
  return calls.flatMap(call => {
    const { canonical: expected, pointers, headers = {}, body, text } = call
    const bytes = Buffer.from(text ?? JSON.stringify(body ?? null))
    const observed = observe(
      { event: 'answer', status: 200, headers, body: bytes },
      inbound.reading,
      new Date(0),
    )
    const { canonical, violations } = inbound.decode(observed)
    const places = violations.map(({ pointer }) => pointer).sort()
    const reply = places.length === 0 ? inbound.accepted(canonical) : inbound.refused(violations)
    const fits = pointers !== undefined || schema === undefined || schema(valueAt(observed, spec.at ?? ''))
    return [
      ...(expected === undefined && pointers === undefined
        ? ['must expect a canonical message or pointers']
        : []),
      ...differences('unread', places, [...(pointers ?? [])].sort()),
      ...(expected === undefined ? [] : differences('canonical', canonical, expected)),
      ...(fits ? [] : violationsOf(schema).map(({ pointer, message }) => `native ${pointer} ${message.en}`)),
      ...replyFaults(call, reply),
    ].map(fault => `${call.about}: ${fault}`)
  })
}

function replyFaults({ reply: { status = 200, body, text } }: Call, given: NativeReply): string[] {
  const said = given.body.toString()
  return [
    ...differences('reply status', given.status, status),
    ...(text === undefined ? [] : differences('reply', said, text)),
    ...(body === undefined ? [] : differences('reply', JSON.parse(said) as unknown, body)),
  ]
}
