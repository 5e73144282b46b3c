import type { JsonSchema } from '../schemas.ts'

/** What XML can say of a JSON Schema: what an element holds. Conditions between members stay with the schema. */
export type Shape = TextShape | ObjectShape | FieldsShape

export interface TextShape {
  readonly kind: 'text'
  readonly type: 'string' | 'boolean' | 'integer' | 'number' | 'instant' | 'binary'
  /** Of a definition that several members share. */
  readonly name?: string
  readonly about: string
  /** The schema that says how long, how large, which values. */
  readonly limits: JsonSchema
}

export interface ObjectShape {
  readonly kind: 'object'
  readonly name: string
  readonly about: string
  /** In the order of the schema, which is the order on the wire. */
  readonly members: readonly Member[]
}

/** An object of any members, which XML Schema has no type for: each value goes with the JSON pointer to it. */
export interface FieldsShape {
  readonly kind: 'fields'
}

export interface Member {
  readonly name: string
  readonly shape: Shape
  readonly required: boolean
  /** A list is its element repeated; `most` is absent where the schema says none. */
  readonly list?: { readonly least: number; readonly most?: number }
  readonly about: string
}

/** Shapes of schemas that refer to each other; each name stands for one shape. Pure. */
export class Shapes {
  readonly #find: (id: string) => JsonSchema | undefined
  readonly #named = new Map<string, { schema: JsonSchema; shape: ObjectShape | TextShape }>()

  /** @param find the schema of an `$id` */
  constructor(find: (id: string) => JsonSchema | undefined) {
    this.#find = find
  }

  /** All that have a name, in the order in which they were met. */
  get named(): (ObjectShape | TextShape)[] {
    return [...this.#named.values()].map(({ shape }) => shape)
  }

  /**
   * @param name what the type is called when the schema does not refer to a definition
   * @param home `$id` of the schema in which `#/$defs/…` is looked for
   */
  of(schema: JsonSchema, name: string, home = ''): Shape {
    if (typeof schema.$ref === 'string') return this.#referred(schema.$ref, home)
    if (isObject(schema)) return this.#object(schema, name, home)
    return textOf(schema) ?? { kind: 'fields' }
  }

  /** What an operation's element holds: not a type of its own. */
  wrapper(schema: JsonSchema, name: string): ObjectShape {
    return { kind: 'object', name, about: aboutOf(schema), members: this.#members(schema, name, '') }
  }

  #referred(reference: string, home: string): Shape {
    const [, id = '', definition] = /^([\w-]*)#(?:\/\$defs\/([\w-]+))?$/.exec(reference) ?? []
    const where = id === '' ? home : id
    const whole = this.#find(where) ?? {}
    const schema =
      definition === undefined
        ? whole
        : ((whole.$defs as Readonly<Record<string, JsonSchema>> | undefined)?.[definition] ?? {})
    const name = pascal(definition ?? where)
    if (isObject(schema)) return this.#object(schema, name, where)
    const text = textOf(schema)
    if (text === undefined) return { kind: 'fields' }
    return this.#keep(schema, name, name => ({ ...text, name }))
  }

  #object(schema: JsonSchema, name: string, home: string): ObjectShape | TextShape {
    const members: Member[] = []
    let fresh = false
    const shape = this.#keep(schema, name, name => {
      fresh = true
      return { kind: 'object', name, about: aboutOf(schema), members }
    })
    // Filled after it has its name, so that a schema may refer to itself.
    if (fresh) members.push(...this.#members(schema, shape.name ?? name, home))
    return shape
  }

  #keep(schema: JsonSchema, wanted: string, make: (name: string) => ObjectShape | TextShape) {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted}${number}`
      const known = this.#named.get(name)
      if (known?.schema === schema) return known.shape
      if (known !== undefined) continue
      const shape = make(name)
      this.#named.set(name, { schema, shape })
      return shape
    }
  }

  #members(schema: JsonSchema, parent: string, home: string): Member[] {
    const required = (schema.required ?? []) as readonly string[]
    return Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>).map(
      ([name, its]) => {
        const list = its.type === 'array'
        const item = list ? ((its.items ?? {}) as JsonSchema) : its
        return {
          name,
          shape: this.of(item, parent + pascal(name), home),
          required: required.includes(name),
          ...(list ? { list: bounds(its) } : {}),
          about: aboutOf(its),
        }
      },
    )
  }
}

function isObject(schema: JsonSchema): boolean {
  return schema.properties !== undefined
}

function bounds({ minItems, maxItems }: JsonSchema): { least: number; most?: number } {
  return {
    least: typeof minItems === 'number' ? minItems : 0,
    ...(typeof maxItems === 'number' ? { most: maxItems } : {}),
  }
}

function textOf(schema: JsonSchema): TextShape | undefined {
  const type = typeOf(schema)
  return type && { kind: 'text', type, about: aboutOf(schema), limits: schema }
}

function typeOf({ type, format, contentEncoding, enum: values }: JsonSchema): TextShape['type'] | undefined {
  if (type === 'string' && contentEncoding === 'base64') return 'binary'
  if (type === 'boolean' || type === 'integer' || type === 'number') return type
  if (type === 'string') return format === 'date-time' ? 'instant' : 'string'
  const texts = Array.isArray(values) && values.every(value => typeof value === 'string')
  return type === undefined && texts ? 'string' : undefined
}

function aboutOf({ title, description }: JsonSchema): string {
  return [title, description].filter(text => typeof text === 'string').join('. ')
}

/** `land-dossier` and `dossierSummary` alike. */
function pascal(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
