import type { CodecEnvironment } from './codec.ts'
import { buildCodec } from './codecs/index.ts'
import { getter, type Members, membersOf, nothing, setter } from './path.ts'
import type { Run } from './run.ts'
import type { Embedding } from './tree.ts'

/** Turns parts of a finished native item into text. */
export type Embed = (target: Record<string, unknown>, run: Run) => void
/** Gives a native item with those parts read; the item itself is left as it was. */
export type Unfold = (source: Members, run: Run) => Members

/** Deepest first: a text may stand inside what another row makes a text of. */
export function compileEmbed(embeddings: readonly Embedding[], environment: CodecEnvironment): Embed {
  const steps = [...embeddings].sort(byDepth).map(embedding => {
    const { read, write, codecs, place } = partsOf(embedding, environment)
    return (target: Record<string, unknown>, run: Run) => {
      run.place = place
      const value = read(target)
      if (value === undefined) return
      write(
        target,
        codecs.reduce<unknown>((made, codec) => codec.encode(made, run), value),
      )
    }
  })
  return (target, run) => {
    for (const step of steps) step(target, run)
  }
}

export function compileUnfold(embeddings: readonly Embedding[], environment: CodecEnvironment): Unfold {
  const steps = [...embeddings]
    .sort(byDepth)
    .reverse()
    .map(embedding => {
      const { read, codecs, place } = partsOf(embedding, environment)
      return (source: Members, run: Run) => {
        run.place = place
        const value = read(source)
        if (value === undefined || value === null || value === '') return source
        const inner = codecs.reduceRight<unknown>((made, codec) => codec.decode(made, run), value)
        return replaced(source, embedding.native, inner)
      }
    })
  return (source, run) => steps.reduce((members, step) => step(members, run), source)
}

const byDepth = (a: Embedding, b: Embedding) => b.native.length - a.native.length

function partsOf({ row, native }: Embedding, environment: CodecEnvironment) {
  const place = { canonical: row.canonicalGroups, native: row.nativeGroups }
  const codecs = row.calls.map(call => buildCodec(call, environment, place))
  return { read: getter(native), write: setter(native), codecs, place }
}

function replaced(source: Members, names: readonly string[], value: unknown): Members {
  const [first, ...rest] = names
  if (first === undefined) return (value ?? nothing) as Members
  return { ...source, [first]: rest.length === 0 ? value : replaced(membersOf(source[first]), rest, value) }
}
