import { readComment } from '../../../actions/src/plan/consent/comment.ts';
import { COMMENT_LIMIT } from '../../../actions/src/plan/render/markdown.ts';
import { mistakesIn, toHtml } from './gfm.ts';

const FIRST = /^<h3>Plan for [^<]+<\/h3>\n<p><strong>[^<]+<\/strong><\/p>\n/;
const LAST =
  /<p><sub><code>[0-9a-f]{7}<\/code> → <code>[0-9a-f]{7}<\/code> · <a href="[^"]+">\d{4}-\d\d-\d\d \d\d:\d\d UTC<\/a> · fingerprint <code>[0-9a-f]{12}<\/code><\/sub><\/p>\n$/;

/** The parts of a rendered plan comment that are not where a reader expects them. */
export function misplacedIn(body: string): string[] {
  const html = toHtml(body).replace(/^(<!--.*?-->\n)*/, '');
  const places = (tag: RegExp) => [...html.matchAll(tag)].map(({ index }) => index);
  const warnings = places(/\[!(CAUTION|WARNING|IMPORTANT)\]/g);
  const changes = [...places(/<h4>/g), ...places(/<table>/g), ...places(/<details>/g)];
  const diffs = [...html.matchAll(/<pre><code class="language-(\w*)">/g)].map(([, language]) => language);
  return [
    ...mistakesIn(body),
    ...(body.length <= COMMENT_LIMIT ? [] : [`it has ${body.length} characters`]),
    ...(FIRST.test(html) ? [] : ['the headline does not come first']),
    ...(Math.max(...warnings) < Math.min(...changes) ? [] : ['a danger comes after a change']),
    ...(LAST.test(html) ? [] : ['commits, time and fingerprint do not come last']),
    ...diffs.filter((language) => language !== 'diff').map((language) => `a block of ${language}`),
    ...places(/<pre>/g)
      .filter((at) => !isFolded(html, at))
      .map(() => 'a diff is not folded'),
    ...(readComment(body)?.shown ? [] : ['what it shows cannot be read again']),
  ];
}

const isFolded = (html: string, at: number): boolean =>
  html.lastIndexOf('<details>', at) > html.lastIndexOf('</details>', at);
