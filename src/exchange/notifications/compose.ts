import type { Adapter } from '../../adapter/index.ts'
import type { Notification } from '../../contract/types.generated.ts'
import type { Route } from '../../ledger/outbox.ts'
import type { Template } from '../../notify/messages.ts'
import { plain, tidy } from '../../notify/plain.ts'
import { measure } from '../../notify/segments.ts'
import { render } from '../../notify/template.ts'
import { serves } from '../route.ts'

/** A message before it is known which way it goes. */
export interface Letter {
  readonly id: string
  readonly reference: string
  readonly at: Date
  readonly agency: string
  readonly dossier?: string
  readonly event?: string
  readonly phone: string
  readonly values: Readonly<Record<string, string>>
}

/** The message as an adapter takes it. Pure. */
export function compose(letter: Letter, template: Template, channel: string): Notification {
  const { id, reference, at, agency, dossier, event, phone, values } = letter
  const provider = template.providers?.[channel]
  const form = provider?.form ?? template.form
  const text = render(template.text, values, form)
  const { encoding, segments } = measure(text)
  const say = form === 'plain' ? plain : tidy
  return {
    id,
    reference,
    at: at.toISOString(),
    agency,
    ...(dossier === undefined ? {} : { dossier }),
    ...(event === undefined ? {} : { event: event as NonNullable<Notification['event']> }),
    template: template.id,
    ...(provider === undefined
      ? {}
      : {
          providerTemplate: provider.template,
          parameters: Object.entries(provider.parameters).map(([name, ours]) => ({
            name,
            value: say(values[ours] ?? ''),
          })),
        }),
    recipient: { phone },
    text,
    form,
    encoding,
    segments,
  }
}

export interface Way {
  readonly route: Route
  readonly message: Notification
}

/**
 * The first channel in order that is there, serves the agency, has what it needs for this message, and has not been tried.
 *
 * @param heir the agency that stands in its place now, after a reform
 */
export function nextWay(
  adapters: readonly Adapter[],
  channels: readonly string[],
  tried: readonly string[],
  letter: Letter,
  template: Template,
  heir: string | undefined,
): Way | undefined {
  for (const channel of channels) {
    if (tried.includes(channel)) continue
    const adapter = adapters.find(({ id }) => id === channel)
    if (adapter === undefined || !serves(adapter, letter.agency, heir)) continue
    const message = compose(letter, template, channel)
    const [operation] = adapter.operationsFor('notification', message)
    if (operation === undefined || adapter.check(operation, message).length > 0) continue
    const laneKey = adapter.orderingKey(operation, message)
    return { route: { adapter: adapter.id, version: adapter.version, operation, laneKey }, message }
  }
  return undefined
}

/** Seventeen digits: the second on Vietnam's clock, and the ledger's own count within it. */
export function referenceOf(at: Date, number: string): string {
  const clock = new Date(at.getTime() + 7 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)
  return `${clock}${number.slice(-3).padStart(3, '0')}`
}
