import { AdapterFault } from '../adapter-fault.ts'

/** A member or subsystem, as X-Road names callers. */
export interface ClientId {
  readonly instance: string
  readonly memberClass: string
  readonly memberCode: string
  readonly subsystem?: string
}

export interface ServiceId extends ClientId {
  readonly subsystem: string
  readonly service: string
  readonly version?: string
}

/** `INST/CLASS/MEMBER[/SUBSYSTEM]`; a slash or other mark inside a part is percent-encoded. @throws AdapterFault */
export function readClientId(text: string): ClientId {
  const [instance = '', memberClass = '', memberCode = '', subsystem, ...more] = partsOf(text)
  if (memberCode === '' || more.length > 0)
    throw new AdapterFault('an X-Road client is INST/CLASS/MEMBER[/SUBSYSTEM]')
  return { instance, memberClass, memberCode, ...(subsystem === undefined ? {} : { subsystem }) }
}

/** `INST/CLASS/MEMBER/SUBSYSTEM/service[/version]`. @throws AdapterFault */
export function readServiceId(text: string): ServiceId {
  const [instance = '', memberClass = '', memberCode = '', subsystem = '', service = '', version, ...more] =
    partsOf(text)
  if (service === '' || more.length > 0)
    throw new AdapterFault('an X-Road service is INST/CLASS/MEMBER/SUBSYSTEM/service[/version]')
  const id = { instance, memberClass, memberCode, subsystem, service }
  return version === undefined ? id : { ...id, version }
}

/** For headers and paths: each part percent-encoded by itself, so that a slash inside one stays inside. */
export function writeClientId({ instance, memberClass, memberCode, subsystem }: ClientId): string {
  return [instance, memberClass, memberCode, ...(subsystem === undefined ? [] : [subsystem])]
    .map(encodeURIComponent)
    .join('/')
}

/** The REST protocol knows no versions: a service of that kind has one more part only in SOAP. */
export function writeServicePath(id: ServiceId): string {
  return `${writeClientId(id)}/${encodeURIComponent(id.service)}`
}

/** Two ways of writing the same identifier are the same. Undefined where it cannot be read. */
export function sameId(a: string, b: string): boolean {
  const [left, right] = [a, b].map(decoded)
  return left !== undefined && right !== undefined && left === right
}

function decoded(text: string): string | undefined {
  try {
    return JSON.stringify(text.split('/').map(decodeURIComponent))
  } catch {
    return undefined
  }
}

function partsOf(text: string): string[] {
  try {
    const parts = text.trim().split('/').map(decodeURIComponent)
    // Dots would walk through the path of a URL; control characters have no business in a name.
    if (parts.every(part => part !== '' && !/^\.{1,2}$/.test(part) && !/\p{Cc}/u.test(part))) return parts
  } catch {
    // Falls through to the same complaint.
  }
  throw new AdapterFault('an X-Road identifier has an empty or unreadable part')
}
