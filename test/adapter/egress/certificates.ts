import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** Why no certificates can be made here, in one line that says what to do; undefined when they can. */
export const opensslMissing: string | undefined = /^OpenSSL [3-9]/.test(
  spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '',
)
  ? undefined
  : 'no openssl 3: install the Debian package openssl'

export interface Pair {
  readonly cert: string
  readonly key: string
}

export interface Authority extends Pair {
  /** A certificate for these names, e.g. `IP:127.0.0.1`; with further options of `openssl req`. */
  issue(names: string, ...options: string[]): Pair
}

/** An authority made for this test and forgotten with it. */
export function makeAuthority(t: Pick<Test, 'teardown'>): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  let serial = 0
  const make = (...options: string[]): Pair => {
    serial += 1
    const [key, cert] = [join(folder, `${serial}.key`), join(folder, `${serial}.pem`)]
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const files = ['-keyout', key, '-out', cert, '-days', '2']
    execFileSync('openssl', ['req', '-x509', ...curve, ...files, ...options], { stdio: 'ignore' })
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
  }
  const own = make('-subj', '/CN=Authority of a test')
  const signedBy = ['-CA', join(folder, '1.pem'), '-CAkey', join(folder, '1.key')]
  return {
    ...own,
    issue: (names, ...options) =>
      make(
        '-subj',
        '/CN=Test',
        ...signedBy,
        '-addext',
        `subjectAltName=${names}`,
        '-addext',
        'basicConstraints=CA:FALSE',
        // The last of two counts.
        ...options,
      ),
  }
}
