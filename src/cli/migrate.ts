import type { Command } from './command.ts'
import { withLedger } from './with-ledger.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Nâng sổ cái lên phiên bản này / bring the ledger up to this version',
  details: 'Forward only and safe while the previous version is serving. `start` does it by itself.',
  arguments: [],
  options: {},
  async run() {
    await withLedger(async database => {
      const done = await database.query<{ name: string }>('SELECT name FROM migrations ORDER BY name')
      process.stdout.write(`The ledger is up to date: ${done.map(({ name }) => name).join(', ')}\n`)
    })
    return 0
  },
}
