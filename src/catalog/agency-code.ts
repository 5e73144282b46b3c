/** Path of an agency from the province or ministry downwards: `H99.31.12` is `['H99', '31', '12']`. */
export type AgencyPath = readonly string[]

// QĐ 20/2020/QĐ-TTg: level 1 is a letter and two digits, each lower level adds one group on the right.
const newForm = /^[A-Z][0-9]{2}(?:\.[0-9A-Z]{2,3}){0,4}$/
// QCVN 102:2016/BTTTT: V1V2V3.Z1Z2.Y1Y2.MX1X2, level 1 on the right, `0` in groups of levels that are not used.
const oldForm = /^([0-9A-Z]{3})\.([0-9A-Z]{2})\.([0-9A-Z]{2})\.([A-Z][0-9]{2})$/

/**
 * Path of an agency code in either spelling, undefined when it is neither. `H99.31.12.A01` could be both, once of H99 and
 * once of A01: the newer decision wins, since V1V2V3 counts units and is not given letters in practice.
 *
 * `000.05.00.H99` is neither: a level below an unused one would drop to the level above, and with it would rights.
 */
export function agencyPath(code: string): AgencyPath | undefined {
  const found = known.get(code)
  if (found !== undefined) return found
  const path = readPath(code)
  if (path !== undefined) {
    if (known.size >= mostKnown) known.clear()
    known.set(code, path)
  }
  return path
}

/** A province has some hundred agencies, and every request asks about a few of them. */
const mostKnown = 5_000
const known = new Map<string, AgencyPath>()

function readPath(code: string): AgencyPath | undefined {
  if (newForm.test(code)) return code.split('.')
  const old = oldForm.exec(code)
  if (!old) return undefined
  const groups = old.slice(1).reverse()
  const unused = groups.findIndex(isZero)
  const path = unused === -1 ? groups : groups.slice(0, unused)
  return groups.slice(path.length).every(isZero) ? path : undefined
}

/**
 * Whether an agency is the scope or lies below it, whichever spelling each uses. Malformed codes are within nothing:
 * this is the test that access control stands on.
 */
export function isWithin(agencyCode: string, scopeCode: string): boolean {
  const scope = agencyPath(scopeCode)
  const agency = agencyPath(agencyCode)
  if (!scope || !agency) return false
  return scope.every((group, level) => agency[level] === group)
}

/** Who speaks for an agency's subtree, and for those of the agencies whose place that has taken. */
export interface Speaker {
  readonly agency: string
  readonly heirTo?: readonly string[]
}

/** Whether an agency, or the one that it was before a reform, is the speaker's or lies below it. */
export function speaksFor({ agency, heirTo = [] }: Speaker, code: string): boolean {
  return [agency, ...heirTo].some(scope => isWithin(code, scope))
}

function isZero(group: string): boolean {
  return /^0+$/.test(group)
}
