import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isBuilt } from '../../src/setup/build.mjs'

/**
 * For `node --import`: tests are TypeScript, and what they import from src/ comes from dist/ when that was built from
 * just these sources. It is what is delivered, and it starts sooner. Without a current build the sources run.
 */
const root = new URL('../../', import.meta.url)
if (isBuilt(fileURLToPath(root))) {
  // Of tsx the part for ES modules only: a require of what is plain JavaScript has no need of the other.
  const tsx = await import('tsx/esm/api')
  tsx.register()
  register('./built-hooks.mjs', import.meta.url, { data: root.href })
} else {
  await import('tsx')
}
