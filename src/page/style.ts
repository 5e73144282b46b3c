/** The pages' only style sheet. Served as a file of its own, because the content security policy allows none inside. */
export const style = `
:root { --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --ground: #f4f6f8; --card: #ffffff; --red: #b3261e;
  --red-soft: #fbeceb; --gold: #c88a04; --green: #1b7a4b; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 "Be Vietnam Pro", "Segoe UI", "Noto Sans", Roboto, "Helvetica Neue", Arial, sans-serif; }
header { background: var(--red); color: #fff; border-bottom: 4px solid #f2c230; }
header .inside { padding-block: 22px 20px; }
header a { color: #fff; text-decoration: none; }
header a:hover { text-decoration: underline; }
.inside { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
h1 { margin: 0; font-size: 24px; line-height: 1.25; font-weight: 650; }
header .tag { float: right; margin: 4px 0 0 16px; padding: 2px 12px; border: 1px solid #f2c230; border-radius: 999px;
  font-size: 13px; font-weight: 600; color: #ffe9a8; }
h2 { margin: 0 0 2px; font-size: 17px; font-weight: 650; }
.en { color: var(--soft); font-size: 13px; }
header .en { color: #fbdedb; margin: 3px 0 0; }
main.inside { padding-block: 24px; }
main > p { margin: 0 0 16px; }
a { color: #8f1d17; text-underline-offset: 3px; }
.notice { margin: 0 0 20px; padding: 10px 14px; background: #fff8e5; border: 1px solid #f0dca4; border-radius: 8px; }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; margin-bottom: 20px; }
.count, .panel { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.count { padding: 14px 16px; }
.count b { display: block; font-size: 28px; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.count.bad b { color: var(--red); }
.panel { padding: 18px 20px; margin-bottom: 20px; overflow-x: auto; }
.pair { display: grid; margin-bottom: 20px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 20px; align-items: stretch; }
.pair .panel { margin-bottom: 0; }
table { width: 100%; border-collapse: collapse; margin-top: 12px; }
th { text-align: left; font-size: 13px; font-weight: 600; color: var(--soft); white-space: nowrap; }
th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
tr:last-child td { border-bottom: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.fit, th.fit { width: 1%; white-space: nowrap; padding-right: 28px; }
td.text { min-width: 14em; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
code { font: 13px/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
td code { white-space: nowrap; }
.empty { color: var(--soft); margin: 12px 0 0; }
.status { display: inline-block; padding: 1px 9px; border-radius: 999px; background: #e9edf2; white-space: nowrap; }
.status.s2, .status.s4 { background: #e5effb; color: #114a86; }
.status.s5, .status.s6 { background: #fdf1d8; color: #7a5200; }
.status.s3, .status.s7, .status.s8 { background: var(--red-soft); color: #8f1d17; }
.status.s9, .status.s10 { background: #e2f4ea; color: #115c37; }
.dial rect.back { fill: #e9edf2; } .dial rect.rate { fill: var(--gold); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 5px 20px; margin: 12px 0 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
input { font: inherit; padding: 5px 9px; border: 1px solid var(--line); border-radius: 6px; }
button { font: inherit; padding: 5px 14px; border: 1px solid var(--red); border-radius: 6px; background: var(--red); color: #fff; cursor: pointer; }
footer { color: var(--soft); font-size: 13px; }
footer.inside { padding-bottom: 32px; }
@media (max-width: 560px) { .inside { padding: 0 14px; } .panel { padding: 14px; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; } }
`
