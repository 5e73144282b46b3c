import t from 'tap'
import { checkManifest } from '../../src/adapter/check-manifest.ts'
import { loadFolder } from '../../src/adapter/load.ts'
import { portalFolder } from './portal.ts'

const { files } = await loadFolder(portalFolder)
const text = files.get('adapter.json') ?? ''

/** What is wrong when a piece of the portal's manifest is replaced. */
function faults(from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the manifest does not hold ${from}`)
  return faultsOf(JSON.parse(text.replace(from, to)))
}

function faultsOf(manifest: unknown): string {
  try {
    checkManifest(manifest)
    return ''
  } catch (error) {
    return (error as { reason: string }).reason
  }
}

t.test('an unknown name comes with the nearest one that is known there, or with all of them', async t => {
  for (const [from, to, fault] of [
    ['"limits": {', '"limts": {', '/limts is not part of the schema (did you mean limits?)'],
    ['"connectMs":', '"conectMs":', '/limits/conectMs is not part of the schema (did you mean connectMs?)'],
    [
      '"orderingKey":',
      '"orderinKey":',
      '/operations/dossier.deliver/orderinKey is not part of the schema (did you mean orderingKey?)',
    ],
    ['"unwrap":', '"unwarp":', '/transport/unwarp is not part of the schema (did you mean unwrap?)'],
    [
      '"maxAgeSeconds":',
      '"maxAgeSecond":',
      '/auth/maxAgeSecond is not part of the schema (did you mean maxAgeSeconds?)',
    ],
    ['"kind": "session-login"', '"kind": "sesion-login"', 'did you mean session-login?'],
    [
      '{settings.agencyCode}',
      '{settings.agencyCod}',
      '{settings.agencyCod} is not among the settings (did you mean agencyCode?)',
    ],
    ['"operation": "dossier.lookup"', '"operation": "dossier.lookupp"', '(did you mean dossier.lookup?)'],
  ] as const) {
    t.ok(faults(from, to).includes(fault), `${fault}, not: ${faults(from, to)}`)
  }
  t.match(
    faults('"limits": {', '"zzzzzzzz": 1, "limits": {'),
    /\/zzzzzzzz is not part of the schema \(there are: .*\boperations\b/,
  )
})

t.test('of a choice only the variant that was meant is told', async t => {
  const told = faults('"maxAgeSeconds":', '"maxAgeSecond":')
  t.notMatch(told, /oneOf|\/auth\/kind/)
  t.match(told, /\/auth\/maxAgeSeconds is required/)
})

t.test('an idempotent operation may say so, and only with yes or no', async t => {
  t.equal(faults('"orderingKey":', '"idempotent": true, "orderingKey":'), '')
  t.match(faults('"orderingKey":', '"idempotent": "yes", "orderingKey":'), /idempotent must be true or false/)
})

t.test('limits have bounds', async t => {
  for (const [from, to, fault] of [
    ['"connectMs": 10000', '"connectMs": 86400000', /limits\/connectMs/],
    ['"concurrency": "{settings.concurrency}"', '"concurrency": 0', /limits\/concurrency/],
    ['"concurrency": "{settings.concurrency}"', '"concurrency": 100000', /limits\/concurrency/],
  ] as const)
    t.match(faults(from, to), fault)
})

t.test('a probe needs something that can prove: a list, or rules that say it', async t => {
  const manifest = JSON.parse(text)
  const { probe } = manifest.operations['dossier.deliver']
  const rules = [...manifest.operations[probe.operation].outcomes, ...manifest.outcomes]
  delete probe.evidence
  t.equal(faultsOf(manifest), '', 'a rule of the look-up says that there is none')
  for (const rule of rules) delete rule.standing
  t.match(faultsOf(manifest), /dossier\.deliver: its probe can prove nothing: name evidence\.list/)
})
