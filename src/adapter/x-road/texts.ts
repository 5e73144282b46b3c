import type { Template } from '../filling.ts'
import type { Settings } from '../settings.ts'
import { compileTemplate } from '../template.ts'
import { notEncodable } from '../transport/address.ts'

/**
 * A text that X-Road keeps as evidence (userId, issue, representedParty). One that is only a placeholder may come out
 * empty and is then not sent. One that puts letters around it may not: `VN` alone would name an officer who is none.
 * @throws Fault `message-not-encodable`, when filled
 */
export function compileXRoadText(name: string, text: string, settings: Settings): Template {
  const whole = compileTemplate(text, settings)
  const placeholders = text.match(/\{[^{}]*\}/g) ?? []
  if (placeholders.length === 1 && placeholders[0] === text) return whole
  const parts = placeholders.map(placeholder => compileTemplate(placeholder, settings))
  return filling => {
    if (parts.some(part => (part(filling) ?? '') === '')) throw notEncodable(name)
    return whole(filling)
  }
}
