import { type Html, html } from '../../page/html.ts'
import type { Transaction } from './transactions.ts'

/** The page on which "the citizen" pays. It knows the bill, nobody's name. */
export function payPage(transaction: Transaction, base: string): string {
  const { reference, amount, narrative, state } = transaction
  const money = amount.replace(/\B(?=(\d{3})+$)/g, '.')
  return html`<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Thanh toán ${money} đồng</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_sandbox/style.css">
</head>
<body>
<header><div class="inside">
<span class="tag">Giả lập · Sandbox</span>
<h1>Nền tảng thanh toán trực tuyến</h1>
<p class="en" lang="en">The payment platform; no money moves here</p>
</div></header>
<main class="inside">
<h2>${money} đồng</h2>
<p>${narrative}<br><code>${reference}</code></p>
${state === '1' ? paid : form(`${base}/pay/${encodeURIComponent(reference)}`)}
</main>
</body>
</html>
`.safe
}

const paid: Html = html`<p role="status">Đã thanh toán. <span lang="en">Paid.</span></p>`

function form(action: string): Html {
  return html`<form method="post">
<button formaction="${action}/yes">Trả tiền · Pay</button>
<button formaction="${action}/no">Trả không thành công · Fail</button>
</form>`
}
