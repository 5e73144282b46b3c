import type { AdapterSettings } from '../adapter/index.ts'

/** Nobody wants to wait a quarter of an hour for a platform that is only pretended. */
const retryCapMs = 500

/**
 * The adapters that talk to the sandbox, in the words of their settings. It stands more calls at once than a real portal
 * should be asked to, and retries that are due at once.
 */
export function sandboxAdapters(url: string): Readonly<Record<string, AdapterSettings>> {
  return {
    'national-portal': {
      baseUrl: url,
      username: 'sandbox',
      password: 'sandbox',
      agencyCode: 'H99',
      dstcode: 'SANDBOX',
      concurrency: 16,
      retryFirstMs: 200,
      retryCapMs,
    },
  }
}
