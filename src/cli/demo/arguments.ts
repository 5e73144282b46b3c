import { parseArgs } from 'node:util'
import { Fault } from '../../errors/fault.ts'

export interface DemoOptions {
  readonly dossiers: number
  readonly json: boolean
  /** Rate of each fault of the sandbox's dial, 0 to 1. */
  readonly faults: number
  readonly seed: number
  readonly concurrency: number
}

export const help = `npm run demo -- [options]

Gửi một tháng hồ sơ của một tỉnh (mẫu) qua cổng kết nối tới cổng quốc gia giả lập, rồi đối chiếu từng dòng.
Sends a synthetic month of a province through the gateway to the pretended national portal, then compares row by row.

  --dossiers N      số hồ sơ / how many dossiers; 64103 is the published month    (default 500)
  --concurrency N   số hồ sơ gửi cùng lúc / dossiers sent side by side            (default 32)
  --faults R        tỷ lệ mỗi loại lỗi của cổng giả lập / rate of each fault of
                    the pretended portal, 0 to 1                                  (default 0)
  --seed N          mầm sinh dữ liệu / seed of the generator                      (default 1)
  --json            dòng cuối là một đối tượng JSON / the last line is one JSON object
  --help            bản hướng dẫn này / this text

Không đặt gì thêm: tự chạy một cổng trên cổng mạng trống với thư mục dữ liệu tạm.
LIENTHONG_URL, LIENTHONG_KEY: dùng cổng đang chạy đó; cổng giả lập của nó ở LIENTHONG_SANDBOX_PORT (8090) cùng máy.
With nothing else set it runs a gateway of its own on free ports, with a temporary data folder (and the queue on
REDIS_URL, when that is set). LIENTHONG_URL and LIENTHONG_KEY name a running gateway to use instead; its sandbox is
looked for on the same host at LIENTHONG_SANDBOX_PORT (8090).

Exit code 0: everything accepted has arrived, once, in order. 1: it has not. 2: wrong usage.
`

/** @throws Fault `usage` */
export function readArguments(args: readonly string[]): DemoOptions | 'help' {
  const values = parse(args)
  if (values.help === true) return 'help'
  return {
    dossiers: number('--dossiers', values.dossiers, 1, 5_000_000),
    json: values.json === true,
    faults: number('--faults', values.faults, 0, 1, false),
    seed: number('--seed', values.seed, 0, 4_294_967_295),
    concurrency: number('--concurrency', values.concurrency, 1, 1_000),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        dossiers: { type: 'string', default: '500' },
        json: { type: 'boolean' },
        faults: { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
        concurrency: { type: 'string', default: '32' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new Fault('usage', { params: { reason: (error as Error).message } })
  }
}

/** @throws Fault `usage` */
export function number(option: string, text: string, least: number, most: number, whole = true): number {
  const value = /^\d{1,10}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value
  const reason = `${option} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`
  throw new Fault('usage', { params: { reason } })
}
