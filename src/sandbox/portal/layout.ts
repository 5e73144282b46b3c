import { type Html, html } from '../../page/html.ts'

/** The frame of every page: Vietnamese first, English beneath. */
export function layout(title: string, subtitle: string, content: Html): string {
  return html`<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_sandbox/style.css">
</head>
<body>
<header><div class="inside">
<span class="tag">Giả lập · Sandbox</span>
<h1><a href="/">${title}</a></h1>
<p class="en" lang="en">${subtitle}</p>
</div></header>
<main class="inside">${content}</main>
<footer class="inside"><p>Gọi vào: <code>POST /mapi/login</code>, <code>POST /mapi/g</code>.
Dữ liệu: <a href="/_sandbox/state"><code>/_sandbox/state</code></a>,
<a href="/_sandbox/dossiers"><code>/_sandbox/dossiers</code></a>,
<a href="/_sandbox/refusals"><code>/_sandbox/refusals</code></a>,
<a href="/_sandbox/faults"><code>/_sandbox/faults</code></a>.</p>
Chỉ dùng dữ liệu giả định, không phải Cổng thật.
<span lang="en">Synthetic data only; this is not the real portal.</span></footer>
</body>
</html>
`.safe
}

/** A heading in both languages. */
export function heading(vi: string, en: string): Html {
  return html`<h2>${vi}</h2><div class="en" lang="en">${en}</div>`
}

/** An instant in the portal's own time zone, Asia/Ho_Chi_Minh, which is UTC+7 all year. */
export function localTime(instant: string): string {
  const local = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString()
  const [day = '', time = ''] = local.split('T')
  return `${day.split('-').reverse().join('/')} ${time.slice(0, 8)}`
}
