import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { aDossier, aStep, Caller, newCode, startApi } from './support.ts'

const api = await startApi(t)
const caller = await api.caller()
const admin = new Caller(
  api.url,
  String((await new Caller(api.url).call('POST', '/admin/v1/session', { body: api.admin })).body.token),
)

type Node = Record<string, unknown>
const document = (await new Caller(api.url).get('/openapi.json')).body as Node & {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Node> }
}
interface Operation {
  tags: string[]
  summary: string
  security?: unknown[]
  parameters?: { name: string; in: string; required?: boolean; schema: Node }[]
  requestBody?: { content: Record<string, { schema: Node }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Node }> }>
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

/** Every object of the document, with its JSON pointer. */
function* nodes(node: unknown, pointer = ''): Generator<[string, Node]> {
  if (typeof node !== 'object' || node === null) return
  yield [pointer, node as Node]
  for (const [key, value] of Object.entries(node)) yield* nodes(value, `${pointer}/${key}`)
}

/** A validator of one schema of the document, as a caller's generator would build it. */
function validator(schema: Node): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true })
  ;(addFormats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv)
  const local = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(local)
    if (typeof node !== 'object' || node === null) return node
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) =>
        key === '$ref'
          ? [key, String(value).replace('#/components/schemas/', '#/$defs/')]
          : [key, local(value)],
      ),
    )
  }
  return ajv.compile({ ...(local(schema) as Node), $defs: local(document.components.schemas) })
}

t.test('it is OpenAPI 3.1 with every operation described, tagged and answered', async t => {
  t.match(document.openapi, /^3\.1\./)
  t.ok(operations.length > 15)
  for (const { path, method, operation } of operations) {
    const where = `${method} ${path}`
    t.ok(operation.summary && operation.tags.length > 0, where)
    t.ok(Object.keys(operation.responses).length > 0, where)
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1])
    const described = operation.parameters?.filter(parameter => parameter.in === 'path') ?? []
    t.same(
      described.map(({ name }) => name),
      named,
      `${where} describes the parameters in its path`,
    )
    t.ok(
      described.every(({ required }) => required),
      where,
    )
  }
})

t.test(
  'every reference leads to something in the document, and nothing of our own files is left',
  async t => {
    const faults: string[] = []
    for (const [pointer, node] of nodes(document)) {
      if (typeof node.$ref === 'string') {
        const [, name = ''] = /^#\/components\/schemas\/([\w-]+)$/.exec(node.$ref) ?? []
        if (document.components.schemas[name] === undefined) faults.push(`${pointer}: ${node.$ref}`)
      }
      if ('$id' in node || '$defs' in node) faults.push(`${pointer} has $id or $defs`)
    }
    t.same(faults, [])
  },
)

t.test('what stands beside a reference is kept: a date says which date it is', async t => {
  const { dossier, step } = document.components.schemas as Record<
    string,
    { properties: Record<string, Node> }
  >
  t.match(dossier?.properties.filedAt, {
    title: 'Ngày nộp hồ sơ',
    $ref: '#/components/schemas/dossier-instant',
  })
  t.match(step?.properties.at, { title: 'Thời điểm xử lý', $ref: '#/components/schemas/dossier-instant' })
})

t.test('every address that the gateway answers at is in it', async t => {
  const hidden = /^\/(docs|openapi\.json)/
  const paths = Object.keys(document.paths)
  for (const path of paths) t.notMatch(path, hidden)
  for (const [method, path] of [
    ['get', '/healthz'],
    ['get', '/readyz'],
    ['put', '/v1/dossiers/{code}'],
    ['get', '/v1/dossiers/{code}'],
    ['post', '/v1/dossiers/{code}/steps'],
    ['get', '/v1/dossiers'],
    ['post', '/v1/dossiers:import'],
    ['get', '/v1/messages/{id}'],
    ['post', '/admin/v1/session'],
    ['delete', '/admin/v1/session'],
    ['get', '/admin/v1/clients'],
    ['post', '/admin/v1/clients'],
    ['delete', '/admin/v1/clients/{id}'],
    ['get', '/admin/v1/dossiers/{code}'],
    ['get', '/admin/v1/deliveries'],
    ['get', '/admin/v1/deliveries/{id}'],
    ['post', '/admin/v1/deliveries/{id}/replay'],
    ['post', '/admin/v1/deliveries/{id}/cancel'],
    ['get', '/admin/v1/status'],
  ] as const) {
    t.ok(document.paths[path]?.[method], `${method} ${path}`)
  }
  // And the other way round: what is in it, is there.
  for (const { path, method } of operations) {
    const url = path.replace('{code}', newCode()).replace('{id}', '0197a1b2-0000-7000-8000-000000000000')
    const answer = await new Caller(api.url).call(method.toUpperCase(), url)
    t.notMatch(answer.body, { code: /^(not-found|method-not-allowed)$/ }, `${method} ${path}`)
  }
})

