import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { filesIn } from '../../../src/adapter/bundle/files.ts'
import { compileSchema, violationsOf } from '../../../src/adapter/json-schema.ts'
import { loadFolder } from '../../../src/adapter/load.ts'
import { portalFolder } from '../portal.ts'
import { dossiers, steps } from './arbitrary.ts'

const { maps, files } = await loadFolder(portalFolder)
const schemas = filesIn(files, 'schemas', '.json')

function table(name: string) {
  const found = maps.get(name)
  const schema = schemas.get(name)
  if (found === undefined || schema === undefined) throw new Error(`no table ${name}`)
  return { ...found, valid: compileSchema(JSON.parse(schema)) }
}

for (const [name, messages] of [
  ['dossier', dossiers],
  ['step', steps],
] as const) {
  const { encode, decode, valid } = table(name)

  t.test(`${name}: what was encoded decodes to the same message`, async () => {
    fc.assert(
      fc.property(messages, message => {
        const { native, violations, losses } = encode(message)
        assert.deepEqual(violations, [])
        assert.deepEqual(losses, [])
        assert.deepEqual(decode(native), { canonical: message, violations: [] })
      }),
      { numRuns: 150 },
    )
  })

  t.test(`${name}: what was encoded is valid by the native schema`, async () => {
    fc.assert(
      fc.property(messages, message => {
        assert.ok(valid(encode(message).native), JSON.stringify(violationsOf(valid)))
      }),
      { numRuns: 150 },
    )
  })
}

t.test('encoding again what came back changes nothing, whatever was lost the first time', async () => {
  const { encode, decode } = table('dossier')
  const messy = fc.tuple(
    dossiers,
    fc.string({ unit: 'binary', minLength: 900, maxLength: 1100 }),
    fc.date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2090-01-01') }),
  )
  fc.assert(
    fc.property(messy, ([dossier, summary, date]) => {
      const once = encode({ ...dossier, summary, filedAt: date.toISOString() })
      assert.deepEqual(once.violations, [])
      const twice = encode(decode(once.native).canonical)
      assert.deepEqual(twice.native, once.native)
    }),
    { numRuns: 100 },
  )
})

t.test('no input, however wrong, makes the tables throw or shows a value', async () => {
  for (const name of ['dossier', 'step']) {
    const { encode, decode } = table(name)
    fc.assert(
      fc.property(
        fc.object({
          key: fc.constantFrom(
            'code',
            'status',
            'documents',
            'applicant',
            'name',
            'at',
            'TaiLieuNop',
            '__proto__',
          ),
          maxDepth: 3,
          values: [fc.constant('bi-mat'), fc.integer(), fc.constant(null)],
        }),
        value => {
          const texts = JSON.stringify([encode(value).violations, decode(value).violations])
          assert.ok(!texts.includes('bi-mat'))
        },
      ),
      { numRuns: 100 },
    )
  }
})
