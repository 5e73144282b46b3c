import type { Interceptor } from './outgoing.ts'

/** Tells whoever must know which headers really left, ours and those that were added on the way. */
export const witnessing: Interceptor = next => outgoing => {
  outgoing.witness?.(outgoing.headers)
  return next(outgoing)
}
