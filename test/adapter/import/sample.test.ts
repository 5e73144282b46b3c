import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { temporaryFolder } from '../../support/folder.ts'
import { made, refusal } from './support.ts'

async function file(t: Test, name: string, text: string): Promise<string> {
  const folder = join(await temporaryFolder(t), 's')
  await mkdir(folder)
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

t.test('items of a list are looked at together', async t => {
  const text = JSON.stringify([{ MaHoSo: 'a' }, { ChuHoSo: 'b' }])
  const { mapped, manifest } = await made(await file(t, 'm.json', text), { operations: ['GuiHoSo'] })
  t.same(mapped('gui-ho-so'), ['MaHoSo → code', 'ChuHoSo → applicant.name'])
  t.same(manifest.operations['gui-ho-so.deliver'].request.body, ['{encoded}'])
})

t.test('bare XML keeps its namespaces by URI, attributes and text', async t => {
  const text =
    '<a:HoSo xmlns:a="urn:h99:a" xmlns="urn:h99:b" phien="1"><MaHoSo loai="x">H99-1</MaHoSo><a:ChuHoSo>Ai Đó</a:ChuHoSo></a:HoSo>'
  const { table, manifest } = await made(await file(t, 'm.xml', text))
  t.same(
    table('ho-so').map(({ native }) => native),
    ['@phien', 'n2:MaHoSo.@loai', 'n2:MaHoSo.#text', 'a:ChuHoSo'],
  )
  t.same(manifest.transport.namespaces, { a: 'urn:h99:a', n2: 'urn:h99:b' })
  t.match(manifest.operations['ho-so.deliver'].request, { encoding: 'xml', body: { 'a:HoSo': '{encoded}' } })
})

t.test('samples that are none are refused with a reason', async t => {
  t.match(await refusal('/no/such/file.json'), /no such file/)
  t.match(await refusal(await file(t, 'a.json', '{"a":')), /not JSON/)
  t.match(await refusal(await file(t, 'a.json', '[1,2]')), /neither an object nor a list/)
  t.match(await refusal(await file(t, 'a.json', '{"__proto__":{"a":1}}')), /__proto__/)
  t.match(await refusal(await file(t, 'a.json', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`)), /nested/)
  t.match(
    await refusal(
      await file(
        t,
        'a.json',
        `[${'{"a":1},'.repeat(10)}${JSON.stringify(Object.fromEntries(Array.from({ length: 30_000 }, (_, n) => [`f${n}`, n])))}]`,
      ),
    ),
    /more than \d+ fields/,
  )
  t.match(
    await refusal(
      await file(t, 'a.xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><c>&b;</c></a>'),
    ),
    /not read/,
  )
  t.match(await refusal(await file(t, 'a.xml', '<a>only text</a>')), /no element with fields/)
  t.match(
    await refusal(
      await file(
        t,
        'a.xml',
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>',
      ),
    ),
    /no body/,
  )
  t.match(await refusal(await file(t, 'a.bin', '\u0000\u0001')), /not JSON|neither/)
})
