import type { Bundle } from '../load.ts'
import type { Text } from '../outcome.ts'

/** How `lienthong adapter new` begins the reason of a field of which it knows nothing. */
const open = 'chưa biết/unknown'

/** What is right and yet not finished: an adapter that was just generated is nothing but this. */
export function hintsOf({ manifest, maps }: Bundle): Text[] {
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
