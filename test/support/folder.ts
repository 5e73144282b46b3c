import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** A temporary folder that is gone when the test is. */
export async function temporaryFolder(t: Pick<Test, 'teardown'>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lienthong-test-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}
