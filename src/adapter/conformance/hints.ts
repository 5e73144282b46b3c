import type { Bundle } from '../load.ts'
import type { Text } from '../outcome.ts'

/** How `lienthong adapter new` begins the reason of a field of which it knows nothing. */
const open = 'chưa biết/unknown'

/** What is right and yet not finished: an adapter that was just generated is nothing but this. */
export function hintsOf(bundle: Bundle): Text[] {
  return [...operationHints(bundle), ...codeHints(bundle)]
}

/** Somebody who leaves a code out seldom means that an empty text shall go out. */
function codeHints({ tables }: Bundle): Text[] {
  return [...tables].flatMap(([name, { rows }]) =>
    rows
      .filter(({ native }) => native === '')
      .map(({ canonical }) => ({
        vi: `tables/${name}.csv: "${canonical}" không có mã, nên sẽ gửi chữ rỗng; nền tảng không có mã đó thì khai "refuses" trong adapter.json`,
        en: `tables/${name}.csv: "${canonical}" has no code, so an empty text goes out; where the platform has none, say so with "refuses" in adapter.json`,
      })),
  )
}

function operationHints({ manifest, maps }: Bundle): Text[] {
  const successful = (rules: readonly { readonly outcome: string }[]) =>
    rules.some(({ outcome }) => outcome === 'delivered' || outcome === 'duplicate')
  const shared = successful(manifest.outcomes)
  return Object.entries(manifest.operations).flatMap(([name, { outcomes, map = '' }]) => {
    const waiting = (maps.get(map)?.rows ?? []).filter(
      ({ ignored, native }) => native !== '' && ignored?.startsWith(open) === true,
    )
    return [
      ...(shared || successful(outcomes)
        ? []
        : [
            {
              vi: `${name}: chưa quy tắc nào gọi câu trả lời nào là thành công, nên không bao giờ tới "delivered"`,
              en: `${name}: no rule calls any answer a success, so nothing will ever be "delivered"`,
            },
          ]),
      ...(waiting.length === 0
        ? []
        : [
            {
              vi: `${name}: ${waiting.length} trường của nền tảng còn để ngỏ trong maps/${map}.csv`,
              en: `${name}: ${waiting.length} native fields are still open in maps/${map}.csv`,
            },
          ]),
    ]
  })
}
