import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { accessErrors } from '../../src/errors/catalog/access.ts'
import { documentErrors } from '../../src/errors/catalog/document.ts'
import { exchangeErrors } from '../../src/errors/catalog/exchange.ts'
import { notificationErrors } from '../../src/errors/catalog/notification.ts'
import { paperErrors } from '../../src/errors/catalog/paper.ts'
import { populationErrors } from '../../src/errors/catalog/population.ts'
import { postErrors } from '../../src/errors/catalog/post.ts'
import { questionErrors } from '../../src/errors/catalog/question.ts'
import { registryErrors } from '../../src/errors/catalog/registry.ts'
import { requestErrors } from '../../src/errors/catalog/request.ts'
import { soapErrors } from '../../src/errors/catalog/soap.ts'
import { catalog } from '../../src/errors/catalog.ts'

const tests = readdirSync(new URL('.', import.meta.url))
  .filter(name => name.endsWith('.test.ts') && name !== 'problems.test.ts')
  .map(name => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n')

/** What callers may be answered with that no test here provokes, and why not. */
const unprovoked: Readonly<Record<string, string>> = {
  'login-busy': 'takes a flood of logins, which test/access sends once',
  'messages-invalid': 'stops the start, before anybody can send a request',
  internal: 'means a defect: whoever knows how to provoke it mends it; its text is tested in test/errors',
}

t.test('every error that a request can meet is met by a test of the API', async t => {
  const met = {
    ...requestErrors,
    ...soapErrors,
    ...accessErrors,
    ...exchangeErrors,
    ...notificationErrors,
    ...populationErrors,
    ...postErrors,
    ...documentErrors,
    ...questionErrors,
    ...paperErrors,
    'ledger-unavailable': catalog['ledger-unavailable'],
  }
  for (const code of Object.keys(met)) {
    if (code in unprovoked) continue
    t.ok(tests.includes(`'${code}'`) || tests.includes(`"code":"${code}"`), code)
  }
})

t.test('the exceptions are real ones', async t => {
  for (const code of Object.keys(unprovoked)) {
    t.ok(code in catalog, code)
    t.notOk(tests.includes(`'${code}'`), `${code} is provoked by now`)
  }
})

/** Errors of starting, of adapters and of calls to platforms: nobody who sends a request is answered with them. */
t.test('what is not tested here is nobody’s answer', async t => {
  const folder = new URL('../../src/api/', import.meta.url)
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n')
  const thrown = [...sources.matchAll(/new Fault\('([a-z-]+)'/g)].map(match => match[1] ?? '')
  t.ok(thrown.length > 10)
  const answers = { ...requestErrors, ...soapErrors, ...accessErrors, ...exchangeErrors, ...registryErrors }
  for (const code of thrown) t.ok(code in answers, code)
})
