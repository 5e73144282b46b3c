import type { Violation } from '../../errors/fault.ts'

type Text = Violation['message']

/** Names a value by its form, never by its content: it may be a person's. */
export function shapeOf(value: unknown): Text {
  if (value === undefined) return { vi: 'không có', en: 'missing' }
  if (value === null) return { vi: 'null', en: 'null' }
  if (Array.isArray(value))
    return { vi: `danh sách ${value.length} phần tử`, en: `a list of ${value.length}` }
  switch (typeof value) {
    case 'string':
      return { vi: `chuỗi ${value.length} ký tự`, en: `text of ${value.length} characters` }
    case 'number':
      return { vi: 'số', en: 'a number' }
    case 'boolean':
      return { vi: 'true/false', en: 'true/false' }
    default:
      return { vi: 'đối tượng', en: 'an object' }
  }
}
