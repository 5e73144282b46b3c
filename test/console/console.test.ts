import t from 'tap'
import { aDossier, Caller, newCode, startApi } from '../api/support.ts'

const api = await startApi(t)
const agency = await api.caller()
const page = (path: string, cookie = '') =>
  fetch(`${api.url}/console${path}`, { headers: { cookie }, redirect: 'manual' })
const logIn = (name: string, password: string) =>
  fetch(`${api.url}/console/session`, {
    method: 'POST',
    body: new URLSearchParams({ name, password }),
    redirect: 'manual',
  })
const session = async () => {
  const answer = await logIn(api.admin.name, api.admin.password)
  t.equal(answer.status, 303)
  return answer.headers.get('set-cookie') ?? ''
}
const sent = (cookie: string) => cookie.split(';')[0] ?? ''

t.test('without a session there is only the login form, whatever is asked for', async t => {
  for (const path of ['', '/dossiers/H99-1', '/dossiers?code=x']) {
    const answer = await page(path)
    t.equal(answer.status, 401, path)
    t.match(await answer.text(), /name="password"/)
  }
  t.equal((await page('', 'lienthong_session=lta_guessed')).status, 401)
  const bearer = await fetch(`${api.url}/console`, { headers: { authorization: `Bearer ${agency.key}` } })
  t.equal(bearer.status, 401, 'an agency’s key opens nothing here')
  await bearer.arrayBuffer()
})

t.test('a wrong password is told so, in both languages', async t => {
  const answer = await logIn('admin', 'wrong')
  t.equal(answer.status, 401)
  t.equal(answer.headers.get('set-cookie'), null)
  t.match(await answer.text(), /Tên hoặc mật khẩu không đúng[\s\S]+The name or the password is wrong/)
})

t.test('the session’s cookie is for these pages only, and no script can read it', async t => {
  const cookie = await session()
  for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/console']) t.match(cookie, part)
  const token = sent(cookie).split('=')[1] ?? ''
  const api = new Caller(agency.url)
  t.equal((await api.get('/admin/v1/status', { cookie: sent(cookie) })).status, 401, 'not for the API')
  t.match(token, /^lta_/)
})

t.test('a dossier’s page tells its story; what an agency wrote is only text on it', async t => {
  const code = newCode()
  await agency.put(code, aDossier())
  const cookie = sent(await session())
  const home = await (await page('', cookie)).text()
  t.match(home, code)
  const answer = await page(`/dossiers/${code}`, cookie)
  t.equal(answer.status, 200)
  t.match(answer.headers.get('content-security-policy'), /default-src 'none'/)
  t.match(await answer.text(), /Cổng nhận hồ sơ/)
  const unknown = await page(`/dossiers/${encodeURIComponent('<script>x')}`, cookie)
  t.equal(unknown.status, 404)
  t.notMatch(await unknown.text(), /<script>/)
  const found = await page(`/dossiers?code=${code}`, cookie)
  t.equal(found.headers.get('location'), `/console/dossiers/${code}`)
  await found.arrayBuffer()
})

t.test('after logging out the cookie opens nothing', async t => {
  const cookie = sent(await session())
  const left = await fetch(`${api.url}/console/session/end`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    redirect: 'manual',
  })
  t.equal(left.status, 303)
  t.equal((await page('', cookie)).status, 401)
})
