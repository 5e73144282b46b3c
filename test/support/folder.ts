import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** A temporary folder that is gone when the test is. */
export async function temporaryFolder(t: Pick<Test, 'teardown'>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lienthong-test-'))
  // A process that is just ending may still write into it.
  t.teardown(() => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  return path
}
