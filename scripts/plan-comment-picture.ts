/**
 * Draws docs/plan-comment.png: the comment on a pull request that moves a host to another region, as GitHub renders it.
 * Run it after the text of plans changes. Needs Debian's package chromium.
 */
import { chromium } from 'playwright-core';
import { type Origin, renderComment } from '../actions/src/plan/consent/comment.ts';
import { PLACE } from '../test/unit/plan/example.ts';
import { toHtml } from '../test/unit/plan/gfm.ts';
import { PLANS } from '../test/unit/plan/golden-plans.ts';

const PICTURE = 'docs/plan-comment.png';
const PLAN = PLANS['host-moved'];

const origin: Origin = {
  ...PLACE,
  base: '8af261a'.padEnd(40, '0'),
  head: '4f0c21d'.padEnd(40, '0'),
  time: '2026-03-01T12:34:56.000Z',
  run: 'https://github.com/o/r/actions/runs/1',
};

/** GitHub's look for Markdown: a table's borders, inline code, alerts. */
const STYLE = `
body { margin: 0; padding: 20px; background: #fff; width: 920px; color: #1f2328;
  font: 14px/1.5 -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; }
.header { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; color: #59636e; }
.header b { color: #1f2328; }
.header i { font-style: normal; font-size: 12px; padding: 0 6px; border: 1px solid #d1d9e0; border-radius: 20px; }
.body { padding: 4px 16px 12px; }
h3 { font-size: 17.5px; margin: 16px 0 12px; } h4 { font-size: 14px; margin: 20px 0 12px; }
p, ul { margin: 0 0 12px; } ul { padding-left: 2em; }
code { font: 85% ui-monospace, 'DejaVu Sans Mono', monospace; padding: .2em .4em; background: #818b981f; border-radius: 6px; }
table { border-collapse: collapse; margin: 0 0 16px; } th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; }
tr:nth-child(2n) td { background: #f6f8fa; } [align=center] { text-align: center; } [align=right] { text-align: right; }
a { color: #0969da; } sub { font-size: 12px; color: #59636e; }
.alert { border-left: 4px solid #d1242f; padding: 8px 16px; margin: 0 0 16px; } .alert b.kind { color: #d1242f; }
.WARNING { border-color: #9a6700; } .WARNING b.kind { color: #9a6700; } .alert > :last-child { margin: 0; }
`;

/** GitHub's own extension of a quote: `> [!WARNING]`. */
const withAlerts = (html: string): string =>
  html.replace(
    /<blockquote>\s*<p>\[!(\w+)\]\s*([\s\S]*?)<\/blockquote>/g,
    (_, kind: string, text: string) =>
      `<div class="alert ${kind}"><p><b class="kind">${kind[0]}${kind.slice(1).toLowerCase()}</b></p><p>${text}</div>`,
  );

function page(): string {
  if (!PLAN) throw new Error('test/unit/plan/golden-plans.ts has no plan "host-moved".');
  const body = withAlerts(toHtml(renderComment(PLAN, origin)));
  const header = '<div class="header"><b>github-actions</b> <i>bot</i> commented now</div>';
  return `<!doctype html><style>${STYLE}</style><div class="comment">${header}<div class="body">${body}</div></div>`;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const tab = await browser.newPage({ viewport: { width: 960, height: 400 }, deviceScaleFactor: 1.5 });
await tab.setContent(page());
await tab.screenshot({ path: PICTURE, fullPage: true });
await browser.close();
