import fc from 'fast-check'
import t from 'tap'
import { Fault } from '../../src/errors/fault.ts'
import { languageOf, problemMediaType, toFault, toProblem } from '../../src/errors/problem.ts'

const pointers = [{ pointer: '/applicant/name', message: { vi: 'bắt buộc phải có', en: 'is required' } }]

t.test('a problem has the members of RFC 9457 and says who must act and how', async t => {
  const fault = new Fault('body-invalid', { params: { count: 1 }, violations: pointers })
  t.strictSame(toProblem(fault, 'en', 'abc-12345'), {
    type: 'urn:lienthong:error:body-invalid',
    title: 'The data does not match the schema',
    status: 422,
    detail: '1 faults; see "violations". Nothing was stored.',
    code: 'body-invalid',
    owner: 'client',
    retryable: false,
    fix: 'Mend each place named by its JSON pointer and send again; the schema is in /openapi.json.',
    correlationId: 'abc-12345',
    violations: [{ pointer: '/applicant/name', message: 'is required' }],
  })
  t.equal(toProblem(fault, 'vi').violations?.[0]?.message, 'bắt buộc phải có')
  t.match(problemMediaType, /^application\/problem\+json/)
})

t.test('what there is not is left out', async t => {
  const problem = toProblem(new Fault('not-found'), 'en')
  t.notOk('violations' in problem)
  t.notOk('correlationId' in problem)
})

t.test('detail and fix are filled, and what nobody filled stays to be seen', async t => {
  const fault = new Fault('port-taken', {
    params: { address: '127.0.0.1:8080', reason: 'EADDRINUSE', variable: 'LIENTHONG_PORT' },
  })
  t.equal(fault.message, 'Cannot listen on 127.0.0.1:8080: EADDRINUSE.')
  t.match(toProblem(fault, 'en').fix, /LIENTHONG_PORT\.$/)
  t.match(new Fault('port-taken').detail('en'), /\{address\}/)
  const greedy = new Fault('port-taken', { params: { address: '$&{reason}', reason: 'x', variable: 'y' } })
  t.equal(greedy.detail('en'), 'Cannot listen on $&{reason}: x.', 'a value is not filled again')
})

t.test('what nobody foresaw is the gateway’s own fault and says nothing of itself', async t => {
  const fault = toFault(new TypeError('Nguyễn Văn Mẫu is not a function'))
  t.equal(fault.code, 'internal')
  t.notMatch(JSON.stringify([toProblem(fault, 'en'), toProblem(fault, 'vi')]), /Mẫu/)
  t.equal(toFault(fault), fault)
  t.equal(toFault(undefined).code, 'internal')
})

t.test('the language is the one most wanted, and Vietnamese when it is neither', async t => {
  const cases: [string | undefined, 'vi' | 'en'][] = [
    [undefined, 'vi'],
    ['', 'vi'],
    ['en', 'en'],
    ['EN', 'en'],
    ['en-GB', 'en'],
    ['vi-VN', 'vi'],
    ['fr', 'vi'],
    ['fr, en;q=0.5', 'en'],
    ['*', 'vi'],
    ['en, vi', 'en'],
    ['vi, en', 'vi'],
    ['vi;q=0.3, en;q=0.7', 'en'],
    ['en;q=0.3, vi;q=0.7', 'vi'],
    ['en ; q=0.9 , vi ; q=0.1', 'en'],
    ['en;q=0', 'vi'],
    ['vi;q=0, en;q=0.1', 'en'],
    ['en;q=abc, vi;q=0.1', 'vi'],
    ['en;level=1;q=0.2, vi;q=0.1', 'en'],
    ['english', 'vi'],
    [';;,,q=1', 'vi'],
  ]
  for (const [header, language] of cases) t.equal(languageOf(header), language, String(header))
})

t.test('no header, however odd, upsets it', async () => {
  fc.assert(fc.property(fc.string(), header => ['vi', 'en'].includes(languageOf(header))))
})
