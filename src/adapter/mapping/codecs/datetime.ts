import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory } from '../codec.ts'
import type { Run } from '../run.ts'

// Asia/Ho_Chi_Minh has been UTC+7 without daylight saving since 1975, older than any dossier.
const zone = '+07:00'
const zoneMinutes = 7 * 60

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)$/
const tokens = ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss'] as const
type Token = (typeof tokens)[number]
type Clock = Record<Token, string>

const notInstant = {
  vi: 'phải là thời điểm RFC 3339 có múi giờ',
  en: 'must be an RFC 3339 instant with its offset',
}

/**
 * `datetime(yyyyMMddHHmmss)`: an RFC 3339 instant with any offset, as Vietnamese wall-clock time in the given pattern.
 * Exact to the second; fractions and leap seconds are dropped and the loss is recorded.
 */
export const datetime: CodecFactory = ([pattern]) => {
  const format = String(pattern ?? '')
  const found: readonly string[] = format.match(/yyyy|MM|dd|HH|mm|ss/g) ?? []
  if (!tokens.slice(0, 3).every(token => found.includes(token)) || new Set(found).size !== found.length) {
    throw new AdapterFault(
      'datetime needs a pattern of yyyy MM dd HH mm ss, for example datetime(yyyyMMddHHmmss)',
    )
  }
  // Tokens stand at the odd positions.
  const layout = format.split(/(yyyy|MM|dd|HH|mm|ss)/)
  const reader = new RegExp(
    `^${format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/yyyy|MM|dd|HH|mm|ss/g, t => `(?<${t}>\\d{${t.length}})`)}$`,
  )
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      const clock = typeof value === 'string' ? toClock(value, run) : undefined
      if (clock === undefined) return run.fail(notInstant)
      return layout.map((part, index) => (index % 2 === 1 ? clock[part as Token] : part)).join('')
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      const groups = reader.exec(String(value).trim())?.groups
      const { yyyy = '', MM = '', dd = '', HH = '00', mm = '00', ss = '00' } = groups ?? {}
      if (groups === undefined || !valid(+yyyy, +MM, +dd, +HH, +mm, +ss)) {
        return run.fail({ vi: `phải theo mẫu ${format}`, en: `must follow the pattern ${format}` })
      }
      return `${yyyy}-${MM}-${dd}T${HH}:${mm}:${ss}${zone}`
    },
    lossless: found.length === tokens.length,
  }
}

function toClock(value: string, run: Run): Clock | undefined {
  const match = rfc3339.exec(value)
  if (match === null) return undefined
  const [
    ,
    yyyy = '',
    MM = '',
    dd = '',
    HH = '',
    mm = '',
    second = '',
    fraction,
    ,
    sign,
    hours = '0',
    minutes = '0',
  ] = match
  const ss = second === '60' ? '59' : second
  if (ss !== second || (fraction !== undefined && /[1-9]/.test(fraction))) {
    run.lose('datetime', { vi: 'bỏ phần lẻ của giây', en: 'fractions of a second dropped' })
  }
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  if (!valid(+yyyy, +MM, +dd, +HH, +mm, +ss) || Number(minutes) > 59 || Number(hours) > 23) return undefined
  if (offset === zoneMinutes) return { yyyy, MM, dd, HH, mm, ss }
  const local = new Date(0)
  // setUTCFullYear, because Date.UTC takes the years 0 to 99 for 1900 to 1999.
  local.setUTCFullYear(+yyyy, +MM - 1, +dd)
  local.setUTCHours(+HH, +mm - offset + zoneMinutes, +ss)
  const iso = local.toISOString()
  // Past year 9999 ISO text grows a sign: no wire format has room for it.
  if (iso.length !== 24) return undefined
  return {
    yyyy: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  }
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function valid(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): boolean {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = monthDays[month - 1]
  return (
    days !== undefined && day >= 1 && day <= (leap ? 29 : days) && hour <= 23 && minute <= 59 && second <= 59
  )
}
