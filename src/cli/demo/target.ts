import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '../../errors/fault.ts'
import { Admin } from './admin.ts'
import { OwnGateway } from './own-gateway.ts'

/** The gateway that a run goes through, and the portal behind it. */
export interface Target {
  readonly url: string
  readonly key: string
  readonly sandboxUrl: string
  /** Goes into every code, so that one ledger can take several runs. */
  readonly codePrefix: string
  /** Only of a gateway of our own. */
  readonly admin?: Admin
  close(): Promise<void>
}

const defaultSandboxPort = '8090'

/** @throws Fault `demo-gateway-failed`, `usage` */
export async function openTarget(env: NodeJS.ProcessEnv = process.env): Promise<Target> {
  const { LIENTHONG_URL: url, LIENTHONG_KEY: key } = env
  if (url !== undefined && url !== '') return runningGateway(url, key, env.LIENTHONG_SANDBOX_PORT)
  const data = mkdtempSync(join(tmpdir(), 'lienthong-demo-'))
  const gateway = new OwnGateway(data)
  const close = async () => {
    await gateway.stop()
    rmSync(data, { recursive: true, force: true })
  }
  try {
    await gateway.start()
  } catch (error) {
    await close()
    throw error
  }
  const admin = new Admin(gateway.url, gateway.admin)
  return {
    url: gateway.url,
    key: gateway.key,
    sandboxUrl: gateway.sandboxUrl,
    codePrefix: '',
    admin,
    async close() {
      await admin.close()
      await close()
    },
  }
}

function runningGateway(url: string, key: string | undefined, sandboxPort: string | undefined): Target {
  if (!URL.canParse(url))
    throw new Fault('usage', { params: { reason: `LIENTHONG_URL is not an address: ${url}` } })
  if (key === undefined || key === '')
    throw new Fault('usage', { params: { reason: 'LIENTHONG_URL is set, so LIENTHONG_KEY must be, too' } })
  const sandbox = new URL(url)
  sandbox.port = sandboxPort || defaultSandboxPort
  return {
    url: new URL(url).origin,
    key,
    sandboxUrl: sandbox.origin,
    codePrefix: prefixOf(new Date()),
    close: async () => undefined,
  }
}

/** Seconds since 1970 in base 36: a second run against the same ledger brings dossiers of its own. */
function prefixOf(now: Date): string {
  return Math.floor(now.getTime() / 1000)
    .toString(36)
    .toUpperCase()
}
