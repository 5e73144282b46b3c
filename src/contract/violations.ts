import type { ErrorObject } from 'ajv'
import type { Violation } from '../errors/fault.ts'

type Text = Violation['message']

/** Says in both languages what each JSON Schema fault means. Values are never quoted: they may be a person's data. */
export function toViolations(errors: readonly ErrorObject[], prefix = ''): Violation[] {
  const seen = new Set<string>()
  const violations: Violation[] = []
  for (const error of errors) {
    // `if` only says that one of its branches failed; the branch's own error stands beside it.
    if (error.keyword === 'if') continue
    const violation = { pointer: prefix + pointerOf(error), message: textOf(error) }
    const key = `${violation.pointer} ${violation.message.en}`
    if (!seen.has(key)) violations.push(violation)
    seen.add(key)
  }
  return violations
}

/** Missing and unknown members are named by their own pointer, which ajv leaves at their parent. */
function pointerOf(error: ErrorObject): string {
  const member = error.params.missingProperty ?? error.params.additionalProperty
  return member === undefined ? error.instancePath : `${error.instancePath}/${escapeToken(String(member))}`
}

/** RFC 6901 §3 */
function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1')
}

const types: Readonly<Record<string, Text>> = {
  string: { vi: 'chuỗi ký tự', en: 'a string' },
  integer: { vi: 'số nguyên', en: 'a whole number' },
  number: { vi: 'số', en: 'a number' },
  boolean: { vi: 'true hoặc false', en: 'true or false' },
  object: { vi: 'đối tượng', en: 'an object' },
  array: { vi: 'danh sách', en: 'a list' },
}

function textOf({ keyword, params }: ErrorObject): Text {
  switch (keyword) {
    case 'required':
      return { vi: 'bắt buộc phải có', en: 'is required' }
    case 'additionalProperties':
      return { vi: 'không có trong mẫu dữ liệu', en: 'is not part of the schema' }
    case 'type': {
      const type = types[String(params.type)]
      return { vi: `phải là ${type?.vi ?? params.type}`, en: `must be ${type?.en ?? params.type}` }
    }
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).join(', ')
      return { vi: `phải là một trong: ${allowed}`, en: `must be one of: ${allowed}` }
    }
    case 'format':
      return params.format === 'date-time'
        ? {
            vi: 'phải là thời điểm RFC 3339 có múi giờ, ví dụ 2023-06-05T08:15:00+07:00',
            en: 'must be an RFC 3339 instant with its offset, for example 2023-06-05T08:15:00+07:00',
          }
        : { vi: `phải đúng dạng ${params.format}`, en: `must have the form of ${params.format}` }
    case 'pattern':
      return { vi: `phải khớp mẫu ${params.pattern}`, en: `must match ${params.pattern}` }
    case 'minLength':
      return params.limit === 1
        ? {
            vi: 'không được để trống; không có thì bỏ hẳn trường này',
            en: 'must not be empty; leave the member out instead',
          }
        : { vi: `phải có ít nhất ${params.limit} ký tự`, en: `must have at least ${params.limit} characters` }
    case 'maxLength':
      return { vi: `không quá ${params.limit} ký tự`, en: `must have at most ${params.limit} characters` }
    case 'minimum':
      return { vi: `không nhỏ hơn ${params.limit}`, en: `must not be below ${params.limit}` }
    case 'maximum':
      return { vi: `không lớn hơn ${params.limit}`, en: `must not be above ${params.limit}` }
    case 'maxItems':
      return { vi: `không quá ${params.limit} phần tử`, en: `must have at most ${params.limit} items` }
    case 'uniqueItems':
      return { vi: 'có phần tử trùng nhau', en: 'has the same item twice' }
    default:
      return { vi: `không thoả điều kiện "${keyword}"`, en: `fails the rule "${keyword}"` }
  }
}
