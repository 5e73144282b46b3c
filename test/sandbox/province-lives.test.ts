import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { openCatalog } from '../../src/catalog/catalog.ts'
import type { Status } from '../../src/contract/types.generated.ts'
import { dossierViolations, stepViolations } from '../../src/contract/validate.ts'
import type { DossierLife } from '../../src/sandbox/province/life.ts'
import { provincialMonth } from '../../src/sandbox/province/month.ts'
import { sampleDossier } from '../../src/sandbox/province/sample.ts'

const catalog = openCatalog()
const lives = [...provincialMonth({ dossiers: 2000, seed: 7, catalog })]

const legal: Readonly<Record<Status, readonly Status[]>> = {
  registered: ['accepted', 'refused', 'withdrawn'],
  accepted: ['processing', 'supplement', 'payment', 'refused', 'withdrawn', 'stopped', 'completed'],
  processing: ['supplement', 'payment', 'completed', 'stopped', 'withdrawn'],
  supplement: ['processing'],
  payment: ['processing'],
  completed: ['returned'],
  refused: [],
  withdrawn: [],
  stopped: [],
  returned: [],
}

t.test('every event is valid against the canonical schemas', async t => {
  for (const { code, events } of lives) {
    for (const event of events) {
      const faults = event.kind === 'put' ? dossierViolations(event.dossier) : stepViolations(event.step)
      if (faults.length > 0) t.fail(`${code}: ${JSON.stringify(faults)}`)
    }
  }
})

t.test('statuses go only where they may, and only by steps', async t => {
  for (const { code, events } of lives) {
    const [first, ...rest] = events
    if (first?.kind !== 'put') return t.fail(`${code} does not begin with a put`)
    const start = first.dossier.channel === 'online' ? 'registered' : 'accepted'
    if (first.dossier.status !== start) t.fail(`${code} begins ${first.dossier.status}`)
    let status = first.dossier.status
    for (const event of rest) {
      if (event.kind === 'put') {
        if (event.dossier.status !== status) t.fail(`${code}: a put moved ${status}`)
        continue
      }
      if (!legal[status].includes(event.step.status)) t.fail(`${code}: ${status} to ${event.step.status}`)
      status = event.step.status
    }
    if (legal[status].length > 0) t.fail(`${code} ends ${status}`)
  }
})

t.test('all kinds of lives occur', async t => {
  const steps = new Set(
    lives.flatMap(({ events }) => events.map(event => event.kind === 'step' && event.step.status)),
  )
  for (const status of Object.keys(legal)) {
    if (status !== 'registered') t.ok(steps.has(status as Status), status)
  }
})

t.test('steps of a dossier never go back in time, and no put repeats the one before', async t => {
  for (const { code, events } of lives) {
    let at = 0
    let put = ''
    for (const event of events) {
      if (event.kind === 'step') {
        const time = Date.parse(event.step.at)
        if (time <= at) t.fail(`${code}: ${event.step.at}`)
        at = time
        continue
      }
      const text = JSON.stringify(event.dossier)
      if (text === put) t.fail(`${code}: the same put twice`)
      put = text
    }
  }
})

t.test('dates of a dossier stand in the order of its life', async t => {
  for (const { code, dossier } of lives.map(lastPut)) {
    const { filedAt, receivedAt, finishedAt, returnedAt, supplements = [] } = dossier
    const asked = supplements[0]
    const dates = [filedAt, receivedAt, asked?.requestedAt, asked?.receivedAt, finishedAt, returnedAt]
    const times = dates.flatMap(date => (date === undefined ? [] : Date.parse(date)))
    if (times.some((time, index) => time <= (times[index - 1] ?? 0))) t.fail(`${code}: ${dates.join(' ')}`)
    if ((dossier.procedure.immediate ?? false) === 'dueAt' in dossier && receivedAt !== undefined) {
      t.fail(`${code}: a due date is there if and only if the procedure is not immediate`)
    }
  }
})

t.test('a dossier counts as digitised if and only if one of its papers is', async t => {
  for (const { code, dossier } of lives.map(lastPut)) {
    const scanned = (dossier.documents ?? []).some(document => document.digitised)
    if (scanned !== dossier.digitised) t.fail(code)
  }
})

t.test('codes are unique, of the legal form, and carry an agency that the catalogue knows', async t => {
  t.equal(new Set(lives.map(life => life.code)).size, lives.length)
  for (const { code, dossier } of lives.map(lastPut)) {
    if (!/^[0-9A-Z.]+-230[45]\d\d-\d{4,}$/.test(code)) t.fail(code)
    if (!code.startsWith(`${dossier.agency.code}-`)) t.fail(code)
    if (!catalog.agency(dossier.agency.code, new Date(dossier.filedAt))) t.fail(code)
    if (!catalog.isWithin(dossier.agency.code, 'H99')) t.fail(code)
  }
  const codes = new Set<string>()
  for (const life of provincialMonth({ dossiers: 64_103, catalog })) codes.add(life.code)
  t.equal(codes.size, 64_103)
})

t.test('people and numbers are nobody’s', async t => {
  for (const { code, dossier } of lives.map(lastPut)) {
    const { identities = [], phone = '', email = 'a@example.vn' } = dossier.applicant
    const synthetic = identities.every(({ number }) => /^(000|099)/.test(number))
    if (!synthetic || !phone.startsWith('0900000') || !email.endsWith('@example.vn')) t.fail(code)
  }
})

t.test('the same seed gives the same month, another seed another one', async t => {
  const text = (seed: number) => JSON.stringify([...provincialMonth({ dossiers: 300, seed, catalog })])
  t.equal(text(7), text(7))
  t.not(text(7), text(8))
})

t.test('another month and a prefix give other codes and dates', async t => {
  const startOfMonth = new Date('2025-10-01T00:00:00+07:00')
  const [life] = provincialMonth({ dossiers: 10, catalog, startOfMonth, codePrefix: '7' })
  t.match(life?.code, /-251\d{3}-7\d{4}$/)
  t.same([...provincialMonth({ dossiers: 0, catalog })], [])
})

t.test('the first-run sample is valid, national, and of this province', async t => {
  const { code, dossier, step } = sampleDossier(new Date('2026-02-03T02:30:00Z'))
  t.equal(code, 'H99.05-260203-34200')
  t.same([dossierViolations(dossier), stepViolations(step)], [[], []])
  t.match(catalog.nationalProcedure(dossier.procedure), {
    kind: 'national',
    name: dossier.procedure.name ?? '',
  })
  t.equal(catalog.agency(dossier.agency.code)?.name, dossier.agency.name)
  t.ok(legal[dossier.status].includes(step.status))
})

t.test('the province shares nothing with the gateway but types', async t => {
  const folder = new URL('../../src/sandbox/province/', import.meta.url)
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(new URL(file, folder), 'utf8').split('\n')) {
      if (!/from '\.\.\//.test(line)) continue
      t.match(
        line,
        /^import type .* from '\.\.\/\.\.\/(catalog\/catalog|contract\/types\.generated)\.ts'$/,
        file,
      )
    }
  }
})

function lastPut({ code, events }: DossierLife) {
  const last = events.findLast(event => event.kind === 'put')
  if (last?.kind !== 'put') throw new Error(`${code} has no put`)
  return { code, dossier: last.dossier }
}
