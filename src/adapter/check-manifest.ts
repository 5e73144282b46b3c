import { AdapterFault } from './adapter-fault.ts'
import { authFaults } from './auth/check.ts'
import type { InboundAuthSpec, InboundSpec } from './inbound-spec.ts'
import type { Manifest, ProbeSpec } from './manifest.ts'
import { guess, schemaFaults } from './manifest-faults.ts'
import { secretsOf } from './secrets.ts'
import { transportFaults } from './transport/check.ts'

/**
 * Checks a parsed `adapter.json`, its references within itself included.
 * @throws AdapterFault with every fault in its reason; of an unknown name with the nearest one that is known.
 */
export function checkManifest(value: unknown): Manifest {
  const shape = schemaFaults(value)
  if (shape.length > 0) throw new AdapterFault(shape.join('; '))
  const manifest = value as Manifest
  const faults = [...referenceFaults(manifest), ...ruleFaults(manifest), ...transportFaults(manifest)]
  if (faults.length > 0) throw new AdapterFault(faults.join('; '))
  return manifest
}

function referenceFaults(manifest: Manifest): string[] {
  const faults: string[] = []
  const { settings: _, ...rest } = manifest
  for (const [, name = ''] of JSON.stringify(rest).matchAll(/\{settings\.([^{}]*)\}/g)) {
    if (!Object.hasOwn(manifest.settings.properties, name))
      faults.push(
        `{settings.${name}} is not among the settings${guess(name, Object.keys(manifest.settings.properties))}`,
      )
  }
  const secrets = new Set(secretsOf(manifest))
  faults.push(...authFaults(manifest.auth, setting => secrets.has(`/${setting}`)))
  for (const [name, spec] of Object.entries(manifest.inbound ?? {})) {
    if (Object.hasOwn(manifest.operations, name)) faults.push(`${name} is an operation and inbound, too`)
    faults.push(...inboundFaults(name, spec, secrets))
  }
  faults.push(...sharedAddressFaults(manifest.inbound ?? {}))
  if ((manifest.settings.properties.agencies?.type ?? 'array') !== 'array')
    faults.push('the setting agencies is reserved: an array of agency codes')
  for (const [name, operation] of Object.entries(manifest.operations)) {
    const { direction, orderingKey, probe, carries, only } = operation
    if (carries !== undefined && direction !== 'deliver') faults.push(`${name}: an ask carries nothing`)
    if (only !== undefined && (carries === undefined || carries === 'dossier' || carries === 'step'))
      faults.push(`${name}: "only" chooses among what it carries, and not among dossiers or steps`)
    if (direction === 'deliver' && orderingKey === undefined) faults.push(`${name} needs an orderingKey`)
    if (probe !== undefined && manifest.operations[probe.operation]?.direction !== 'ask') {
      const asks = Object.keys(manifest.operations).filter(
        other => manifest.operations[other]?.direction === 'ask',
      )
      faults.push(`${name}: its probe needs an operation of direction ask${guess(probe.operation, asks)}`)
    } else if (probe !== undefined && !provesAnything(manifest, probe)) {
      faults.push(
        `${name}: its probe can prove nothing: name evidence.list, or give rules of ${probe.operation} a standing of "present" or "absent"`,
      )
    }
  }
  return faults
}

function inboundFaults(
  name: string,
  { auth = [], answer, question, event, submits, deduplicate }: InboundSpec,
  secrets: ReadonlySet<string>,
) {
  const faults =
    'kind' in auth ? authFaultsOf(auth, secrets) : auth.flatMap(one => authFaultsOf(one, secrets))
  if (question !== undefined && answer === undefined) faults.push('a question needs an answer to write')
  if (answer !== undefined && question === undefined && submits === undefined)
    faults.push('an answer is written to a question, or to what is submitted')
  if (submits !== undefined && (question ?? event ?? deduplicate) !== undefined)
    faults.push('what is submitted is no event and no question, and is known again by its content')
  return faults.map(fault => `${name}: ${fault}`)
}

/** Who may call is asked before it is known which of those at one address is meant. */
function sharedAddressFaults(inbound: Readonly<Record<string, InboundSpec>>): string[] {
  const places = Object.entries(inbound).map(([name, spec]) => ({
    name,
    address: spec.address ?? name,
    spec,
  }))
  return places.flatMap(({ name, address, spec }, index) => {
    const [first] = places.filter(one => one.address === address)
    if (first === undefined || first === places[index]) return []
    const told = JSON.stringify([first.spec.auth, first.spec.unwrap])
    const apart = first.spec.at !== spec.at && spec.at !== undefined && first.spec.at !== undefined
    return [
      ...(apart ? [] : [`${name}: at the address of ${first.name} it needs an "at" of its own`]),
      ...(JSON.stringify([spec.auth, spec.unwrap]) === told
        ? []
        : [`${name}: at the address of ${first.name} its auth and unwrap must be the same`]),
    ]
  })
}

/** A secret that is not marked would be shown in forms and kept unsealed. */
function authFaultsOf(auth: InboundAuthSpec, secrets: ReadonlySet<string>): string[] {
  const faults: string[] = []
  if (auth.kind === 'secret' && auth.in !== 'path' && auth.name === undefined)
    faults.push(`its secret in the ${auth.in} needs a name`)
  if (auth.kind === 'secret' && auth.in === 'body' && auth.name?.startsWith('/') === false)
    faults.push('its secret in the body is named by a JSON pointer')
  if (auth.kind === 'checksum' && (auth.at === undefined) === (auth.header === undefined))
    faults.push('its checksum stands either "at" a place of the body or in a "header"')
  if (auth.kind === 'client-certificate' && auth.fingerprints === undefined && auth.authorities === undefined)
    faults.push('its client-certificate needs fingerprints, or authorities that issue it')
  const texts = { secret: 'value', bearer: 'token', basic: 'password', checksum: 'of' } as const
  const member = auth.kind in texts ? texts[auth.kind as keyof typeof texts] : undefined
  if (member === undefined) return faults
  const text = JSON.stringify((auth as unknown as Record<string, unknown>)[member])
  const named = [...text.matchAll(/\{settings\.([A-Za-z0-9]+)\}/g)].map(([, setting = '']) => setting)
  if (!named.some(setting => secrets.has(`/${setting}`)))
    faults.push(`its ${auth.kind} must be made with a setting that is "writeOnly": true`)
  return faults
}

function provesAnything(manifest: Manifest, { operation, evidence }: ProbeSpec): boolean {
  if (evidence?.list !== undefined || evidence?.parent !== undefined) return true
  const rules = [...(manifest.operations[operation]?.outcomes ?? []), ...manifest.outcomes]
  return rules.some(
    ({ outcome, standing }) => outcome === 'delivered' && standing !== undefined && standing !== 'unsure',
  )
}

/** HTTP 200 proves nothing: several platforms report failure inside a 200. */
function ruleFaults(manifest: Manifest): string[] {
  const lists = Object.entries(manifest.operations).map(([name, { outcomes }]) => [name, outcomes] as const)
  return [...lists, ['outcomes', manifest.outcomes] as const].flatMap(([name, rules]) =>
    rules
      .filter(rule => rule.outcome === 'delivered' || rule.outcome === 'duplicate')
      .filter(({ when, statusAlone }) => statusAlone !== true || when.status === undefined)
      .filter(
        ({ when }) =>
          when.event !== undefined || (when.at ?? []).length + (when.text === undefined ? 0 : 1) === 0,
      )
      .map(rule => `${name}: rule ${rule.id} calls an answer a success without looking into its body`),
  )
}
