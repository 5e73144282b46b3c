import { AdapterFault } from '../../adapter-fault.ts'
import { digits, isDate, minutesEast, type WallClock } from './clock.ts'

// Where each token stands in a wall clock `2023-06-05T08:15:00.250`.
const spans = {
  yyyy: [0, 4],
  MM: [5, 7],
  dd: [8, 10],
  HH: [11, 13],
  mm: [14, 16],
  ss: [17, 19],
  SSS: [20, 23],
} as const
type Token = keyof typeof spans | 'XXX'

const token = /'([^']*)'|(yyyy|SSS|XXX|MM|dd|HH|mm|ss)|([\s\S])/g

/** A spelling of dates and times, such as `dd/MM/yyyy HH:mm:ss`. */
export interface Pattern {
  readonly text: string
  has(token: Token): boolean
  /** Writes a wall clock; `zone` stands where the pattern says XXX. */
  write(clock: WallClock, zone: string): string
  /** Reads what `write` wrote. A missing month, day or time of day is its first. */
  read(text: string): { clock: WallClock; offset: number | undefined } | undefined
}

/**
 * Compiles a pattern of yyyy MM dd HH mm ss SSS (milliseconds) XXX (offset, `+07:00`); text may stand in '…', of
 * letters only T and Z may stand bare.
 * @throws AdapterFault for letters that look like a token and are none: hh would be the 12-hour clock.
 */
export function compilePattern(text: string): Pattern {
  const parts = [...text.matchAll(token)].map(([, quoted, name, other]) => {
    if (name !== undefined) return { token: name as Token }
    const literal = quoted ?? other ?? ''
    if (quoted === undefined && /[A-SU-Ya-z]/.test(literal)) {
      throw new AdapterFault(
        `in the pattern ${text} the letter ${literal} means nothing; there are yyyy MM dd HH mm ss SSS XXX`,
      )
    }
    return { literal }
  })
  const names = parts.flatMap(part => (part.token === undefined ? [] : [part.token]))
  if (!names.includes('yyyy') || new Set(names).size !== names.length) {
    throw new AdapterFault(`"${text}" is no pattern of yyyy MM dd HH mm ss, for example yyyyMMddHHmmss`)
  }
  return { text, has: name => names.includes(name), write: writer(parts), read: reader(parts) }
}

type Part = { token: Token; literal?: undefined } | { literal: string; token?: undefined }

function writer(parts: readonly Part[]): Pattern['write'] {
  const pieces = merge(parts)
  return (clock, zone) => {
    let text = ''
    for (let index = 0; index < pieces.length; index++) {
      const piece = pieces[index]
      if (typeof piece === 'string') text += piece
      else if (piece === undefined) text += zone
      // Milliseconds that there are none of are zero.
      else text += piece[0] === 20 && clock.length < 23 ? '000' : clock.slice(piece[0], piece[1])
    }
    return text
  }
}

type Piece = string | readonly [number, number] | undefined

/** Tokens and literals that follow each other as they do in a wall clock are one slice of it. */
function merge(parts: readonly Part[]): Piece[] {
  const clock = '    -  -  T  :  :  '
  const pieces: Piece[] = []
  for (const part of parts) {
    const piece: Piece =
      part.token === undefined ? part.literal : part.token === 'XXX' ? undefined : spans[part.token]
    const before = pieces.at(-1)
    const beforeThat = pieces.at(-2)
    if (
      Array.isArray(piece) &&
      piece[0] !== 20 &&
      typeof before === 'string' &&
      Array.isArray(beforeThat) &&
      before === clock.slice(beforeThat[1], piece[0])
    ) {
      pieces.splice(-2, 2, [beforeThat[0], piece[1]])
    } else pieces.push(piece)
  }
  return pieces
}

function reader(parts: readonly Part[]): Pattern['read'] {
  const expression = new RegExp(
    `^${parts
      .map(part => {
        if (part.token === undefined) return part.literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
        if (part.token === 'XXX') return '(?<XXX>[Zz]|[+-]\\d\\d:?\\d\\d)'
        return `(?<${part.token}>\\d{${part.token.length}})`
      })
      .join('')}$`,
  )
  return text => {
    const found = expression.exec(text)?.groups
    if (found === undefined) return undefined
    const { yyyy = '', MM = '01', dd = '01', HH = '00', mm = '00', ss = '00', SSS = '000', XXX } = found
    if (!isDate(Number(yyyy), Number(MM), Number(dd))) return undefined
    if (digits(HH, 0, 2) > 23 || digits(mm, 0, 2) > 59 || digits(ss, 0, 2) > 59) return undefined
    const offset = XXX === undefined ? undefined : minutesEast(XXX)
    if (XXX !== undefined && offset === undefined) return undefined
    return { clock: `${yyyy}-${MM}-${dd}T${HH}:${mm}:${ss}${SSS === '000' ? '' : `.${SSS}`}`, offset }
  }
}
