import type { TlsMaterial } from '../egress/tls.ts'
import type { Settings } from '../settings.ts'
import { fillText } from '../template.ts'
import { type AuthSpec, stepsOf } from './spec.ts'

/** What mutual TLS needs of the settings. It belongs to connections, not to calls, so the egress gets it. */
export function clientCertificate(auth: AuthSpec, settings: Settings): TlsMaterial {
  const spec = stepsOf(auth).find(step => step.kind === 'client-certificate')
  if (spec === undefined) return {}
  return {
    certificate: fillText(spec.certificate, settings),
    key: fillText(spec.key, settings),
    passphrase: fillText(spec.passphrase ?? '', settings),
  }
}
