import type { ErrorCode, FaultOwner } from '../../errors/catalog.ts'
import { fromCatalog } from '../from-catalog.ts'
import type { Outcome } from '../outcome.ts'
import type { XRoadClass } from './classes.ts'
import type { XRoadCode } from './error-code.ts'

/** Reference §7, its column "suggested class". */
const leaves: Readonly<Record<Exclude<XRoadClass, 'other' | 'provider-failed'>, string>> = {
  'not-permitted': 'access_denied',
  unregistered: 'unknown_service unknown_member',
  'switched-off': 'service_disabled maintenance_mode',
  'malformed-call':
    'service_type invalid_client_identifier invalid_security_server bad_request invalid_request invalid_rest missing_rest ' +
    'invalid_soap missing_soap missing_header missing_header_field duplicate_header_field missing_body invalid_body ' +
    'inconsistent_headers invalid_protocol_version invalid_content_type invalid_soap_action invalid_http_method ' +
    'invalid_xml invalid_message mime_parsing_failed',
  security:
    'inconsistent_response missing_signature invalid_signature_value malformed_signature signature_verification ' +
    'cert_validation incorrect_certificate incorrect_validation_info timestamp_validation',
  'server-health':
    'ssl_authentication_failed global_conf_outdated malformed_global_conf malformed_server_conf key_not_found ' +
    'cert_not_found token_not_active token_not_initialized token_readonly hsm_non_operational hashchain_unused_inputs ' +
    'cannot_create_signature cannot_sign logging_failed timestamping_failed mlog service_missing_url service_malformed_url',
  network: 'network_error unknown_host io_error http_error',
  internal: 'database_error internal_error',
}

const classOfLeaf = new Map(
  Object.entries(leaves).flatMap(([name, words]) =>
    words.split(' ').map(word => [word, name as XRoadClass] as const),
  ),
)

export function classOf({ leaf, serviceFailed }: XRoadCode): XRoadClass {
  const found = classOfLeaf.get(leaf) ?? 'other'
  // Malformed is then what the provider's system answered, and it may have done what it was asked.
  return serviceFailed && found !== 'switched-off' ? 'provider-failed' : found
}

interface Ruling {
  readonly kind: Outcome['kind']
  readonly code: ErrorCode
  /** Where it depends on whose security server is ill. */
  readonly atConsumer?: FaultOwner
}

const rulings: Readonly<Record<XRoadClass, Ruling>> = {
  'not-permitted': { kind: 'refused', code: 'x-road-not-permitted' },
  unregistered: { kind: 'refused', code: 'x-road-unregistered' },
  'switched-off': { kind: 'retry', code: 'x-road-switched-off' },
  'malformed-call': { kind: 'refused', code: 'x-road-malformed-call' },
  // The call has reached the provider: nothing says that it did nothing.
  'provider-failed': { kind: 'unknown', code: 'x-road-provider-failed' },
  // Never sent again by itself: somebody must look first.
  security: { kind: 'refused', code: 'x-road-security' },
  'server-health': { kind: 'retry', code: 'x-road-server-health', atConsumer: 'operator' },
  network: { kind: 'unknown', code: 'x-road-network' },
  internal: { kind: 'unknown', code: 'x-road-internal' },
  other: { kind: 'unknown', code: 'x-road-other' },
}

/** What an X-Road error means where the manifest has no rule for it. */
export function outcomeOf(error: XRoadCode): Outcome {
  const { kind, code, atConsumer } = rulings[classOf(error)]
  const outcome = fromCatalog(kind, code, code, { code: error.code })
  // A host that has no address was never called.
  if (error.leaf === 'unknown_host') return { ...outcome, kind: 'retry', nativeCode: error.code }
  return {
    ...outcome,
    nativeCode: error.code,
    ...(atConsumer !== undefined && error.side !== 'provider' ? { owner: atConsumer } : {}),
  }
}
