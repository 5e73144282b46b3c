import { canonicalSchemas, type JsonSchema } from '../../contract/schemas.ts'
import { inFile } from '../adapter-fault.ts'
import { parseData } from '../bundle/json.ts'
import { compileSchema } from '../json-schema.ts'
import type { Bundle } from '../load.ts'
import type { Manifest } from '../manifest.ts'
import type { FieldTable } from '../mapping/table.ts'
import type { Finding } from './report.ts'
import { faultTexts } from './texts.ts'
import { canonicalGaps, canonicalStrangers, missingCodes, nativeGaps } from './totality.ts'

/** What holds of manifest and tables alone: they are total over both sides, so that nothing is lost in silence. */
export function tableFindings(bundle: Bundle): Finding[] {
  const { manifest, maps, tables, files } = bundle
  const findings: Finding[] = [
    { check: 'readme', faults: files.has('README.md') ? [] : ['README.md is missing'] },
  ]
  for (const [subject, { map = '', schema, carries, refuses, sends }] of Object.entries(
    manifest.operations,
  )) {
    const table = maps.get(map)
    if (table === undefined) continue
    findings.push({ check: 'native', subject, faults: nativeFaults(bundle, table, schema, sends) })
    // Of kinds without a schema the use case says what they hold.
    if (carries === undefined || !canonicalSchemas.has(carries)) continue
    findings.push({ check: 'canonical', subject, faults: canonicalGaps(table.rows, carries) })
    findings.push({ check: 'codes', subject, faults: missingCodes(table.rows, carries, tables, refuses) })
  }
  for (const [subject, { map, schema }] of oneWayTables(manifest)) {
    const table = maps.get(map)
    if (table !== undefined)
      findings.push({ check: 'native', subject, faults: nativeFaults(bundle, table, schema) })
  }
  for (const [subject, { map, submits }] of Object.entries(manifest.inbound ?? {})) {
    const table = maps.get(map)
    if (table === undefined || submits === undefined) continue
    findings.push({ check: 'canonical', subject, faults: canonicalStrangers(table.rows, submits.as) })
  }
  return findings
}

/** Tables that go one way: answers of theirs, what the platform calls with, and our answers to that. */
function oneWayTables({ operations, inbound = {} }: Manifest) {
  const answers = Object.entries(operations).flatMap(([name, { answer }]) =>
    answer?.map === undefined ? [] : [[`${name} (answer)`, { ...answer, map: answer.map }] as const],
  )
  const calls = Object.entries(inbound).flatMap(([name, spec]) =>
    spec.answer === undefined
      ? [[name, spec] as const]
      : [[name, spec] as const, [`${name} (answer)`, spec.answer] as const],
  )
  return [...answers, ...calls]
}

function nativeFaults(
  { manifest, files }: Bundle,
  table: FieldTable,
  schema?: string,
  sends?: readonly string[],
): string[] {
  if (schema === undefined)
    return ['it has a field table ("map") and names no "schema" of schemas/ to compare it with']
  const file = `schemas/${schema}.json`
  const text = files.get(file)
  if (text === undefined) return [`${file} is missing`]
  try {
    return inFile(manifest.id, file, () => {
      const native = parseData(text) as JsonSchema
      compileSchema(native)
      return nativeGaps(table.rows, native, schema, sends)
    })
  } catch (error) {
    return faultTexts(error)
  }
}
