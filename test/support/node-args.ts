import { fileURLToPath } from 'node:url'

/** Options for Node.js with which a test starts a program of test/, as its own process was started. */
export const nodeArgs = [`--import=${new URL('./built.mjs', import.meta.url)}`] as const

/**
 * The same for a program of src/, and the program: as it is delivered, when this process runs what was built, too.
 *
 * @param source its path below src/
 */
export function ownProgram(source: string): string[] {
  const path = fileURLToPath(import.meta.resolve(`../../src/${source}`))
  return path.endsWith('.ts') ? ['--import=tsx', path] : [path]
}
