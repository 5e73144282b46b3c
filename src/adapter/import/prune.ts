import { isTableName } from './names.ts'
import { anything, type Member, type Shape } from './shape.ts'

/**
 * What a field table can carry of a shape: members whose names it can write, lists that stand in members.
 * @param dropped takes the paths of what was left out.
 */
export function prune(shape: Shape, dropped: string[], path = ''): Shape {
  switch (shape.kind) {
    case 'value':
      return shape
    case 'list': {
      const items = prune(shape.items, dropped, `${path}[]`)
      return { kind: 'list', items: items.kind === 'list' ? anything('danh sách trong danh sách') : items }
    }
    case 'object':
      return {
        kind: 'object',
        members: shape.members.flatMap((member): Member[] => {
          const at = path === '' ? member.name : `${path}.${member.name}`
          if (isTableName(member.name)) return [{ ...member, shape: prune(member.shape, dropped, at) }]
          dropped.push(at)
          return []
        }),
      }
  }
}
