import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { titleOf } from '../../../actions/src/run/site.ts';

/** The title that a host reads in the same page. */
function titleOnHost(html: string): string {
  const script = 'import sys; from host.page import parse; print(parse(sys.stdin.buffer.read())["title"])';
  const env = { ...process.env, PYTHONPATH: 'actions/src/hosts/remote', PYTHONIOENCODING: 'utf-8' };
  const input = `HTTP/1.1 200 OK\r\n\r\n${html}`;
  return spawnSync('python3', ['-B', '-c', script], { env, input, encoding: 'utf8' }).stdout.trimEnd();
}

it.each([
  ['Harbour &amp; Söhne', 'Harbour & Söhne'],
  ['Harbour &#038; S&ouml;hne &#x2013; news', 'Harbour & Söhne – news'],
  ['Fish & chips &nosuch;', 'Fish & chips &nosuch;'],
  ['&lt;b&gt; &amp;amp;', '<b> &amp;'],
])('shows the title %s as the runner and as a host read it', (written, shown) => {
  const page = `<html><TITLE>\n${written} </TITLE></html>`;
  expect([titleOf(page), titleOnHost(page)]).toEqual([shown, shown]);
});
