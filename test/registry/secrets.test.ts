import t from 'tap'
import { keepingSecrets, withoutSecrets } from '../../src/registry/secrets.ts'

const schema = {
  properties: {
    baseUrl: {},
    password: { writeOnly: true },
    keys: { items: { writeOnly: true } },
    accounts: { items: { properties: { name: {}, pin: { writeOnly: true } } } },
    tls: { properties: { ca: {}, key: { writeOnly: true } } },
    tags: { items: {} },
  },
}
const settings = {
  baseUrl: 'https://h99.example',
  password: 'mat-khau',
  keys: ['khoa-1', 'khoa-2'],
  accounts: [{ name: 'h99', pin: '0000' }],
  tls: { ca: 'PEM', key: 'khoa' },
  tags: ['một'],
}

t.test('no secret is shown, wherever it stands: of each only that it is set', async t => {
  t.same(withoutSecrets(schema, settings), {
    values: { baseUrl: 'https://h99.example', tls: { ca: 'PEM' }, tags: ['một'] },
    secrets: ['/password', '/keys', '/accounts', '/tls/key'],
  })
  t.same(withoutSecrets(schema, { unknown: 'x', constructor: 'y' }).values, {})
})

t.test('what was shown, sent back, loses no secret; null takes one away', async t => {
  const { values } = withoutSecrets(schema, settings)
  t.same(keepingSecrets(schema, values, settings), settings)
  t.same(keepingSecrets(schema, { ...values, tls: { ca: 'PEM 2' }, keys: ['khoa-3'] }, settings), {
    ...settings,
    tls: { ca: 'PEM 2', key: 'khoa' },
    keys: ['khoa-3'],
  })
  const { password: _, ...rest } = settings
  t.same(keepingSecrets(schema, { ...values, password: null }, settings), rest)
})
