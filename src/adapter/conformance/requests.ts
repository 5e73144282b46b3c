import { contractOf } from '../adapter.ts'
import { stepsOf } from '../auth/spec.ts'
import type { Bundle } from '../load.ts'
import type { Manifest, OperationSpec } from '../manifest.ts'
import { guess } from '../manifest-faults.ts'
import { symbolicSettings } from '../symbolic.ts'
import { compileTemplate } from '../template.ts'
import type { Finding } from './report.ts'
import { faultTexts } from './texts.ts'

/**
 * What can be known of requests without a value of any setting: that their placeholders and functions are there, that
 * what they take from the message is written by the field table, and that the WSDL has their operations.
 */
export async function requestFindings(bundle: Bundle): Promise<Finding[]> {
  const contract = await contractOf(bundle).catch(faultTexts)
  const broken = Array.isArray(contract) ? contract : []
  return Object.entries(bundle.manifest.operations).map(([subject, spec]): Finding => {
    const faults = [...broken, ...templateFaults(bundle.manifest, spec), ...memberFaults(bundle, spec)]
    const { transport } = bundle.manifest
    const { operation } = spec.request
    if (
      !Array.isArray(contract) &&
      contract !== undefined &&
      operation !== undefined &&
      transport.kind === 'soap'
    )
      faults.push(...attempt(() => contract.operation(operation, transport)))
    return { check: 'requests', subject, faults }
  })
}

function attempt(work: () => unknown): string[] {
  try {
    work()
    return []
  } catch (error) {
    return faultTexts(error)
  }
}

function templateFaults(manifest: Manifest, { request, probe }: OperationSpec): string[] {
  const settings = symbolicSettings(manifest)
  const templates = JSON.stringify([request, probe?.evidence])
  const kinds = stepsOf(manifest.auth).map(({ kind }) => kind)
  const { transport } = manifest
  return [
    ...attempt(() => compileTemplate({ transport, request }, settings)),
    ...(templates.includes('{session}') && !kinds.includes('session-login')
      ? ['{session} stands in the request, and no step of auth logs in for one (session-login)']
      : []),
    ...(templates.includes('{token}') && !kinds.includes('oauth2')
      ? ['{token} stands in the request, and no step of auth gets one (oauth2)']
      : []),
  ]
}

/** `{encoded.Name}` of which the field table writes nothing would be sent as nothing, unseen. */
function memberFaults({ maps }: Bundle, { map = '', request }: OperationSpec): string[] {
  const table = maps.get(map)
  const named = [...JSON.stringify(request).matchAll(/\{encoded\.([^{}."]+)/g)].map(([, name = '']) => name)
  if (table === undefined)
    return named.length === 0
      ? []
      : ['the request speaks of {encoded.…}, and the operation has no field table']
  const written = new Set(
    table.rows.flatMap(row => (row.ignored === undefined ? (row.nativeGroups[0]?.[0] ?? []) : [])),
  )
  return [...new Set(named)]
    .filter(name => !written.has(name))
    .map(
      name =>
        `{encoded.${name}} stands in the request, and the field table does not write it${guess(name, [...written])}`,
    )
}
