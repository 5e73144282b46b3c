import { Fault } from '../../errors/fault.ts'

/** A document that cannot become an adapter, with the reason for whoever chose it. */
export function refuse(source: string, reason: string): Fault {
  return new Fault('import-refused', {
    params: { source: source.replace(/(?<=^\S*:\/\/[^?#]*)[?#].*$/s, '').slice(0, 200), reason },
  })
}
