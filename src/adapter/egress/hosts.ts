import { AdapterFault } from '../adapter-fault.ts'
import type { Settings } from '../settings.ts'
import { fillText } from '../template.ts'

/**
 * The origins that a manifest's `hosts` name, as `scheme://host:port`. One whose setting is empty is left out.
 * @throws AdapterFault when one is no http(s) address.
 */
export function originsOf(hosts: readonly string[], settings: Settings): string[] {
  return hosts
    .map(template => ({ template, text: fillText(template, settings) }))
    .filter(({ text }) => text !== '')
    .map(({ template, text }) => {
      const url = URL.canParse(text) ? new URL(text) : undefined
      if (url === undefined || !/^https?:$/.test(url.protocol))
        throw new AdapterFault(`hosts: ${template} is no http(s) address`)
      return url.origin
    })
}
