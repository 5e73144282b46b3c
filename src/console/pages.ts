import { catalog } from '../errors/catalog.ts'
import type { Fault } from '../errors/fault.ts'
import type { StoryItem } from '../exchange/story/items.ts'
import type { Story } from '../exchange/story/tell-story.ts'
import type { DossierRecord } from '../ledger/records.ts'
import { type Html, html } from '../page/html.ts'
import { frame, localTime } from './frame.ts'

export function loginPage(refusal?: Fault): string {
  return frame(
    'Đăng nhập',
    'Log in to the gateway’s console',
    html`<section class="panel">${refusal === undefined ? '' : notice(refusal)}
<form method="post" action="/console/session">
<p><label>Tên · Name<br><input name="name" autocomplete="username" required maxlength="100" autofocus></label></p>
<p><label>Mật khẩu · Password<br><input name="password" type="password" autocomplete="current-password" required maxlength="1000"></label></p>
<p><button>Đăng nhập · Log in</button></p>
</form></section>`,
  )
}

export function homePage(recent: readonly DossierRecord[], admin: string): string {
  return frame(
    'Hồ sơ qua cổng',
    'Dossiers of the gateway, latest change first',
    html`<section class="panel"><form method="get" action="/console/dossiers">
<label>Mã hồ sơ · Dossier code <input name="code" required maxlength="100"></label> <button>Xem · Show</button></form>
<table><thead><tr><th>Mã hồ sơ · Code</th><th>Trạng thái · Status</th><th>Cơ quan · Agency</th><th>Thủ tục · Procedure</th>
<th>Đổi lúc · Changed</th></tr></thead><tbody>${recent.map(
      ({ code, status, agency, procedure, updated_at }) => html`<tr>
<td><a href="/console/dossiers/${encodeURIComponent(code)}">${code}</a></td><td><code>${status}</code></td><td>${agency}</td>
<td>${procedure}</td><td class="time">${localTime(updated_at)}</td></tr>`,
    )}</tbody></table></section>`,
    admin,
  )
}

/** Everything that happened to one dossier, the oldest first. */
export function storyPage({ code, status, agency, procedure, items }: Story, admin: string): string {
  return frame(
    `Hồ sơ ${code}`,
    'One dossier: everything that happened to it, on one timeline',
    html`<p><a href="/console">← Tất cả hồ sơ · All dossiers</a></p>
<section class="panel"><dl><dt>Trạng thái · Status</dt><dd><code>${status}</code></dd>
<dt>Cơ quan · Agency</dt><dd>${agency}</dd><dt>Thủ tục · Procedure</dt><dd>${procedure}</dd></dl></section>
<section class="panel"><table><thead><tr><th>Lúc · At</th><th>Việc · What</th><th>Nền tảng · Platform</th>
<th>Chi tiết · Details</th></tr></thead><tbody>${items.map(
      item => html`<tr><td class="time">${localTime(item.at)}</td>
<td>${item.title.vi}<div class="en" lang="en">${item.title.en}</div></td><td>${item.adapter ?? ''}</td>
<td>${details(item)}</td></tr>`,
    )}</tbody></table></section>`,
    admin,
  )
}

export function faultPage(fault: Fault, admin?: string): string {
  const { title } = catalog[fault.code]
  return frame(title.vi, title.en, notice(fault), admin)
}

function notice(fault: Fault): Html {
  return html`<p class="notice">${fault.detail('vi')} ${fault.fix('vi')}<br>
<span class="en" lang="en">${fault.detail('en')} ${fault.fix('en')}</span></p>`
}

function details({ operation, status, event, amount, attempts = 1, file, bytes, rule }: StoryItem): Html {
  const told = [
    operation,
    status,
    event,
    amount === undefined ? undefined : `${amount.toLocaleString('vi-VN')} đồng`,
    attempts > 1 ? `${attempts} lần · sends` : undefined,
    file,
    bytes === undefined ? undefined : `${bytes.toLocaleString('vi-VN')} byte`,
    rule,
  ].filter(part => part !== undefined)
  return html`${told.map(part => html`<code>${part}</code> `)}`
}
