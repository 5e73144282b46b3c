import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { generateTypes } from '../../src/contract/generate.ts'
import { canonicalSchemas, readSchema, statusValues } from '../../src/contract/schemas.ts'

type Node = Record<string, unknown>

t.test('the types are those of the schemas', async t => {
  const committed = readFileSync(new URL('../../src/contract/types.generated.ts', import.meta.url), 'utf8')
  t.equal(await generateTypes(), committed, 'else run npm run types')
})

t.test('the schemas compile in strict mode', async t => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, validateFormats: false })
  for (const schema of canonicalSchemas.values()) ajv.addSchema(schema)
  for (const id of canonicalSchemas.keys()) t.doesNotThrow(() => ajv.compile({ $ref: `${id}#` }), id)
})

t.test('the manifest of adapters has a schema by the schema of schemas, which no start checks', async t => {
  t.doesNotThrow(() => new Ajv2020().validateSchema(readSchema('adapter-manifest'), true))
})

t.test('every member has a Vietnamese title, by itself or by what it refers to', async t => {
  const definitions: Record<string, Node> = {}
  for (const [id, schema] of canonicalSchemas)
    Object.assign(definitions, { [`${id}#`]: schema }, schema.$defs)
  const check = (node: Node, pointer: string) => {
    for (const [name, member] of Object.entries((node.properties ?? {}) as Record<string, Node>)) {
      const where = `${pointer}/${name}`
      const target = definitions[String(member.$ref ?? '').replace(/^[a-z-]*#\/\$defs\//, '')]
      t.match(member.title ?? target?.title, /[\p{L}]/u, where)
      check(member, where)
      if (member.items !== undefined) check(member.items as Node, `${where}[]`)
    }
  }
  for (const [name, definition] of Object.entries(definitions)) check(definition, name)
})

t.test('no object takes members that are not described', async t => {
  const check = (node: unknown, pointer: string) => {
    if (typeof node !== 'object' || node === null) return
    const { type, additionalProperties } = node as Node
    if (type === 'object') t.equal(additionalProperties, false, pointer)
    for (const [key, value] of Object.entries(node)) check(value, `${pointer}/${key}`)
  }
  for (const [id, schema] of canonicalSchemas) check(schema, id)
})

t.test('no two schemas define the same name: it would become one type', async t => {
  const names = [...canonicalSchemas.values()].flatMap(schema => Object.keys((schema.$defs ?? {}) as Node))
  t.strictSame(names.sort(), [...new Set(names)].sort())
})

t.test('there are the ten statuses of the portal', async t => {
  t.equal(statusValues.length, 10)
  t.equal(new Set(statusValues).size, 10)
})
