import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { fromBase64, toBase64 } from '../../src/adapter/base64.ts'
import { EdxmlFault } from '../../src/adapter/edxml/fault.ts'
import { hollowEdxml } from '../../src/adapter/edxml/hollow.ts'
import { hollowJson } from '../../src/adapter/hollow-json.ts'

/** The bytes in pieces, cut wherever a network may cut them. */
async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let [at, turn] = [0, 0]; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    yield Buffer.from(bytes.subarray(at, at + size))
    at += size
  }
}

async function gather(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of bytes) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
const keep = 1_000_000

t.test('base64 comes and goes as it is, however it is cut', async t => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), sizes, async (content, at) => {
      const bytes = Buffer.from(content)
      const text = await gather(toBase64(cut(bytes, at)))
      t.equal(text.toString(), bytes.toString('base64'))
      const lines = Buffer.from(text.toString().replace(/.{7}/g, '$&\r\n'))
      t.ok((await gather(fromBase64(cut(lines, at)))).equals(bytes))
    }),
  )
  for (const wrong of ['A', 'AA', 'AAA', 'AA=A', 'AA==AAAA', '====', 'A*==', 'AAAA=', 'A\u00e0=='])
    await t.rejects(gather(fromBase64(cut(Buffer.from(wrong, 'latin1'), [1]))), { code: 'NO_BASE64' }, wrong)
})

t.test('a member of JSON goes past, and the rest is as it was', async t => {
  const spelled = (text: string) => JSON.stringify(text).replaceAll('/', '\\/').replaceAll('=', '\\u003d')
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.json(),
      fc.string({ maxLength: 20 }),
      fc.boolean(),
      sizes,
      async (member, before, after, nested, at) => {
        const value = `{"a":${before},"b\\"":${spelled(after)},"d\\u0061ta":${spelled(member)},"z":[{"data":"x"}]}`
        const text = nested ? `{"o":{"data":1},"in":${value}}` : value
        let heard: string | undefined
        const sink = async (content: AsyncIterable<Buffer>) => {
          heard = (await gather(content)).toString()
        }
        const path = nested ? ['in', 'data'] : ['data']
        const rest = await hollowJson(cut(Buffer.from(text), at), path, sink, keep)
        t.equal(heard, JSON.parse(spelled(member)))
        const whole = JSON.parse(text)
        if (nested) whole.in.data = 'streamed'
        else whole.data = 'streamed'
        t.same(JSON.parse(rest.toString()), whole)
      },
    ),
  )
})

t.test('JSON that lies or breaks off is told, and a sink that wants no more holds nothing up', async t => {
  const bytes = (text: string) => cut(Buffer.from(text), [3])
  const all = async (content: AsyncIterable<Buffer>) => void (await gather(content))
  await t.rejects(hollowJson(bytes('{"data":"abc'), ['data'], all, keep), { code: 'BAD_ESCAPE' })
  await t.rejects(hollowJson(bytes('{"data":"a\\xb"}'), ['data'], all, keep), { code: 'BAD_ESCAPE' })
  await t.rejects(hollowJson(bytes('{"data":"a","data":"b"}'), ['data'], all, keep), { code: 'TWICE' })
  await t.rejects(hollowJson(bytes(`{"b":"${'x'.repeat(99)}"}`), ['data'], all, 50), { code: 'TOO_LARGE' })
  await t.rejects(hollowJson(bytes('['.repeat(99)), ['data'], all, keep), { code: 'TOO_LARGE' })
  const failing = async () => {
    throw new RangeError('no room')
  }
  await t.rejects(hollowJson(bytes('{"data":"abcabcabc"}'), ['data'], failing, keep), { message: 'no room' })
  const lazy = async (content: AsyncIterable<Buffer>) => {
    for await (const _ of content) return
  }
  const rest = await hollowJson(bytes(`{"data":"${'x'.repeat(99)}","b":1}`), ['data'], lazy, keep)
  t.same(JSON.parse(rest.toString()), { data: 'streamed', b: 1 })
  const untouched = await hollowJson(bytes('{"data":null}'), ['data'], failing, keep)
  t.equal(untouched.toString(), '{"data":null}')
})

t.test('contents of edXML go past, and the rest has their numbers', async t => {
  const content = randomBytes(99).toString('base64')
  const spellings = [
    content,
    `<![CDATA[${content}]]>`,
    content.replace(/.{9}/g, '$&&#xD;\n'),
    `<!--a>-->${content}`,
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...spellings), { maxLength: 5 }),
      sizes,
      async (spelled, at) => {
        const one = (text: string) => `<e:ContentTransferEncoded a='>"' >${text}</e:ContentTransferEncoded>`
        const other =
          '<!-- <ContentTransferEncoded>x --><b c="1>2">&amp;</b><ContentTransferEncoded/><![CDATA[<a>]]>'
        const text = `<?xml version="1.0"?><a>${spelled.map(text => other + one(text)).join('')}</a>`
        const heard: string[] = []
        const { rest, count } = await hollowEdxml(
          cut(Buffer.from(text), at),
          async base64 => void heard.push((await gather(base64)).toString().replace(/\s/g, '')),
          { keep, most: 10 },
        )
        t.equal(count, spelled.length)
        t.same(
          heard,
          spelled.map(() => content),
        )
        t.equal(
          rest.toString(),
          `<?xml version="1.0"?><a>${spelled.map((_, n) => other + one(String(n))).join('')}</a>`,
        )
      },
    ),
  )
})

t.test('edXML that hides something in its contents is refused', async t => {
  const take = async (base64: AsyncIterable<Buffer>) => void (await gather(base64))
  const refused = async (text: string, reason: string, limits = { keep: 500, most: 2 }) => {
    const error = await hollowEdxml(cut(Buffer.from(text), [7]), take, limits).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    t.equal(error instanceof EdxmlFault ? error.reason : error, reason, text.slice(0, 60))
  }
  const open = '<ContentTransferEncoded>'
  await refused(`${open}AAAA<b/>`, 'base64')
  await refused(`${open}&lt;`, 'base64')
  await refused(`${open}&${'a'.repeat(50)}`, 'base64')
  await refused(`${open}AAAA`, 'no-edxml')
  await refused(`${open}<![CDATA[A]A]]>`, 'base64')
  await refused(`<a>${'x'.repeat(600)}`, 'too-large')
  await refused(`<a ${'x'.repeat(70_000)}`, 'too-large')
  await refused(`${open}A</ContentTransferEncoded>`.repeat(3), 'too-many-files')
})
