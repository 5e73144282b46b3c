import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { openSeal, Seal } from '../../src/ledger/seal.ts'
import { temporaryFolder } from '../support/folder.ts'
import { nodeArgs } from '../support/node-args.ts'

const seal = new Seal(randomBytes(32))

t.test('what was sealed opens again, whatever it is', async t => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (text, id) => {
      const sealed = seal.close(id, text)
      return seal.open(id, sealed) === text && !(text.length > 3 && sealed.includes(text))
    }),
  )
  t.equal(seal.open('id', seal.close('id', '')), '')
  t.equal(seal.open('id', seal.close('id', 'NGUYỄN VĂN MẪU')), 'NGUYỄN VĂN MẪU')
})

t.test('every change of a single bit is noticed', async t => {
  const sealed = seal.close('id', 'hồ sơ')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const tampered = Buffer.from(sealed)
    tampered.writeUInt8(tampered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    let opened = true
    try {
      seal.open('id', tampered)
    } catch (error) {
      opened = (error as { code?: string }).code !== 'seal-broken'
    }
    if (opened) t.fail(`bit ${bit} of ${sealed.length * 8}`)
  }
  t.throws(() => seal.open('id', sealed.subarray(0, 20)), { code: 'seal-broken' })
  t.throws(() => seal.open('id', Buffer.alloc(0)), { code: 'seal-broken' })
})

t.test('a body in the place of another does not open', async t => {
  const sealed = seal.close('message-1', 'hồ sơ')
  t.throws(() => seal.open('message-2', sealed), { code: 'seal-broken' })
})

t.test('a body sealed with another key does not open, and the fault names no content', async t => {
  const other = new Seal(randomBytes(32))
  const sealed = other.close('id', 'bí mật')
  t.throws(() => seal.open('id', sealed), { code: 'seal-broken', params: { message: 'id' } })
})

t.test('no nonce comes twice', async t => {
  const nonces = new Set<string>()
  for (let n = 0; n < 5_000; n++) nonces.add(seal.close('id', '').subarray(1, 13).toString('hex'))
  t.equal(nonces.size, 5_000)
})

t.test('a key in the settings is used, and nothing is written', async t => {
  const data = await temporaryFolder(t)
  const sealKey = randomBytes(32).toString('base64')
  const sealed = openSeal({ data, sealKey }).close('id', 'x')
  t.equal(openSeal({ data: '/nowhere', sealKey }).open('id', sealed), 'x')
  t.same(await readdir(data), [])
})

t.test('processes that start together make one key, which only its owner may read', async t => {
  const data = await temporaryFolder(t)
  const script = fileURLToPath(new URL('./seal-process.ts', import.meta.url))
  const run = () =>
    promisify(execFile)(process.execPath, [...nodeArgs, script, data], { env: { PATH: process.env.PATH } })
  const outputs = await Promise.all([run(), run(), run(), run()])
  const own = openSeal({ data })
  for (const { stdout } of outputs)
    t.equal(own.open('message-1', Buffer.from(stdout, 'base64')), 'of a process')
  t.same(await readdir(data), ['seal.key'], 'nothing else is left')
  t.equal((await stat(join(data, 'seal.key'))).mode & 0o777, 0o600)
  t.equal(Buffer.from(await readFile(join(data, 'seal.key'), 'utf8'), 'base64').length, 32)
})
