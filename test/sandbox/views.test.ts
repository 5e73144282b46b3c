import t from 'tap'
import { Caller, dossier, type Json, portal, step } from './support.ts'

interface Page {
  dossiers: { code: string; body?: Json }[]
  next: string | null
}

t.test('dossiers are paged by code, each once, whatever the order of arrival', async t => {
  const caller = await Caller.at((await portal(t)).url)
  const codes = Array.from({ length: 25 }, (_, n) => `H99-230605-${String((n * 7) % 25).padStart(4, '0')}`)
  for (const code of codes) await caller.create(dossier(code))

  const seen: string[] = []
  let after: string | null = ''
  let pages = 0
  while (after !== null) {
    const page = (await caller.get(`/_sandbox/dossiers?limit=10&after=${after}`)) as unknown as Page
    seen.push(...page.dossiers.map(({ code }) => code))
    after = page.next
    pages += 1
  }
  t.strictSame(seen, [...codes].sort())
  t.equal(pages, 3)
})

t.test('a dossier that comes between two pages is not missed when it sorts after the cursor', async t => {
  const caller = await Caller.at((await portal(t)).url)
  await caller.create(dossier('H99-1'), dossier('H99-3'))
  await caller.get('/_sandbox/dossiers?limit=1')
  await caller.create(dossier('H99-2'), dossier('H99-0'))
  const page = (await caller.get('/_sandbox/dossiers?after=H99-1')) as unknown as Page
  t.strictSame(
    page.dossiers.map(({ code }) => code),
    ['H99-2', 'H99-3'],
  )
})

t.test('bodies are in the pages when asked for, and wrong limits are refused', async t => {
  const caller = await Caller.at((await portal(t)).url)
  await caller.create(dossier('H99-1'))
  const plain = (await caller.get('/_sandbox/dossiers')) as unknown as Page
  t.notOk('body' in (plain.dossiers[0] ?? {}))
  t.match(plain, { dossiers: [{ versions: [{ arrival: 1 }], progress: [] }], next: null })
  const full = (await caller.get('/_sandbox/dossiers?bodies=1')) as unknown as Page
  t.strictSame(full.dossiers[0]?.body, dossier('H99-1'))
  for (const limit of ['0', '5001', '-1', 'ten', '1e2']) {
    const response = await fetch(`${caller.url}/_sandbox/dossiers?limit=${limit}`)
    t.equal(response.status, 400, limit)
    await response.arrayBuffer()
  }
})

t.test('an unknown dossier is 404, as data and as a page', async t => {
  const caller = new Caller((await portal(t)).url)
  for (const path of ['/_sandbox/dossiers/H99-9', '/dossiers/H99-9']) {
    const response = await fetch(caller.url + path)
    t.equal(response.status, 404)
    await response.arrayBuffer()
  }
})

t.test('whatever came from outside is escaped on the pages', async t => {
  const caller = await Caller.at((await portal(t)).url)
  const code = `H99-<b>"1'&/`
  const attack = '<script>alert(1)</script>'
  await caller.create(dossier(code, { TenTTHC: attack, DonViXuLy: attack, ChuHoSo: '<i>A</i> <b>B' }))
  await caller.progress(step(code, { NoiDungXuLy: attack }))
  const home = await caller.text('/')
  const page = await caller.text(`/dossiers/${encodeURIComponent(code)}`)
  for (const text of [home, page]) {
    t.notMatch(text, /<script|<b>"|<i>/)
    t.match(text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
    t.match(text, 'H99-&lt;b&gt;&quot;1&#39;&amp;/')
  }
  t.match(home, `href="/dossiers/${encodeURIComponent(code).replace("'", '&#39;')}"`)
})

t.test('names and numbers of persons are masked on the pages', async t => {
  const caller = await Caller.at((await portal(t)).url)
  await caller.create(dossier('H99-1'))
  await caller.progress(step('H99-1', { NoiDungXuLy: 'Gọi 0900000123, số 099000000456' }))
  const home = await caller.text('/')
  const page = await caller.text('/dossiers/H99-1')
  for (const text of [home, page]) {
    t.notMatch(text, /NGUYỄN|000000000789|099000000456|0900000123|mau@example/)
    t.match(text, 'N••• V••• M•••')
  }
  t.match(page, '•••••••••789')
  t.match(page, '•••••••••456')
})

t.test('pages forbid scripts, foreign content and framing, and work without any', async t => {
  const { url } = await portal(t)
  for (const path of ['/', '/dossiers/none']) {
    const response = await fetch(url + path)
    const policy = response.headers.get('content-security-policy') ?? ''
    t.match(policy, "default-src 'none'")
    t.match(policy, "frame-ancestors 'none'")
    t.notMatch(policy, /unsafe|script-src/)
    const text = await response.text()
    t.notMatch(text, /<script|<style|style=|https?:\/\//)
    t.match(text, '<html lang="vi">')
  }
  const sheet = await fetch(`${url}/_sandbox/style.css`)
  t.match(sheet.headers.get('content-type'), /text\/css/)
  await sheet.arrayBuffer()
})

t.test('the home page shows counts, dial and refusals', async t => {
  const caller = await Caller.at((await portal(t, { faults: { delay: 0.25 } })).url)
  await caller.control('PUT', '/_sandbox/script', Array(2).fill('none'))
  await caller.create(dossier('H99-1', { TrangThaiHoSo: '10' }))
  await caller.create(dossier('H99-1'))
  const home = await caller.text('/')
  t.match(home, /25 %/)
  t.match(home, '10 · Đã trả kết quả')
  t.match(home, 'Hồ sơ H99-1 đã tồn tại')
})
