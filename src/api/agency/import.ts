import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { once } from '../../contract/once.ts'
import type { Dossier, Step } from '../../contract/types.generated.ts'
import { dossierViolations, stepViolations, textAjv } from '../../contract/validate.ts'
import { Fault, type Violation } from '../../errors/fault.ts'
import { languageOf, toFault, toProblem } from '../../errors/problem.ts'
import type { Sender, Submit } from '../../exchange/submit.ts'
import { parseJson } from '../json-body.ts'
import { clientOf } from './authenticate.ts'
import { acceptanceView } from './dossiers.ts'
import { readLines } from './lines.ts'
import { problems } from './schemas.ts'

/** Lines under way at once: enough to fill group commits, few enough to keep memory constant. */
const window = 128

const validCode = once(() => textAjv.compile({ $ref: 'dossier#/$defs/dossierCode' }))

/** `POST /v1/dossiers:import`: a stream of dossiers and steps in, a result line for each, in the same order, out. */
export async function importRoute(
  app: FastifyInstance,
  { submit, lineLimit }: { submit: Submit; lineLimit: number },
): Promise<void> {
  // Here and nowhere else a body is a stream; a JSON body here would be held as a whole, whatever its size.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload))
  app.post('/dossiers::import', {
    config: { operation: 'dossiers:write', streams: true },
    // The body streams: only a line has a limit, and each is judged by itself.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    validatorCompiler: () => () => true,
    schema: {
      tags: ['Hồ sơ'],
      summary: 'Nhập nhiều hồ sơ và bước xử lý (NDJSON)',
      description: `Mỗi dòng là {"code": …, "dossier": {…}} hoặc {"code": …, "step": {…}}, tối đa ${lineLimit} byte. Trả về một dòng kết quả cho mỗi dòng, cùng thứ tự: {"line", "code", "status", …}. Dòng sai không ảnh hưởng dòng khác. Vừa gửi vừa đọc kết quả: cổng chỉ đọc tiếp khi kết quả trước được nhận.`,
      consumes: ['application/x-ndjson'],
      body: { type: 'string', description: 'NDJSON, UTF-8.' },
      response: {
        200: {
          description: 'Kết quả từng dòng',
          content: { 'application/x-ndjson': { schema: { type: 'string' } } },
        },
        ...problems(401, 403, 415),
      },
    },
    handler: async (request, reply) => {
      const sender = { client: clientOf(request), correlationId: request.id }
      const language = request.headers['accept-language']
      if (!(request.body instanceof Readable)) {
        throw new Fault('media-type-unsupported', { params: { accepted: 'application/x-ndjson' } })
      }
      reply.type('application/x-ndjson; charset=utf-8')
      return Readable.from(results(readLines(request.body, lineLimit), submit, sender, language), {
        objectMode: false,
      })
    },
  })
}

async function* results(
  lines: AsyncIterable<Buffer | Fault>,
  submit: Submit,
  sender: Sender,
  language: string | undefined,
): AsyncGenerator<string> {
  const underWay: Promise<object>[] = []
  let number = 0
  for await (const line of lines) {
    number++
    if (!(line instanceof Fault) && blank(line)) continue
    underWay.push(resultOf(number, line, submit, sender, language))
    if (underWay.length >= window) yield `${JSON.stringify(await underWay.shift())}\n`
  }
  for (const result of underWay) yield `${JSON.stringify(await result)}\n`
}

async function resultOf(
  number: number,
  line: Buffer | Fault,
  submit: Submit,
  sender: Sender,
  language: string | undefined,
): Promise<object> {
  let code: string | undefined
  try {
    if (line instanceof Fault) throw line
    const item = readItem(parseJson(line))
    code = item.code
    const acceptance =
      item.kind === 'dossier'
        ? await submit.dossier(sender, item.code, item.content as Dossier)
        : await submit.step(sender, item.code, item.content as Step)
    return {
      line: number,
      code,
      status: acceptance.unchanged ? 200 : 202,
      ...acceptanceView(acceptance, language),
    }
  } catch (error) {
    const fault = toFault(error)
    return {
      line: number,
      ...(code === undefined ? {} : { code }),
      status: fault.status,
      problem: toProblem(fault, languageOf(language)),
    }
  }
}

/** Nothing but white space, which JSON has four of. */
function blank(line: Buffer): boolean {
  return line.every(byte => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}

/** @throws Fault `body-invalid` with pointers into the line. */
function readItem(value: unknown): { code: string; kind: 'dossier' | 'step'; content: unknown } {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const members = isObject ? (value as Record<string, unknown>) : {}
  const { code, dossier, step, ...others } = members
  const violations: Violation[] = Object.keys(others).map(name => ({
    pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message: { vi: 'không có trong mẫu dữ liệu', en: 'is not part of the schema' },
  }))
  if (typeof code !== 'string' || !validCode()(code)) {
    violations.push({ pointer: '/code', message: { vi: 'phải là mã hồ sơ', en: 'must be a dossier code' } })
  }
  const kind = step === undefined ? 'dossier' : 'step'
  if ((dossier === undefined) === (step === undefined)) {
    const message = {
      vi: 'phải có đúng một trong "dossier" và "step"',
      en: 'must have exactly one of "dossier" and "step"',
    }
    violations.push({ pointer: '', message })
  } else {
    const found = kind === 'dossier' ? dossierViolations(dossier) : stepViolations(step)
    violations.push(...found.map(v => ({ ...v, pointer: `/${kind}${v.pointer}` })))
  }
  if (violations.length > 0)
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
  return { code: String(code), kind, content: kind === 'dossier' ? dossier : step }
}
