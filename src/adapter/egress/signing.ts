import type { Interceptor } from './outgoing.ts'

/** Applies what the adapter's auth adds to a finished request. Innermost, because digests hold the time. */
export const signing: Interceptor = next => outgoing =>
  next(outgoing.sign === undefined ? outgoing : { ...outgoing, headers: outgoing.sign(outgoing) })
