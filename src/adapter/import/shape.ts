/**
 * What a message of a platform looks like, whatever document said so (OpenAPI, XML Schema, a sample). Names are as field
 * tables write them: `MaHoSo`, `dan:HoVaTen`, `@id`, `#text`. A shape is a finite tree: circles in the document are cut.
 */
export type Shape = ObjectShape | ListShape | ValueShape

export interface ObjectShape {
  readonly kind: 'object'
  /** In the order on the wire. */
  readonly members: readonly Member[]
}

export interface Member {
  readonly name: string
  readonly required: boolean
  readonly shape: Shape
}

export interface ListShape {
  readonly kind: 'list'
  readonly items: Shape
}

export interface ValueShape {
  readonly kind: 'value'
  /** `any`: the document does not say, or what it says cannot be a row of a field table. */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'any'
  readonly format?: string
  /** What a text spells: in XML everything is text. */
  readonly spells?: 'integer' | 'decimal' | 'boolean' | 'dateTime' | 'date'
  readonly words?: readonly (string | number | boolean)[]
  readonly maxLength?: number
  /** From a sample; never leaves the import, except as the spelling that it shows. */
  readonly sample?: string | number | boolean
  readonly description?: string
  /** Why nothing more is known: a circle, a map of free names, too deep. */
  readonly cut?: string
}

export const emptyObject: ObjectShape = { kind: 'object', members: [] }

export function anything(cut: string): ValueShape {
  return { kind: 'value', type: 'any', cut }
}

/** One single value of a message and where it stands. */
export interface Leaf {
  /** As field tables write it. */
  readonly path: string
  /** Whether its item, or the message where it stands in no list, cannot be right without it. */
  readonly required: boolean
  readonly value: ValueShape
}

/** Every single value of a shape, in order. */
export function leavesOf(shape: Shape, path = '', required = true): Leaf[] {
  switch (shape.kind) {
    case 'value':
      return [{ path, required, value: shape }]
    case 'list':
      return leavesOf(shape.items, `${path}[]`, true)
    case 'object':
      return shape.members.flatMap(member =>
        leavesOf(
          member.shape,
          path === '' ? member.name : `${path}.${member.name}`,
          required && member.required,
        ),
      )
  }
}
