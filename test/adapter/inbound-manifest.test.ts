import { readFileSync } from 'node:fs'
import t from 'tap'
import { checkManifest } from '../../src/adapter/check-manifest.ts'

const folder = new URL('../../adapters/local-one-stop/adapter.json', import.meta.url)
type Inbound = Record<string, Record<string, unknown>>
const manifest = () => JSON.parse(readFileSync(folder, 'utf8')) as { inbound: Inbound }

/** What is said of the model's manifest when one of its ways in is changed. */
function faultsOf(name: string, changes: object): string {
  const { inbound, ...rest } = manifest()
  try {
    checkManifest({ ...rest, inbound: { ...inbound, [name]: { ...inbound[name], ...changes } } })
  } catch (error) {
    return (error as { reason?: string }).reason ?? String(error)
  }
  return ''
}

t.test('ways in that share an address are told apart by their place and admit by the same proof', async t => {
  t.equal(faultsOf('step.add', {}), '')
  t.match(
    faultsOf('step.add', { at: undefined }),
    /step\.add: at the address of dossier\.put it needs an "at"/,
  )
  t.match(faultsOf('step.add', { at: '/GuiHoSo/hoSo' }), /needs an "at" of its own/)
  const basic = { kind: 'basic', username: '{settings.username}', password: '{settings.password}' }
  t.match(faultsOf('step.add', { auth: basic }), /its auth and unwrap must be the same/)
})

t.test('what is submitted is no event, no question, and needs no key of its own', async t => {
  for (const wrong of [{ event: 'a.b' }, { deduplicate: '{canonical.code}' }])
    t.match(faultsOf('dossier.put', wrong), /what is submitted is no event and no question/)
  t.match(
    faultsOf('dossier.put', { submits: undefined }),
    /an answer is written to a question, or to what is submitted/,
  )
  t.match(faultsOf('dossier.put', { submits: { as: 'parcel', client: 'x' } }), /\/submits\/as/)
  t.match(
    faultsOf('dossier.put', { submits: { as: 'dossier', client: '{settings.khach}' } }),
    /settings\.khach/,
  )
})
