import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('./sql/', import.meta.url)
const statements = new Map(
  readdirSync(folder).map(file => [
    file.replace(/\.sql$/, ''),
    // Comments are for readers: the server need not parse them at every call.
    readFileSync(new URL(file, folder), 'utf8').replace(/^--.*\n/gm, ''),
  ]),
)

/** A statement of sql/ by its file's name, prepared once per connection under that name. */
export function statement(
  name: string,
  values: unknown[],
): { name: string; text: string; values: unknown[] } {
  const text = statements.get(name)
  if (text === undefined) throw new RangeError(`no statement ${name}`)
  return { name, text, values }
}
