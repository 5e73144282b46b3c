import t from 'tap'
import { maskSettings, secretsOf, secretValues } from '../../src/adapter/secrets.ts'

const manifest = {
  settings: {
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { type: 'string' },
      password: { type: 'string', writeOnly: true },
      'a/b': { type: 'string', writeOnly: true },
      offices: {
        type: 'array',
        items: {
          type: 'object',
          properties: { code: {}, key: { writeOnly: true }, pair: { writeOnly: true } },
        },
      },
    },
  },
}
const settings = {
  name: 'demo',
  password: 'mat-khau',
  'a/b': '',
  offices: [
    { code: 'H99', key: 'k-1', pair: { one: 'p-1', two: 2 } },
    { code: 'H98', key: 'k-2' },
  ],
}

t.test('secrets are known at any depth', async t => {
  t.strictSame(secretsOf(manifest), ['/password', '/a~1b', '/offices/*/key', '/offices/*/pair'])
  t.strictSame(secretValues(manifest, settings).sort(), ['2', 'k-1', 'k-2', 'mat-khau', 'p-1'])
})

t.test('shown settings say of a secret only that it is set, and stay as they were', async t => {
  const before = structuredClone(settings)
  t.strictSame(maskSettings(manifest, settings), {
    name: 'demo',
    password: '(set)',
    'a/b': '',
    offices: [
      { code: 'H99', key: '(set)', pair: '(set)' },
      { code: 'H98', key: '(set)' },
    ],
  })
  t.strictSame(settings, before)
})
