import { loadFiles } from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'
import type { GrantRow, Grants } from '../ledger/grants.ts'
import type { Registrar } from './registrar.ts'
import type { SettingsDesk } from './settings-desk.ts'

/** `in-doubt`: a renewal was cut off; it is tried again with the same token. `lost`: a person must log in. */
export type GrantState = 'good' | 'in-doubt' | 'lost'

/** A renewal that takes longer has been cut off. */
const renewalMs = 5 * 60_000

/** Accounts whose refresh tokens are good for one use: how they stand, and a new token where one was lost. */
export class GrantsDesk {
  readonly #grants: Grants
  readonly #settings: SettingsDesk
  readonly #registrar: Registrar

  constructor(parts: { grants: Grants; settings: SettingsDesk; registrar: Registrar }) {
    this.#grants = parts.grants
    this.#settings = parts.settings
    this.#registrar = parts.registrar
  }

  /** The newest chain of each adapter, with what is to be done where something is. */
  async list(now: Date) {
    return (await this.#grants.newest()).map(row => {
      const state = stateOf(row, now)
      return {
        adapter: row.adapter,
        state,
        ...(row.renewed_at === null ? {} : { renewedAt: row.renewed_at.toISOString() }),
        ...(row.attempted_at === null ? {} : { attemptedAt: row.attempted_at.toISOString() }),
        ...(row.refused_at === null ? {} : { refusedAt: row.refused_at.toISOString() }),
        ...(state === 'good' ? {} : { fix: fixes[state] }),
      }
    })
  }

  /**
   * A refresh token that a person has fetched by logging in: a new chain begins with it.
   * @throws Fault `adapter-unknown`, `adapter-has-no-grant`, `body-invalid`, and what setting settings throws
   */
  async enter(adapter: string, token: string, who: string): Promise<void> {
    const { values, version } = await this.#settings.show(adapter)
    const { auth } = loadFiles(await this.#registrar.files(adapter, version)).manifest
    const step = (Array.isArray(auth) ? auth : [auth]).find(({ kind }) => kind === 'refresh-token')
    const [, name] =
      /^\{settings\.(\w+)\}$/.exec((step as { refreshToken?: string })?.refreshToken ?? '') ?? []
    if (name === undefined) throw new Fault('adapter-has-no-grant', { params: { adapter } })
    const { proposal } = await this.#settings.set(adapter, { ...values, [name]: token }, { who, version })
    // With dual control it is in force, and what was lost forgiven, when another admin has confirmed it and it was used.
    if (proposal === undefined) await this.#grants.forgive(adapter)
  }
}

function stateOf({ refused_at: refused, attempted_at: attempted }: GrantRow, now: Date): GrantState {
  if (refused !== null) return 'lost'
  return attempted !== null && now.getTime() - attempted.getTime() > renewalMs ? 'in-doubt' : 'good'
}

const fixes = {
  'in-doubt': {
    vi: 'Lần đổi token trước không rõ kết quả; tin sau sẽ thử lại bằng token cũ. Nếu bị từ chối: đăng nhập lấy refresh token mới.',
    en: 'Nobody knows what became of the last renewal; the next message tries again with the same token. Should that be refused, log in for a new one.',
  },
  lost: {
    vi: 'Nền tảng không nhận refresh token nữa. Quản trị tài khoản đăng nhập lấy token mới, ghi vào tệp rồi chạy: lienthong adapter grant <bộ nối> --file <tệp>',
    en: 'The platform takes the refresh token no longer. The account’s admin logs in for a new one; then: lienthong adapter grant <adapter> --file <file>',
  },
} as const
