import { readdirSync, writeFileSync } from 'node:fs'
import { type Conformance, closeXmlWorkers, conform, readFolder } from '../adapter/index.ts'
import { adaptersFolder } from './adapters-folder.ts'
import { proofs } from './proven.ts'

/** A program of the build: runs the suite over every adapter of the folder and keeps what passed; the start tells the rest. */
const reports: Record<string, Conformance> = {}
for (const entry of readdirSync(adaptersFolder, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue
  const files = await readFolder(new URL(`${entry.name}/`, adaptersFolder)).catch(() => undefined)
  const report = files && (await conform(files))
  if (report?.passed === true) reports[report.digest] = report
}
writeFileSync(proofs, JSON.stringify(reports))
await closeXmlWorkers()
