import { AdapterFault } from './adapter-fault.ts'
import type { Filling, Template } from './filling.ts'
import { compileFunction, functionOf } from './functions.ts'
import type { Standing } from './outcome.ts'

const placeholder = /\{([^{}]*)\}/
const noCall: Filling = { standing: 'unsure', canonical: {} }

/**
 * Compiles a piece of a manifest. In its texts stand
 *
 * - `{settings.name}`: a setting, already known when the adapter opens;
 * - `{session}`: the session of the login; `{token}`: the token of the OAuth2 server;
 * - `{recordId}`: the platform's own id of the record, where an earlier answer told it (a rule's `recordId`);
 * - `{encoded}`: the message in the platform's words; `{encoded.Name}`: a member of it;
 * - `{canonical.name}`: a member of the message in ours;
 * - `{body.name}`, `{raw}`: of a call that comes in, a member of the whole body, and the body as it came.
 *
 * A text that is one placeholder takes the value as it is (number, list, object). `{"$standing": {"absent": …,
 * "present": …, "unsure": …}}` chooses by what is known of the platform's record; the other functions are in functions.ts.
 * What a setting holds is never read as a template again.
 * @throws AdapterFault for a placeholder or a function that there is not.
 */
export function compileTemplate(node: unknown, settings: Readonly<Record<string, unknown>>): Template {
  if (typeof node === 'string') return compileText(node, settings)
  if (Array.isArray(node)) {
    const items = node.map(item => compileTemplate(item, settings))
    return filling => items.map(item => item(filling))
  }
  if (typeof node !== 'object' || node === null) return () => node
  if ('$standing' in node) return compileStanding(node.$standing as Record<Standing, unknown>, settings)
  const name = functionOf(node)
  if (name !== undefined) {
    return compileFunction(name, (node as Record<string, unknown>)[name], part =>
      compileTemplate(part, settings),
    )
  }
  const members = Object.entries(node).map(
    ([name, value]) => [name, compileTemplate(value, settings)] as const,
  )
  return filling => {
    const made: Record<string, unknown> = {}
    for (const [name, member] of members) made[name] = member(filling)
    return made
  }
}

/**
 * A piece of a manifest in which only settings can stand, filled in at once.
 * @throws AdapterFault for any other placeholder: it would be filled with nothing, unseen.
 */
export function fillSettings(node: unknown, settings: Readonly<Record<string, unknown>>): unknown {
  const [, other] =
    /\{((?:session|token|encoded|canonical|body|raw)(?:\.[^{}"]*)?)\}/.exec(JSON.stringify(node) ?? '') ?? []
  if (other !== undefined) throw new AdapterFault(`{${other}} cannot stand here, only settings can`)
  return compileTemplate(node, settings)(noCall)
}

/** A text of a manifest in which only settings can stand; nothing where a setting has no value. */
export function fillText(node: unknown, settings: Readonly<Record<string, unknown>>): string {
  return String(fillSettings(node, settings) ?? '')
}

function compileStanding(
  choices: Record<Standing, unknown>,
  settings: Readonly<Record<string, unknown>>,
): Template {
  const { absent, present, unsure } = choices
  const compiled = {
    absent: compileTemplate(absent, settings),
    present: compileTemplate(present, settings),
    unsure: compileTemplate(unsure, settings),
  }
  return filling => compiled[filling.standing](filling)
}

function compileText(text: string, settings: Readonly<Record<string, unknown>>): Template {
  const parts = text.split(placeholder)
  // Names stand at the odd positions.
  const compiled = parts.map((part, index) => (index % 2 === 1 ? compileName(part, settings) : () => part))
  const [before, name, after, ...more] = compiled
  if (name === undefined) return () => text
  if (parts[0] === '' && parts[2] === '' && more.length === 0 && before && after) return name
  return filling => compiled.map(part => part(filling) ?? '').join('')
}

function compileName(name: string, settings: Readonly<Record<string, unknown>>): Template {
  const [root, member, ...rest] = name.split('.')
  if (root === 'settings' && member !== undefined && rest.length === 0) {
    const value = Object.hasOwn(settings, member) ? settings[member] : undefined
    return () => value
  }
  if (name === 'session') return ({ session }) => session
  if (name === 'token') return ({ token }) => token
  if (name === 'raw') return ({ raw }) => raw
  if (root === 'body') return ({ body }) => memberOf(body, [member, ...rest])
  if (name === 'recordId') return ({ recordId }) => recordId
  if (name === 'encoded') return ({ encoded }) => encoded
  if (root === 'encoded') return ({ encoded }) => memberOf(encoded, [member, ...rest])
  if (root === 'canonical' && member !== undefined) {
    return ({ canonical }) => memberOf(canonical, [member, ...rest])
  }
  throw new AdapterFault(`there is no placeholder {${name}}`)
}

/** Own members only: a message must not reach what every object has. */
function memberOf(document: unknown, path: readonly (string | undefined)[]): unknown {
  let value = document
  for (const name of path) {
    if (name === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
