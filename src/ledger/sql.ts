import { readdirSync, readFileSync } from 'node:fs'

/**
 * The statements of a folder, by their files' names.
 *
 * @throws RangeError for a name that is not there
 */
export function statementsIn(folder: URL): (name: string) => string {
  const texts = new Map(
    readdirSync(folder).map(file => [
      file.replace(/\.sql$/, ''),
      // Comments are for readers: the server need not parse them at every call.
      readFileSync(new URL(file, folder), 'utf8').replace(/^ *--.*\n/gm, ''),
    ]),
  )
  return name => {
    const text = texts.get(name)
    if (text === undefined) throw new RangeError(`no statement ${name}`)
    return text
  }
}

const textOf = statementsIn(new URL('./sql/', import.meta.url))

/** A statement of sql/ by its file's name, prepared once per connection under that name. */
export function statement(
  name: string,
  values: unknown[],
): { name: string; text: string; values: unknown[] } {
  return { name, text: textOf(name), values }
}
