import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { loadFolder } from '../../src/adapter/load.ts'
import type { FieldTable } from '../../src/adapter/mapping/table.ts'
import { byHand } from './mapping/by-hand.ts'
import { byJsonata } from './mapping/by-jsonata.ts'
import { dossier } from './mapping/dossier.ts'
import type { Scenario } from './scenario.ts'

type Floor = 'by hand' | 'JSONata'
const batches = 15
const warmUp = 20_000

/**
 * The national portal's compiled field table against the same mapping by hand in plain JavaScript, or in JSONata, on one
 * dossier. Small batches in turn, so that both see the same machine; a round's figure is the median of its batches. That
 * all make the same message is proved first.
 */
export function mappingScenario(floor: Floor): Scenario {
  return async (rounds, say) => {
    const table = await portalTable()
    await compare(table)
    const message = structuredClone(dossier)
    const own = () => table.encode(message)
    const other = floor === 'by hand' ? () => byHand(message) : () => byJsonata(message)
    const perBatch = floor === 'by hand' ? 5000 : 50
    for (let i = 0; i < warmUp; i++) own()
    for (let i = 0; i < perBatch * 4; i++) await other()
    const results: { own: number; other: number }[] = []
    for (let round = 1; round <= rounds; round++) {
      const measured = { own: [] as number[], other: [] as number[] }
      for (let batch = 0; batch < batches; batch++) {
        measured.own.push(microseconds(own, 5000))
        measured.other.push(
          floor === 'by hand' ? microseconds(other, perBatch) : await awaited(other, perBatch),
        )
      }
      const result = { own: median(measured.own), other: median(measured.other) }
      say(
        `mapping against ${floor}, round ${round}: ${round2(result.own)} µs against ${round2(result.other)} µs`,
      )
      results.push(result)
    }
    const ratios = results.map(r => r.other / r.own)
    const check = () => table.check(message)
    for (let i = 0; i < warmUp; i++) check()
    return {
      ratio: round2(median(ratios)),
      spread: [round2(Math.min(...ratios)), round2(Math.max(...ratios))],
      gateway: {
        encodeMicroseconds: round2(median(results.map(r => r.own))),
        checkMicroseconds: round2(microseconds(check, 5000)),
        fields: Object.values(table.encode(message).native).filter(isFilled).length,
        documents: message.documents?.length,
      },
      floor: { kind: floor, encodeMicroseconds: round2(median(results.map(r => r.other))) },
    }
  }
}

async function portalTable(): Promise<FieldTable> {
  const { maps } = await loadFolder(fileURLToPath(new URL('../../adapters/national-portal', import.meta.url)))
  const table = maps.get('dossier')
  if (table === undefined) throw new RangeError('the portal has no field table for dossiers')
  return table
}

async function compare(table: FieldTable): Promise<void> {
  const { native, violations } = table.encode(dossier)
  const hand = byHand(dossier)
  assert.deepEqual([violations, hand.faults], [[], []])
  assert.deepEqual(hand.native, native)
  // JSONata marks its lists with symbols and members of its own.
  assert.deepEqual(JSON.parse(JSON.stringify(await byJsonata(dossier))), JSON.parse(JSON.stringify(native)))
}

const isFilled = (value: unknown) => value !== '' && !(Array.isArray(value) && value.length === 0)

function microseconds(work: () => unknown, times: number): number {
  const start = performance.now()
  for (let i = 0; i < times; i++) work()
  return ((performance.now() - start) * 1000) / times
}

async function awaited(work: () => unknown, times: number): Promise<number> {
  const start = performance.now()
  for (let i = 0; i < times; i++) await work()
  return ((performance.now() - start) * 1000) / times
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

const round2 = (value: number) => Math.round(value * 100) / 100
