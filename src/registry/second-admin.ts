import { Fault } from '../errors/fault.ts'

/**
 * Dual control: what one person has prepared another puts in force. Who works at a shell is recorded as `shell:<account>`,
 * and counts as the admin of that name.
 * @param what version or settings, for the message
 * @throws Fault `adapter-second-admin`
 */
export function requireSecond(adapter: string, what: string, first: string, second: string): void {
  if (personOf(first) === personOf(second))
    throw new Fault('adapter-second-admin', { params: { adapter, what, who: first } })
}

/** `shell:root/an` is `an`, who became root. */
function personOf(who: string): string {
  return (
    who
      .replace(/^shell:/, '')
      .split('/')
      .at(-1) ?? who
  )
}
