import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t, { type Test } from 'tap'
import { nearest } from '../../src/contract/nearest.ts'
import { Fault } from '../../src/errors/fault.ts'
import { loadSettings, redactSettings } from '../../src/settings/load.ts'
import { settingsSchema } from '../../src/settings/schema.ts'
import { temporaryFolder } from '../support/folder.ts'

/** The settings of a data folder with this settings.json. */
async function withFile(t: Test, content: unknown, env: Record<string, string> = {}) {
  const data = await temporaryFolder(t)
  writeFileSync(join(data, 'settings.json'), typeof content === 'string' ? content : JSON.stringify(content))
  return loadSettings({ LIENTHONG_DATA: data, ...env })
}

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof Fault && error.code === 'settings-invalid') return error.detail('en')
    throw error
  }
  throw new Error('the settings were accepted')
}

t.test('with nothing set there are defaults for everything', async t => {
  const settings = loadSettings({})
  t.match(settings, {
    role: 'all',
    host: '127.0.0.1',
    port: 8080,
    data: resolve('./data'),
    logFile: resolve('./data/gateway.log'),
    sandbox: { enabled: true, port: 8090 },
    adapters: {},
  })
  t.equal(settings.databaseUrl, undefined)
})

t.test('the environment stands over the file, the file over the defaults', async t => {
  const file = { port: 9001, host: '0.0.0.0', sandbox: { port: 9002, enabled: false }, logLevel: 'warn' }
  const settings = await withFile(t, file, {
    LIENTHONG_PORT: '9100',
    LIENTHONG_SANDBOX: 'on',
    LIENTHONG_LOG_LEVEL: '',
  })
  t.match(settings, { port: 9100, host: '0.0.0.0', logLevel: 'warn', sandbox: { port: 9002, enabled: true } })
  t.equal(settings.stopGraceSeconds, 10)
})

t.test('the file may be elsewhere, and may say where the data is', async t => {
  const folder = await temporaryFolder(t)
  mkdirSync(join(folder, 'etc'))
  const path = join(folder, 'etc/lienthong.json')
  writeFileSync(path, JSON.stringify({ data: join(folder, 'var'), port: 9003 }))
  t.match(loadSettings({ LIENTHONG_SETTINGS: path }), {
    data: join(folder, 'var'),
    port: 9003,
    logFile: join(folder, 'var/gateway.log'),
  })
  t.match(
    refusal(() => loadSettings({ LIENTHONG_SETTINGS: join(folder, 'none.json') })),
    /none\.json cannot be read/,
  )
  t.equal(loadSettings({ LIENTHONG_SETTINGS: '' }).port, 8080, 'set to nothing is not set')
})

t.test('the sandbox runs while no real platform is configured', async t => {
  const portal = { 'national-portal': { baseUrl: 'https://portal.example' } }
  t.equal((await withFile(t, { adapters: portal })).sandbox.enabled, false)
  t.equal((await withFile(t, { adapters: portal }, { LIENTHONG_SANDBOX: 'yes' })).sandbox.enabled, true)
  t.equal((await withFile(t, {})).sandbox.enabled, true)
  t.equal((await withFile(t, {}, { LIENTHONG_SANDBOX: '0' })).sandbox.enabled, false)
})

t.test('a mistyped variable refuses to start and names the one that was meant', async t => {
  t.match(
    refusal(() => loadSettings({ LIENTHONG_PROT: '1' })),
    /LIENTHONG_PROT is not a setting \(did you mean LIENTHONG_PORT\?\)/,
  )
  t.match(
    refusal(() => loadSettings({ LIENTHONG_SANDBOX_PROT: '1' })),
    /did you mean LIENTHONG_SANDBOX_PORT\?/,
  )
  t.match(
    refusal(() => loadSettings({ LIENTHONG_XYZZY_PLUGH: '1' })),
    /is not a setting$/,
  )
  t.doesNotThrow(() => loadSettings({ LIENTHONG_URL: 'x', LIENTHONG_KEY: 'y', LIENTHON_PORT: 'z' }))
})

t.test('an unknown key in the file refuses to start and names the one that was meant', async t => {
  const refused = async (content: unknown) =>
    withFile(t, content).then(
      () => 'accepted',
      error => (error as Fault).detail('en'),
    )
  t.match(await refused({ prot: 1 }), /\/prot is not part of the schema \(did you mean port\?\)/)
  t.match(await refused({ sandbox: { enable: true } }), /\/sandbox\/enable .*\(did you mean enabled\?\)/)
  t.match(await refused({ zzzzzzzzzz: 1 }), /\/zzzzzzzzzz is not part of the schema$/)
  t.match(await refused('{"__proto__":{"port":1}}'), /__proto__ is not part of the schema/)
})