t.test(
  'a generator that reads only the document accepts what the gateway accepts, and refuses what it refuses',
  async t => {
    const bodyOf = (path: string, method: string) =>
      validator(document.paths[path]?.[method]?.requestBody?.content['application/json']?.schema ?? {})
    const dossier = bodyOf('/v1/dossiers/{code}', 'put')
    const step = bodyOf('/v1/dossiers/{code}/steps', 'post')
    t.ok(dossier(aDossier()), JSON.stringify(dossier.errors))
    t.ok(step(aStep()), JSON.stringify(step.errors))
    const { dueAt: _dueAt, ...undated } = aDossier()
    for (const wrong of [{}, undated, { ...aDossier(), channel: 'fax' }, { ...aDossier(), filedAt: 'x' }]) {
      t.notOk(dossier(wrong))
      t.equal((await caller.put(newCode(), wrong)).status, 422)
    }
    t.notOk(step({ ...aStep(), status: 'gone' }))
  },
)

t.test('answers are as the document says', async t => {
  const answerOf = (path: string, method: string, status: number) => {
    const content = document.paths[path]?.[method]?.responses[String(status)]?.content
    const schema = content?.['application/json']?.schema ?? content?.['application/problem+json']?.schema
    t.ok(schema, `${method} ${path} ${status} is described`)
    return validator(schema ?? {})
  }
  const code = newCode()
  const put = await caller.put(code, aDossier())
  const cases = [
    ['/v1/dossiers/{code}', 'put', put],
    ['/v1/dossiers/{code}', 'put', await caller.put(code, aDossier())],
    ['/v1/dossiers/{code}', 'put', await caller.put(code, {})],
    ['/v1/dossiers/{code}', 'put', await new Caller(api.url).put(code, {})],
    ['/v1/dossiers/{code}/steps', 'post', await caller.step(code, aStep())],
    ['/v1/dossiers/{code}', 'get', await caller.get(`/v1/dossiers/${code}`)],
    ['/v1/dossiers/{code}', 'get', await caller.get(`/v1/dossiers/${newCode()}`)],
    ['/v1/dossiers', 'get', await caller.get('/v1/dossiers?limit=1')],
    ['/v1/dossiers', 'get', await caller.get('/v1/dossiers?limit=x')],
    ['/v1/messages/{id}', 'get', await caller.get(`/v1/messages/${put.body.message}`)],
    ['/admin/v1/clients/{id}', 'delete', await admin.call('DELETE', '/admin/v1/clients/1')],
    ['/admin/v1/session', 'post', await admin.call('POST', '/admin/v1/session', { body: {} })],
  ] as const
  for (const [path, method, answer] of cases) {
    const validate = answerOf(path, method, answer.status)
    t.ok(validate(answer.body), `${method} ${path} ${answer.status} ${JSON.stringify(validate.errors)}`)
  }
})

t.test('the limits of requests are in it', async t => {
  t.match((document.info as Node).description, new RegExp(String(api.settings.bodyLimitBytes)))
  t.match(document.paths['/v1/dossiers:import']?.post?.requestBody, {
    content: { 'application/x-ndjson': {} },
  })
})

t.test('/docs is a page that needs nothing from anywhere else', async t => {
  const page = await new Caller(api.url).get('/docs')
  t.equal(page.status, 200)
  const policy = page.headers.get('content-security-policy') ?? ''
  t.match(policy, /default-src 'none'/)
  t.notMatch(policy, /https?:|unsafe|\*|upgrade-insecure/)
  const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1] ?? '')
  t.ok(links.length > 3)
  for (const link of links) {
    const url = new URL(link, `${api.url}/docs`)
    t.equal(url.origin, api.url, link)
    const file = await fetch(url)
    t.equal(file.status, 200, link)
    await file.arrayBuffer()
  }
  const start = await fetch(`${api.url}/docs/static/swagger-initializer.js`)
  t.match(await start.text(), /validatorUrl: null/, 'asks nobody whether the document is right')
  t.same((await new Caller(api.url).get('/docs/json')).body, document)
})
