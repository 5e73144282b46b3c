import type { AdapterSettings } from '../adapter/index.ts'
import { openCatalog } from '../catalog/catalog.ts'
import { Fault } from '../errors/fault.ts'
import { AskPlatform } from '../exchange/ask.ts'
import { openExchange } from '../exchange/open.ts'
import { openPayments } from '../exchange/payments/open.ts'
import { Reconcile, reconciliationView } from '../exchange/payments/reconcile.ts'
import { AdapterVersions } from '../ledger/adapter-versions.ts'
import { Asks } from '../ledger/asks.ts'
import type { Database } from '../ledger/database.ts'
import { Records } from '../ledger/records.ts'
import { openSeal } from '../ledger/seal.ts'
import { Registry } from '../registry/registry.ts'
import { sandboxAdapters } from '../registry/sandbox-adapters.ts'
import type { Settings } from '../settings/load.ts'
import { openLog } from '../telemetry/log.ts'
import { type Command, jsonOption, show, text } from './command.ts'
import { withLedger } from './with-ledger.ts'

/** What the night does by itself, now and for any day. */
export const reconcileCommand: Command = {
  name: 'reconcile',
  summary: 'Đối soát thanh toán của một ngày / reconcile the payments of one day',
  details:
    'Compares ledger, payment platforms and what the portal was told; settles what had been paid unheard; lists every difference.',
  arguments: [],
  options: {
    date: {
      type: 'string',
      value: 'yyyy-mm-dd',
      description: 'ngày, mặc định hôm qua / the day, by default yesterday',
    },
    ...jsonOption,
  },
  async run(values) {
    const day = text(values, 'date') ?? Reconcile.dayBefore(new Date())
    if (!isDay(day)) throw new Fault('usage', { params: { reason: '--date takes a day, e.g. 2026-11-22' } })
    const view = await withLedger((database, settings) => reconcile(day, database, settings))
    if (values.json === true) {
      process.stdout.write(`${JSON.stringify(view, null, 2)}\n`)
      return 0
    }
    const counts = Object.entries(view.counts).map(([verdict, count]) => ({ verdict, count }))
    process.stdout.write(`${day}\n`)
    show(counts, ['verdict', 'count'], false, 'Không có khoản nào. / No payments.')
    process.stdout.write('\n')
    show(
      view.differences.map(row => ({ ...row })),
      [
        'verdict',
        'adapter',
        'reference',
        'dossier',
        'state',
        'amount',
        'platformState',
        'platformAmount',
        'told',
        'note',
      ],
      false,
      'Không có chỗ lệch. / No differences.',
    )
    return 0
  },
}

/** What is no day of the calendar, 30 February, becomes another one in a Date. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${text}T`)
}

async function reconcile(day: string, database: Database, settings: Settings & { databaseUrl: string }) {
  const log = openLog('silent', '-')
  const seal = openSeal(settings)
  const records = new Records(database)
  const pretended: Record<string, AdapterSettings> = settings.sandbox.enabled
    ? sandboxAdapters(`http://127.0.0.1:${settings.sandbox.port}`)
    : {}
  const registry = await Registry.open({
    versions: new AdapterVersions(database),
    url: settings.databaseUrl,
    seal,
    settings: { ...pretended, ...settings.adapters },
    log,
    host: {
      allowedNetworks: [
        ...settings.egress.allowedNetworks,
        ...(settings.sandbox.enabled ? [`127.0.0.1/32:${settings.sandbox.port}`] : []),
      ],
    },
  })
  const asks = new Asks(database)
  try {
    const adapters = () => registry.active
    // What becomes due is found by the gateway's sweep.
    const exchange = openExchange({ database, seal, adapters, onQueued: () => undefined, log })
    const platform = new AskPlatform({ adapters, asks, seal, log })
    const payments = openPayments({
      ...{ database, records, seal, catalog: openCatalog(), platform, exchange, adapters, log },
      settings: settings.payments,
    })
    return reconciliationView(await payments.reconcile.run(day, new AbortController().signal))
  } finally {
    await asks.idle()
    await registry.close()
  }
}
