import { startEmbedded } from '../../src/ledger/embedded/embedded.ts'

// A gateway's stand-in that owns the data folder until it is killed; run as its own process by the tests. With "early"
// it is killed as soon as the server answers.
const [folder = '', when] = process.argv.slice(2)
const quiet = { info() {}, warn() {} }
const { url, adopted, settled } = await startEmbedded({ folder, log: quiet })
if (when === 'early') process.kill(process.pid, 'SIGKILL')
await settled
process.stdout.write(`${JSON.stringify({ url, adopted })}\n`)
setInterval(() => {}, 60_000)