t.test('every wrong value is named at once, by its key and not by its value', async t => {
  const text = refusal(() =>
    loadSettings({
      LIENTHONG_PORT: 'eighty',
      LIENTHONG_ROLE: 'boss',
      LIENTHONG_SANDBOX: 'maybe',
      LIENTHONG_SEAL_KEY: 'bi-mat',
      LIENTHONG_BODY_LIMIT_BYTES: '1',
    }),
  )
  for (const part of [
    /LIENTHONG_PORT must be a whole number/,
    /\/role must be one of: all, gateway, worker/,
    /LIENTHONG_SANDBOX must be on or off/,
    /\/sealKey must match/,
    /\/bodyLimitBytes must not be below 1024/,
  ]) {
    t.match(text, part)
  }
  t.notMatch(text, /eighty|boss|maybe|bi-mat/)
  for (const port of ['-1', '65536', '1e3', '0x10', ' 80', '80.5']) {
    t.throws(() => loadSettings({ LIENTHONG_PORT: port }), port)
  }
})

t.test('a file that is no JSON object is refused without a word of what is in it', async t => {
  for (const content of [
    '{"databaseUrl": "postgres://u:bi-mat@h/d",',
    '["bi-mat"]',
    '"bi-mat"',
    'bi-mat',
    '',
    'null',
  ]) {
    const error = await withFile(t, content).then(
      () => undefined,
      (error: unknown) => error,
    )
    t.ok(error instanceof Fault, content)
    t.notMatch(`${String(error)} ${(error as Fault).detail('vi')}`, /bi-mat/)
  }
})

t.test('what is secret is never shown', async t => {
  const secret = 'cuc-ky-bi-mat'
  const settings = await withFile(t, {
    databaseUrl: `postgres://u:${secret}@h/d`,
    redisUrl: `redis://:${secret}@h`,
    sealKey: `${Buffer.alloc(32, 7).toString('base64')}`,
    adapters: { 'national-portal': { password: secret, username: secret } },
  })
  const shown = redactSettings(settings)
  t.notMatch(JSON.stringify(shown), new RegExp(`${secret}|${settings.sealKey}`))
  t.match(shown, { databaseUrl: '(set)', redisUrl: '(set)', sealKey: '(set)', adapters: ['national-portal'] })
  t.notOk('sealKey' in redactSettings(loadSettings({})), 'what is not set is not said to be')
})

t.test('every setting says what it is for, and has a variable but for the adapters', async t => {
  const outer = Object.entries<Record<string, unknown>>(settingsSchema.properties)
  const groups = outer.filter(([, { properties }]) => properties !== undefined)
  t.ok(groups.length >= 4)
  const properties = [
    ...outer.filter(([, group]) => group.properties === undefined),
    ...groups.flatMap(([, group]) =>
      Object.entries(group.properties as Record<string, Record<string, unknown>>),
    ),
  ]
  for (const [name, { description, env }] of properties) {
    t.ok(description, name)
    if (name !== 'adapters') t.match(env, /^(LIENTHONG_[A-Z_]+|DATABASE_URL|REDIS_URL)$/, name)
  }
})

t.test('the nearest name is one that could have been meant, else none', async t => {
  t.equal(nearest('prot', ['port', 'host', 'role']), 'port')
  t.equal(nearest('PORT', ['port']), 'port')
  t.equal(nearest('migrat', ['start', 'migrate']), 'migrate')
  t.equal(nearest('colour', ['port', 'host']), undefined)
  t.equal(nearest('', ['a']), undefined)
})

t.test('networks come as a list in the file, separated by commas in the variable', async t => {
  const variable = { LIENTHONG_EGRESS_ALLOWED_NETWORKS: '10.1.2.0/28, 127.0.0.1/32:8090' }
  t.strictSame(loadSettings(variable).egress.allowedNetworks, ['10.1.2.0/28', '127.0.0.1/32:8090'])
  t.strictSame(loadSettings({}).egress.allowedNetworks, [])
  const file = { egress: { allowedNetworks: ['fd00:1::/64'] } }
  t.strictSame((await withFile(t, file)).egress.allowedNetworks, ['fd00:1::/64'])
  t.match(
    refusal(() => loadSettings({ LIENTHONG_EGRESS_ALLOWED_NETWORKS: 'moi-noi' })),
    /allowedNetworks/,
  )
})

t.test('the schema of settings is a schema, which loading does not look at', async t => {
  t.ok(new Ajv2020().validateSchema(settingsSchema))
})
