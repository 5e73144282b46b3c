// A process that opens the seal of a data folder, as a gateway does when it starts, and seals one text.
import { openSeal } from '../../src/ledger/seal.ts'

const [, , data = ''] = process.argv
process.stdout.write(openSeal({ data }).close('message-1', 'of a process').toString('base64'))
