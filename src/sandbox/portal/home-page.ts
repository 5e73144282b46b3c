import { type Html, html } from '../../page/html.ts'
import { faultNames } from '../dial/faults.ts'
import { maskName } from '../page/mask.ts'
import { type ControlOptions, stateOf } from './control.ts'
import { textOf } from './entry.ts'
import { heading, layout, localTime } from './layout.ts'
import type { RefusalRecord } from './refusals.ts'
import { statuses } from './statuses.ts'
import type { Store } from './store.ts'

const REFUSALS_SHOWN = 7

const faultTitles: Readonly<Record<(typeof faultNames)[number], string>> = {
  delay: 'Trả lời chậm',
  error5xx: 'Lỗi HTTP 503',
  dropBefore: 'Ngắt trước khi xử lý',
  dropAfter: 'Ngắt sau khi xử lý',
  expiredSession: 'Phiên hết hạn',
  garbage: 'Trả lời không đọc được',
  doubleEncoded: 'JSON lồng trong chuỗi',
}

/** `GET /`: what came in, how the dial stands, what was refused. */
export function homePage(parts: ControlOptions): string {
  const { store, desk } = parts
  return layout(
    'Cổng Dịch vụ công Quốc gia: bản giả lập',
    'Sandbox of the National Public Service Portal, profile P1 (adapter session)',
    html`${counts(parts)}
<div class="pair">
<section class="panel">${heading('Bảng lỗi giả lập', 'Fault dial')}${dial(parts)}</section>
<section class="panel">${heading('Từ chối gần nhất', 'Latest refusals')}${refused(desk.refusals.records)}</section>
</div>
<section class="panel">${heading('Hồ sơ nhận gần nhất', 'Latest dossiers')}${latest(store)}</section>`,
  )
}

function counts(parts: ControlOptions): Html {
  const state = stateOf(parts)
  const refusals = Object.values(state.refused).reduce((sum, n) => sum + n, 0)
  return html`<section class="counts">
${count(state.dossiers, 'Hồ sơ', 'dossiers')}
${count(state.versions, 'Lần đồng bộ', 'versions received')}
${count(state.progress, 'Dòng tiến độ', 'progress rows')}
${count(state.logins, 'Lần đăng nhập', 'logins')}
${count(refusals, 'Bị từ chối', 'refused', refusals > 0)}
</section>`
}

function count(value: number, vi: string, en: string, bad = false): Html {
  const figure = value.toLocaleString('vi-VN')
  return html`<div class="count${bad ? ' bad' : ''}"><b>${figure}</b>${vi}<div class="en" lang="en">${en}</div></div>`
}

function latest(store: Store): Html {
  const codes = store.recentCodes()
  if (codes.length === 0)
    return html`<p class="empty">Chưa nhận hồ sơ nào. <span lang="en">None yet.</span></p>`
  return html`<table><thead><tr><th>Mã hồ sơ</th><th>Chủ hồ sơ</th><th>Thủ tục</th><th>Trạng thái</th>
<th class="number">Lần gửi</th><th class="number">Tiến độ</th><th>Nhận lúc</th></tr></thead>
<tbody>${codes.map(code => row(store, code))}</tbody></table>`
}

function row(store: Store, code: string): Html {
  const kept = store.kept(code)
  const last = kept?.versions.at(-1)
  if (kept === undefined || last === undefined) return html``
  const newest = store.entry(last)
  const at = new Date(newest.at).toISOString()
  return html`<tr><td><a href="/dossiers/${encodeURIComponent(code)}"><code>${code}</code></a></td>
<td>${maskName(textOf(newest.body, 'ChuHoSo'))}</td><td>${textOf(newest.body, 'TenTTHC').slice(0, 80)}</td>
<td>${statusChip(textOf(newest.body, 'TrangThaiHoSo'))}</td>
<td class="number">${kept.versions.length}</td><td class="number">${kept.progress.length}</td>
<td class="time">${localTime(at)}</td></tr>`
}

export function statusChip(status: string): Html {
  const known = statuses[status]
  if (known === undefined) return html`<span class="status">${status}</span>`
  return html`<span class="status s${status}" title="${known.en}">${status} · ${known.vi}</span>`
}

function dial({ faults }: ControlOptions): Html {
  const { dial: rates, injected, script } = faults
  return html`<table class="dial"><thead><tr><th>Lỗi</th><th></th><th class="number">Tỷ lệ</th>
<th class="number">Đã gây</th></tr></thead><tbody>${faultNames.map(
    name => html`<tr><td>${faultTitles[name]}<div class="en"><code>${name}</code></div></td>
<td><svg width="110" height="10" role="img" aria-label="${percent(rates[name])}">
<rect class="back" width="110" height="10" rx="5"/><rect class="rate" width="${Math.round(110 * rates[name])}" height="10" rx="5"/></svg></td>
<td class="number">${percent(rates[name])}</td><td class="number">${injected[name]}</td></tr>`,
  )}</tbody></table>
<p class="empty">Mỗi lần chậm ${rates.delayMs} ms; ${script.length} lỗi đang xếp hàng.
<span class="en" lang="en">Each delay ${rates.delayMs} ms; ${script.length} scripted faults waiting.</span></p>`
}

function percent(rate: number): string {
  return `${(rate * 100).toLocaleString('vi-VN', { maximumFractionDigits: 2 })} %`
}

function refused(records: readonly RefusalRecord[]): Html {
  if (records.length === 0)
    return html`<p class="empty">Chưa từ chối lần nào. <span lang="en">None yet.</span></p>`
  const shown = records.slice(-REFUSALS_SHOWN).reverse()
  return html`<table><thead><tr><th class="fit">Mã</th><th>Dịch vụ và lý do</th><th>Lúc</th></tr></thead>
<tbody>${shown.map(
    record => html`<tr><td class="fit"><code>${record.code}</code></td>
<td>${record.message}<div class="en"><code>${record.service}</code></div></td>
<td class="time">${localTime(record.at).slice(11)}</td></tr>`,
  )}</tbody></table>`
}
