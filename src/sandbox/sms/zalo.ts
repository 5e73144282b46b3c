import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { isMembers } from '../members.ts'
import { type Inbox, shownValues } from './inbox.ts'
import { type Report, zaloReport } from './reports.ts'

/** Approved templates with the variables that each must be given, no more and no less. */
const templates: Readonly<Record<string, readonly string[]>> = {
  '300001': ['ten_nguoi_dan', 'ma_ho_so', 'trang_thai', 'ngay_hen'],
  '300002': ['ten_nguoi_dan', 'ma_ho_so', 'trang_thai', 'so_tien'],
  '300003': ['ten_nguoi_dan', 'ma_ho_so', 'trang_thai'],
}
/** What a number's last digits stand for. */
const numbers: Readonly<Record<string, number>> = { '118': -118, '114': -114, '119': -119, '177': -118 }
const accessSeconds = 90_000
/** What a person gets by logging in; a person can do that again. Whatever comes after it is good for one use. */
const first = 'sandbox-refresh'

export interface ZaloParts {
  readonly inbox: Inbox
  readonly now: () => Date
  /** Of the Official Account; may be empty. */
  readonly webhook: () => string
  /** What is to be told there later. */
  readonly report: (report: Report) => void
}

/** Zalo: tokens whose refresh token is replaced each time, and ZNS by templates. */
export class Zalo {
  readonly #inbox: Inbox
  readonly #now: () => Date
  readonly #webhook: () => string
  readonly #report: (report: Report) => void
  readonly #used = new Set<string>()
  readonly #access = new Map<string, number>()

  constructor({ inbox, now, webhook, report }: ZaloParts) {
    this.#inbox = inbox
    this.#now = now
    this.#webhook = webhook
    this.#report = report
  }

  routes(app: FastifyInstance): void {
    app.post('/zalo/v4/oa/access_token', async request =>
      this.#token(request.headers.secret_key, request.body),
    )
    app.post('/zalo/message/template', async request =>
      this.#send(request.headers.access_token, request.body),
    )
  }

  reset(): void {
    this.#used.clear()
    this.#access.clear()
  }

  #token(secret: unknown, body: unknown): object {
    const form = new URLSearchParams(typeof body === 'string' ? body : '')
    const refresh = form.get('refresh_token') ?? ''
    if (form.get('grant_type') !== 'refresh_token') return error(-14002, 'Invalid grant type')
    if (form.get('app_id') !== 'sandbox') return error(-101, 'Application is invalid')
    if (secret !== 'sandbox') return error(-104, 'Application secret is invalid')
    // Tokens of a sandbox that was restarted are still good; used ones are not.
    const ours = refresh === first || /^sandbox-refresh\.[0-9a-f-]{36}$/.test(refresh)
    if (!ours || this.#used.has(refresh)) return error(-14014, 'Invalid refresh token')
    if (refresh !== first) this.#used.add(refresh)
    const access = `sandbox-access.${randomUUID()}`
    this.#access.set(access, this.#now().getTime() + accessSeconds * 1000)
    return {
      access_token: access,
      refresh_token: `sandbox-refresh.${randomUUID()}`,
      expires_in: String(accessSeconds),
    }
  }

  #send(access: unknown, body: unknown): object {
    if ((this.#access.get(String(access)) ?? 0) < this.#now().getTime())
      return error(-124, 'Access token is invalid')
    if (!isMembers(body)) return error(-100, 'Unknown error')
    const { phone, template_id: id, template_data: data, tracking_id: tracking, ...more } = body
    if (Object.keys(more).length > 0) return error(-100, 'Unknown error')
    if (typeof phone !== 'string' || !/^84[35789]\d{8}$/.test(phone))
      return error(-108, 'Phone number is invalid')
    const variables = templates[String(id)]
    if (variables === undefined) return error(-109, 'Template id is invalid')
    if (!isMembers(data) || Object.keys(data).length === 0) return error(-111, 'Template data is empty')
    const values = data as Record<string, string>
    const names = Object.keys(values).sort().join()
    const whole = Object.values(values).every(value => typeof value === 'string' && value !== '')
    if (names !== [...variables].sort().join() || !whole) return error(-112, 'Template data is invalid')
    if ((values.ten_nguoi_dan?.length ?? 0) > 30) return error(-112, 'Template data is invalid')
    if (typeof tracking !== 'string' || tracking === '') return error(-100, 'Unknown error')
    const code = numbers[phone.slice(-3)]
    if (code !== undefined) return error(code, 'The user cannot be reached')
    // That Zalo knows a tracking_id again is said nowhere: told twice, the person has two messages.
    this.#inbox.arrive({ provider: 'zalo', at: this.#now(), phone, text: `#${id} ${shownValues(values)}` })
    const [message, webhook] = [randomUUID(), this.#webhook()]
    if (webhook !== '') this.#report(zaloReport(webhook, { id: message, tracking, phone, at: this.#now() }))
    return {
      error: 0,
      message: 'Success',
      data: { msg_id: message, sent_time: String(this.#now().getTime()) },
    }
  }
}

const error = (code: number, message: string) => ({ error: code, message })
