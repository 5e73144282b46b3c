import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory, Translate } from '../codec.ts'
import { compileExpression, evaluate, messageLimitMs } from '../expression/sandbox.ts'

const reasons: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  time: ['chạy quá lâu', 'took too long'],
  steps: ['quá nhiều bước', 'took too many steps'],
  size: ['tạo ra giá trị quá lớn', 'made too large a value'],
  D1011: ['gọi lồng quá sâu', 'calls itself too deeply'],
  D2015: ['tạo ra danh sách quá dài', 'made too long a list'],
}

/**
 * `jsonata("…")`: a JSONata expression for what no codec can say; texts in it stand in '…'. `$` is the value of the row
 * (the whole message, where the row has no canonical path), `$message` the whole message. A second expression decodes;
 * without one the row is not decoded. Regular expressions, $eval, clocks and chance are not allowed; time, depth and
 * memory are limited (see expression/), time also for all expressions of a message together. One evaluation costs about 0.05 ms: two hundred dates.
 */
export const jsonata: CodecFactory = ([forth, back], _environment, site) => {
  if (typeof forth !== 'string' || forth === '')
    throw new AdapterFault('jsonata needs an expression in quotes: jsonata("$uppercase($)")')
  const lone = site.canonical.length === 0
  return {
    encode: translation(forth, lone),
    decode: back === undefined ? () => undefined : translation(String(back), false),
    lossless: false,
    contextual: true,
    ...(back === undefined ? { oneWay: true as const } : {}),
  }
}

function translation(source: string, lone: boolean): Translate {
  const wrong = compileExpression(source)
  if (wrong !== '') throw new AdapterFault(`jsonata: ${wrong}`)
  // Handing over a whole message costs more than most expressions.
  const wantsMessage = source.includes('$message')
  return (value, run) => {
    const given = lone ? run.source : value
    const message = wantsMessage ? run.source : undefined
    const left = messageLimitMs - run.asideMs
    const start = performance.now()
    const input = left > 0 ? JSON.stringify({ value: given, message }) : ''
    // Writing a long message out again for each item of a list is no small thing either.
    run.asideMs += performance.now() - start
    const { fault, value: result, ms } = evaluate(source, input, left)
    run.asideMs += ms
    if (fault === undefined) return result ?? undefined
    const [vi, en] = reasons[fault] ?? [`bị lỗi ${fault}`, `failed with ${fault}`]
    return run.fail({ vi: `biểu thức ${vi}`, en: `its expression ${en}` }, value)
  }
}
