import type { Test } from 'tap'
import { type Adapter, type AdapterHost, openAdapter } from '../../src/adapter/index.ts'
import { type Platform, startPlatform } from './platform.ts'

export const portalFolder = new URL('../../adapters/national-portal/', import.meta.url)

export interface Logged {
  readonly level: string
  readonly context: Readonly<Record<string, unknown>>
  readonly message: string
}

export interface Opened {
  readonly platform: Platform
  readonly adapter: Adapter
  readonly logged: Logged[]
}

/** The portal's adapter against a scripted platform; both are closed when the test ends. */
export async function openPortal(
  t: Test,
  settings: Readonly<Record<string, unknown>> = {},
  host: Omit<AdapterHost, 'settings'> = {},
): Promise<Opened> {
  const platform = await startPlatform()
  t.teardown(() => platform.close())
  const logged: Logged[] = []
  const write = (level: string) => (context: Readonly<Record<string, unknown>>, message: string) => {
    logged.push({ level, context, message })
  }
  const adapter = await openAdapter(portalFolder, {
    settings: {
      baseUrl: platform.url,
      username: 'demo_tinh',
      password: 'mat-khau-bi-mat',
      agencyCode: '000.00.00.H99',
      timeoutMs: 2000,
      ...settings,
    },
    allowedNetworks: ['127.0.0.1/32'],
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    ...host,
  })
  t.teardown(() => adapter.close())
  return { platform, adapter, logged }
}

export const code = '000.00.17.H99-230605-0001'

/** A dossier as the gateway hands it over; every identifier is impossible. */
export function aDossier(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    code,
    procedure: { code: '2.000001.H99', nationalCode: '1.000001', name: 'Thủ tục minh họa A' },
    agency: { code: '000.00.17.H99', name: 'Sở minh họa' },
    channel: 'online',
    applicant: {
      type: 'citizen',
      name: 'NGUYỄN VĂN MẪU',
      identities: [{ type: 'personal-id', number: '000000000000' }],
      email: 'mau@example.vn',
      phone: '0900000000',
      vneid: true,
    },
    summary: 'Hồ sơ minh họa',
    status: 'accepted',
    filedAt: '2023-06-04T20:30:00+07:00',
    receivedAt: '2023-06-05T08:15:00+07:00',
    dueAt: '2023-06-12T17:00:00+07:00',
    documents: [{ id: '501', name: 'Đơn đề nghị.pdf', url: 'https://tep.gateway.example/t/9d1c/don.pdf' }],
    ...changes,
  }
}

export function aStep(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    dossier: code,
    at: '2023-06-07T09:30:00+07:00',
    status: 'processing',
    officer: { name: 'Trần Thị Ví Dụ', title: 'Chuyên viên' },
    content: 'Thẩm định hồ sơ',
    ...changes,
  }
}

export const create = { standing: 'absent', correlationId: 'test' } as const
export const update = { standing: 'present', correlationId: 'test' } as const

/** The native message of the last call. */
export function lastData(platform: Platform): Readonly<Record<string, unknown>> {
  const [item] = (platform.calls.at(-1)?.body.data ?? []) as Readonly<Record<string, unknown>>[]
  return item ?? {}
}
