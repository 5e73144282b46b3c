import type { FastifyInstance } from 'fastify'
import { html } from '../../page/html.ts'
import type { MakePlatform } from '../platform.ts'
import { esmsRoutes } from './esms.ts'
import { Inbox } from './inbox.ts'
import { Reports } from './reports.ts'
import { viettelRoutes } from './viettel.ts'
import { vnptRoutes } from './vnpt.ts'
import { Zalo } from './zalo.ts'

const shownOnPage = 200

/** The providers of messages, each below its name, and one set of telephones behind them all. */
export const makeSms: MakePlatform = ({ now, gateway }) => {
  const inbox = new Inbox()
  const reports = new Reports()
  const waysIn = (adapter: string) =>
    gateway() === undefined ? '' : `${gateway()}/${adapter}/notification.report/sandbox`
  const report = reports.make.bind(reports)
  const zalo = new Zalo({ inbox, now, webhook: () => waysIn('zalo-zns'), report })
  return {
    name: 'sms',
    async routes(app) {
      const types = ['text/xml', 'application/soap+xml', 'application/x-www-form-urlencoded']
      app.addContentTypeParser(types, { parseAs: 'string' }, (_request, body, done) => done(null, body))
      viettelRoutes(app, inbox, now)
      vnptRoutes(app, inbox, now)
      zalo.routes(app)
      esmsRoutes(app, { inbox, now, callback: () => waysIn('esms'), report })
    },
    pages: async app => page(app, inbox),
    state: () => ({ arrived: inbox.count, messages: inbox.view() }),
    reset() {
      inbox.reset()
      zalo.reset()
    },
    close: () => reports.close(),
  }
}

function page(app: FastifyInstance, inbox: Inbox): void {
  app.get('/', async (_request, reply) => {
    const rows = inbox.view().slice(0, shownOnPage)
    const body = html`<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Điện thoại của công dân</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_sandbox/style.css">
</head>
<body>
<header><div class="inside">
<span class="tag">Giả lập · Sandbox</span>
<h1>Điện thoại của công dân</h1>
<p class="en" lang="en">What Viettel, VNPT, Zalo and eSMS have brought; numbers and names are masked</p>
</div></header>
<main class="inside">
<div class="counts"><div class="count"><b>${inbox.count}</b>tin đã tới<div class="en" lang="en">messages arrived</div></div></div>
<div class="panel"><table>
<tr><th class="fit">Lúc · At</th><th class="fit">Kênh · Channel</th><th class="fit">Số · Number</th><th>Tin · Message</th></tr>
${rows.map(
  ({ at, provider, phone, text }) =>
    html`<tr><td class="time">${at}</td><td>${provider}</td><td>${phone}</td><td class="text">${text}</td></tr>
`,
)}</table></div>
</main>
<footer class="inside"><p>Dữ liệu · Data: <a href="/_sandbox/sms"><code>/_sandbox/sms</code></a></p></footer>
</body>
</html>
`
    return reply.type('text/html; charset=utf-8').send(body.safe)
  })
}
