import { appendFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { startSandbox } from '../../src/sandbox/server.ts'
import { startProgram } from './program.ts'
import { Caller, dossier, folder, type Json, portal, step } from './support.ts'

t.test('after kill -9 in the middle of traffic, everything answered is still there, in order', async t => {
  const data = await folder(t)
  const first = await startProgram(t, ['--data', data])
  const caller = await Caller.at(first.url)
  await caller.create(dossier('H99-1'), dossier('H99-2'))
  await caller.update(dossier('H99-1', { TrangThaiHoSo: '4' }))
  let answered = 0
  const traffic = (async () => {
    for (;;) {
      await caller.progress(step('H99-2', { NoiDungXuLy: `Bước ${answered + 1}` }))
      answered += 1
      if (answered === 40) first.child.kill('SIGKILL')
    }
  })()
  await t.rejects(traffic)
  await first.ended

  const second = await startProgram(t, ['--data', data])
  const again = new Caller(second.url)
  const { progress, ...state } = (await again.get('/_sandbox/state')) as { progress: number }
  t.match(state, { dossiers: 2, versions: 3, logins: 0 })
  t.ok(progress === answered || progress === answered + 1, 'at most the unanswered one more')
  const kept = (await again.get('/_sandbox/dossiers/H99-2')) as { progress: { NoiDungXuLy: string }[] }
  t.strictSame(
    kept.progress.map(row => row.NoiDungXuLy),
    Array.from({ length: progress }, (_, n) => `Bước ${n + 1}`),
  )
  t.match(await again.get('/_sandbox/dossiers/H99-1'), {
    versions: [{ arrival: 1 }, { arrival: 3, isUpdating: 'True', status: '4' }],
    body: dossier('H99-1', { TrangThaiHoSo: '4' }),
  })

  await again.login()
  await again.progress(step('H99-1'))
  t.match(await again.get('/_sandbox/dossiers/H99-1'), { progress: [{ arrival: 4 + progress }] })
})

/** A journal with two dossiers and a row, made by a portal that stopped properly. */
async function written(
  t: Parameters<typeof folder>[0],
): Promise<{ data: string; path: string; state: Json }> {
  const data = await folder(t)
  const running = await portal(t, { data })
  const caller = await Caller.at(running.url)
  await caller.create(dossier('H99-1'), dossier('H99-2'))
  await caller.progress(step('H99-1'))
  const { dossiers, versions, progress } = running.state()
  await running.close()
  return { data, path: join(data, 'journal.ndjson'), state: { dossiers, versions, progress } }
}

t.test('a torn last line is cut off and the journal goes on after it', async t => {
  const { data, path, state } = await written(t)
  const { size } = await stat(path)
  await appendFile(
    path,
    '{"arrival":4,"at":"2026-01-05T01:00:00.000Z","left":0,"kind":"progress","body":{"MaHoSo"',
  )
  const running = await portal(t, { data })
  t.match(running.state(), state)
  t.equal((await stat(path)).size, size)
  const caller = await Caller.at(running.url)
  await caller.progress(step('H99-2'))
  await running.close()
  t.match((await portal(t, { data })).state(), { dossiers: 2, versions: 2, progress: 2 })
})

t.test('a batch of which only the first lines were written is cut off as a whole', async t => {
  const { data, path, state } = await written(t)
  const whole = await readFile(path, 'utf8')
  const row = (arrival: number, left: number) =>
    `${JSON.stringify({ arrival, at: '2026-01-05T01:00:00.000Z', left, kind: 'progress', body: step('H99-1') })}\n`
  await appendFile(path, row(4, 2) + row(5, 1))
  const running = await portal(t, { data })
  t.match(running.state(), state)
  t.equal(await readFile(path, 'utf8'), whole)
})

t.test('a journal that the sandbox did not write stops it, and is left alone', async t => {
  for (const foreign of [
    'not json\n',
    '[]\n',
    '{"arrival":1}\n',
    '{"arrival":1,"at":"x","left":0,"kind":"?","body":{}}\n',
  ]) {
    const data = join(await folder(t), 'deep', 'er')
    await mkdir(data, { recursive: true })
    await writeFile(join(data, 'journal.ndjson'), foreign)
    await t.rejects(startSandbox({ data, port: 0 }), { name: 'JournalError' })
    t.equal(await readFile(join(data, 'journal.ndjson'), 'utf8'), foreign)
  }
})

t.test('lines longer than the piece that is read at a time are replayed', async t => {
  const data = await folder(t)
  const first = await portal(t, { data })
  const papers = Array.from({ length: 900 }, (_, n) => ({
    TepDinhKemId: String(n),
    TenTepDinhKem: 'ồ'.repeat(1000),
    IsDeleted: 'False',
    MaThanhPhanHoSo: '',
    DuongDanTaiTepTin: '',
  }))
  const caller = await Caller.at(first.url)
  const big = dossier('H99-1', { TaiLieuNop: papers })
  t.equal((await caller.create(big)).error_code, 0)
  await caller.progress(step('H99-1'))
  await first.close()
  const second = new Caller((await portal(t, { data })).url)
  const kept = await second.get('/_sandbox/dossiers/H99-1')
  t.strictSame(kept.body, big)
  t.match(kept.progress, [{ arrival: 2 }])
})

t.test('wiping empties memory and journal, and numbering starts anew', async t => {
  const { data, path } = await written(t)
  const running = await portal(t, { data })
  const caller = await Caller.at(running.url)
  await caller.create(dossier('H99-1'))
  t.equal((await caller.control('DELETE', '/_sandbox/state')).status, 204)
  t.match(running.state(), { dossiers: 0, versions: 0, progress: 0, refused: {}, logins: 0 })
  t.equal((await stat(path)).size, 0)
  t.equal((await caller.create(dossier('H99-1'))).error_code, 0, 'the session is still good')
  t.match(await caller.get('/_sandbox/dossiers/H99-1'), { versions: [{ arrival: 1 }] })
})
