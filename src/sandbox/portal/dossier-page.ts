import { type Html, html } from '../../page/html.ts'
import { isMembers, type Members } from '../members.ts'
import { maskName, maskNumber, maskNumbersIn } from '../page/mask.ts'
import { readableDate } from './dates.ts'
import { textOf } from './entry.ts'
import { statusChip } from './home-page.ts'
import { heading, layout, localTime } from './layout.ts'
import type { Store } from './store.ts'
import { type DossierView, lastBody, viewDossier } from './view.ts'

/** More rows than this are in the JSON view only. */
const ROWS_SHOWN = 500

/** `GET /dossiers/{code}`: every version and progress row of one dossier; undefined when the code is unknown. */
export function dossierPage(store: Store, code: string): string | undefined {
  const dossier = viewDossier(store, code)
  const body = lastBody(store, code)
  if (dossier === undefined || body === undefined) return undefined
  return layout(
    `Hồ sơ ${code}`,
    'One dossier, as it arrived (sandbox of the National Public Service Portal)',
    html`<p><a href="/">← Tất cả hồ sơ</a></p>
<section class="panel">${heading('Nội dung mới nhất', 'Latest content; names and numbers masked')}${facts(body)}</section>
<section class="panel">${heading('Các lần đồng bộ', 'Versions received')}${versions(dossier)}</section>
<section class="panel">${heading('Tiến độ xử lý', 'Progress rows received, in order of arrival')}${progress(dossier)}</section>`,
  )
}

function facts(body: Members): Html {
  const shown: [string, string | Html][] = [
    ['Trạng thái', statusChip(textOf(body, 'TrangThaiHoSo'))],
    ['Chủ hồ sơ', maskName(textOf(body, 'ChuHoSo'))],
    ['Số định danh', numbersOf(body)],
    ['Thủ tục', `${textOf(body, 'MaTTHC')} · ${textOf(body, 'TenTTHC')}`],
    ['Đơn vị xử lý', textOf(body, 'DonViXuLy')],
    ['Nộp lúc', readableDate(textOf(body, 'NgayNopHoSo'))],
    ['Tiếp nhận', readableDate(textOf(body, 'NgayTiepNhan'))],
    ['Hẹn trả', readableDate(textOf(body, 'NgayHenTra'))],
    ['Kết thúc xử lý', readableDate(textOf(body, 'NgayKetThucXuLy'))],
    ['Giấy tờ nộp', String(countOf(body, 'TaiLieuNop'))],
    ['Giấy tờ kết quả', String(countOf(body, 'DanhSachGiayToKetQua'))],
  ]
  return html`<dl>${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value === '' ? '–' : value}</dd>`)}</dl>`
}

function numbersOf(body: Members): string {
  const identities = body.DinhDanhCHS
  if (!Array.isArray(identities)) return ''
  return identities
    .map(identity => (isMembers(identity) ? maskNumber(textOf(identity, 'SoDinhDanh')) : ''))
    .join(', ')
}

function countOf(body: Members, name: string): number {
  const list = body[name]
  return Array.isArray(list) ? list.length : 0
}

function versions({ versions: all }: DossierView): Html {
  return html`<table><thead><tr><th class="fit">Thứ tự đến</th><th>isUpdating</th><th>Trạng thái</th><th>SHA-256</th>
<th>Nhận lúc</th></tr></thead><tbody>${all.slice(-ROWS_SHOWN).map(
    version => html`<tr><td class="fit">${version.arrival}</td><td><code>${version.isUpdating}</code></td>
<td>${statusChip(version.status)}</td><td><code>${version.sha256.slice(0, 16)}…</code></td>
<td class="time">${localTime(version.receivedAt)}</td></tr>`,
  )}</tbody></table>`
}

function progress({ progress: all }: DossierView): Html {
  if (all.length === 0) return html`<p class="empty">Chưa có. <span lang="en">None yet.</span></p>`
  return html`<table><thead><tr><th class="fit">Thứ tự đến</th><th>Trạng thái</th><th>Xử lý lúc</th><th>Nội dung</th>
<th>SHA-256</th><th>Nhận lúc</th></tr></thead><tbody>${all.slice(-ROWS_SHOWN).map(
    row => html`<tr><td class="fit">${row.arrival}</td><td>${statusChip(row.status)}</td>
<td class="time">${readableDate(row.ThoiDiemXuLy)}</td><td class="text">${maskNumbersIn(row.NoiDungXuLy)}</td>
<td><code>${row.sha256.slice(0, 16)}…</code></td><td class="time">${localTime(row.receivedAt)}</td></tr>`,
  )}</tbody></table>`
}
