/**
 * Works on a list, some at once, those of one key one after the other in their order. Once one of a key has failed, the
 * later ones of that key are not begun: they would overtake it when the list comes again.
 *
 * @returns the results in the order of the list @throws what the first that failed threw, when all have ended
 */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  { keyOf, atOnce }: { readonly keyOf: (item: Item) => string; readonly atOnce: number },
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const running: Promise<Result>[] = []
  const last = new Map<string, Promise<Result>>()
  for (const item of items) {
    await running.at(-atOnce)?.catch(() => undefined)
    const key = keyOf(item)
    const before = last.get(key)
    const run = before === undefined ? work(item) : before.then(() => work(item))
    run.catch(() => undefined)
    last.set(key, run)
    running.push(run)
  }
  await Promise.allSettled(running)
  return Promise.all(running)
}
