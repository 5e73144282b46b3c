import t from 'tap'
import { classOf, outcomeOf } from '../../../src/adapter/x-road/error-class.ts'
import { readXRoadCode } from '../../../src/adapter/x-road/error-code.ts'
import {
  readClientId,
  readServiceId,
  sameId,
  writeClientId,
  writeServicePath,
} from '../../../src/adapter/x-road/identifier.ts'
import { restRequestHash, soapRequestHash } from '../../../src/adapter/x-road/request-hash.ts'

t.test('both dialects become one', async t => {
  for (const [old, now] of [
    ['Server.ServerProxy.AccessDenied', 'server.serverproxy.access_denied'],
    ['Server.ClientProxy.NetworkError', 'server.clientproxy.network_error'],
    ['Server.ServerProxy.ServiceFailed.InvalidSoap', 'server.serverproxy.service_failed.invalid_soap'],
    ['Server.ServerProxy.OpMonitor.InternalError', 'server.serverproxy.opmonitor.internal_error'],
    ['Client.MissingHeaderField', 'client.missing_header_field'],
    ['Signer.TokenNotActive', 'signer.token_not_active'],
    ['Server.ServerProxy.IOError', 'server.serverproxy.io_error'],
    ['Server.ClientProxy.OutdatedGlobalConf', 'server.clientproxy.global_conf_outdated'],
    ['Server.ClientProxy.MissingGlobalConf', 'server.clientproxy.malformed_global_conf'],
    ['Signer.HSMNonOperational', 'signer.hsm_non_operational'],
    ['Server.ServerProxy.HashChainUnusedInputs', 'server.serverproxy.hashchain_unused_inputs'],
    ['Signer.TokenReadOnly', 'signer.token_readonly'],
    ['Server.ServerProxy.SslAuthenticationFailed', 'server.serverproxy.ssl_authentication_failed'],
    ['Client.InvalidSoapAction', 'client.invalid_soap_action'],
  ] as const) {
    t.equal(readXRoadCode(old)?.code, now, old)
    t.strictSame(readXRoadCode(now), readXRoadCode(old), now)
  }
  for (const other of [
    'soap:Server',
    'Server',
    'Server.userException',
    'env:Receiver',
    '',
    'server..x',
    'client.a b',
    `client.${'x'.repeat(100)}`,
  ])
    t.equal(readXRoadCode(other), undefined, other)
})

t.test('every leaf of the reference has its class; who must act depends on whose server it is', async t => {
  const read = (code: string) => {
    const found = readXRoadCode(code)
    if (found === undefined) throw new Error(code)
    return { class: classOf(found), ...outcomeOf(found) }
  }
  for (const [code, expected] of [
    ['server.serverproxy.access_denied', { class: 'not-permitted', kind: 'refused', owner: 'operator' }],
    ['server.clientproxy.unknown_member', { class: 'unregistered', kind: 'refused', owner: 'operator' }],
    ['server.serverproxy.service_disabled', { class: 'switched-off', kind: 'retry', owner: 'upstream' }],
    ['server.serverproxy.maintenance_mode', { class: 'switched-off', kind: 'retry', owner: 'upstream' }],
    ['server.serverproxy.service_type', { class: 'malformed-call', kind: 'refused', owner: 'operator' }],
    ['client.invalid_soap', { class: 'malformed-call', kind: 'refused', owner: 'operator' }],
    [
      'server.serverproxy.service_failed.invalid_soap',
      { class: 'provider-failed', kind: 'unknown', owner: 'upstream' },
    ],
    [
      'server.serverproxy.service_failed.http_error',
      { class: 'provider-failed', kind: 'unknown', owner: 'upstream' },
    ],
    ['server.clientproxy.inconsistent_response', { class: 'security', kind: 'refused', owner: 'upstream' }],
    ['server.serverproxy.invalid_signature_value', { class: 'security', kind: 'refused' }],
    ['server.clientproxy.network_error', { class: 'network', kind: 'unknown', owner: 'upstream' }],
    ['server.clientproxy.unknown_host', { class: 'network', kind: 'retry' }],
    ['server.clientproxy.global_conf_outdated', { class: 'server-health', kind: 'retry', owner: 'operator' }],
    ['server.serverproxy.global_conf_outdated', { class: 'server-health', kind: 'retry', owner: 'upstream' }],
    ['signer.token_not_active', { class: 'server-health', kind: 'retry', owner: 'operator' }],
    ['server.clientproxy.mlog.anything', { class: 'server-health', kind: 'retry', owner: 'operator' }],
    ['server.serverproxy.internal_error', { class: 'internal', kind: 'unknown', owner: 'upstream' }],
    ['server.serverproxy.something_new', { class: 'other', kind: 'unknown', owner: 'upstream' }],
  ] as const) {
    const found = read(code)
    t.match(found, expected, code)
    t.equal(found.nativeCode, code)
    t.ok(found.message?.vi.includes(code) && found.message.en.includes(code), 'the code is shown')
  }
})

t.test('identifiers: a slash inside a part stays inside', async t => {
  const client = readClientId('VN-TEST/GOV/H99/M%2FC')
  t.strictSame(client, { instance: 'VN-TEST', memberClass: 'GOV', memberCode: 'H99', subsystem: 'M/C' })
  t.equal(writeClientId(client), 'VN-TEST/GOV/H99/M%2FC')
  t.equal(
    writeServicePath(readServiceId('VN-TEST/GOV/G01/Dân cư/a b')),
    'VN-TEST/GOV/G01/D%C3%A2n%20c%C6%B0/a%20b',
  )
  t.equal(readServiceId('A/B/C/D/e/v1').version, 'v1')
  t.ok(sameId('A/B/%43', 'A/B/C'))
  t.notOk(sameId('A/B%2FC', 'A/B/C'))
  t.notOk(sameId('A/%', 'A/%'))
  for (const wrong of ['', 'A', 'A/B', 'A/B/C/D/E', 'A//C', 'A/../C', 'A/B/%2e%2e', 'A/B/%', 'A/B/C%0d%0aX'])
    t.throws(() => readClientId(wrong), { code: 'adapter-invalid' }, JSON.stringify(wrong))
  for (const wrong of ['A/B/C/D', 'A/B/C/D/e/f/g', 'A/B/C/./e'])
    t.throws(() => readServiceId(wrong), { code: 'adapter-invalid' }, wrong)
})

t.test('request hashes, by the vectors of the reference', async t => {
  const target = '/r1/VN-TEST/GOV/G01/CSDLDC/TraCuu/v1?x=1'
  const head = [
    ['Content-Type', 'application/json'],
    ['Host', 'left out'],
    ['X-Road-Client', 'VN-TEST/GOV/H99/MOTCUA'],
    ['content-length', '7'],
    ['x-road-request-id', '11111111-2222-3333-4444-555555555555'],
    ['x-road-id', 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'],
  ] as const
  t.equal(
    restRequestHash('POST', target, head, Buffer.from('{"a":1}')),
    '239N24yiD6RjIVcHd7f5qcMOkr+eheUdupoc08wZGnm8/1gHZSq5XCo+NVWbb4U+xPsjai+dytHPKh4d3u4+4A==',
  )
  t.equal(
    restRequestHash('POST', target, head, undefined),
    '1lXgPWthfdMwzeGr6LoNNEfnIjPGC4gbRHvbS14jQjheP8pu0H6J7XEKVpQkMDLOhl9EazOg+1kJZPj52+yp7A==',
  )
  t.equal(soapRequestHash('http://www.w3.org/2000/09/xmldsig#sha1', Buffer.from('')), undefined)
})
