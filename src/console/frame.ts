import { type Html, html } from '../page/html.ts'

/** The frame of every page: Vietnamese first, English beneath. */
export function frame(title: string, subtitle: string, content: Html, admin?: string): string {
  return html`<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/console/style.css">
</head>
<body>
<header><div class="inside">
<span class="tag">Liên Thông</span>
<h1><a href="/console">${title}</a></h1>
<p class="en" lang="en">${subtitle}</p>
</div></header>
<main class="inside">${content}</main>
<footer class="inside">${admin === undefined ? '' : leave(admin)}</footer>
</body>
</html>
`.safe
}

function leave(admin: string): Html {
  return html`<form method="post" action="/console/session/end">${admin} · <button>Đăng xuất · Log out</button></form>`
}

/** An instant on Vietnam's clock, UTC+7 all year. */
export function localTime(at: Date): string {
  const local = new Date(at.getTime() + 7 * 3_600_000).toISOString()
  const [day = '', time = ''] = local.split('T')
  return `${day.split('-').reverse().join('/')} ${time.slice(0, 12)}`
}
