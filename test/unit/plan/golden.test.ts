import { describe, expect, it } from 'vitest';
import { type Origin, renderComment } from '../../../actions/src/plan/consent/comment.ts';
import { renderMarkdown } from '../../../actions/src/plan/render/markdown.ts';
import { renderText } from '../../../actions/src/plan/render/text.ts';
import { PLACE } from './example.ts';
import { LONG_PLANS, NINETY_WAYS, PLANS } from './golden-plans.ts';
import { misplacedIn } from './outline.ts';

const ORIGIN: Origin = {
  ...PLACE,
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  time: '2026-03-01T12:34:56.000Z',
  run: 'https://github.com/o/r/actions/runs/1',
};

/** The outline of a long text: its length, and each line that is not an item, a row or part of a file. */
const outline = (text: string): string => {
  const lines = text.split('\n');
  return [`${lines.length} lines`, ...lines.filter((line) => /^[^\s|+@-]/.test(line))].join('\n');
};

describe.each(Object.entries(LONG_PLANS))('%s', (name, golden) => {
  it('in Markdown', () =>
    expect(outline(renderMarkdown(golden))).toMatchFileSnapshot(`golden/${name}.md.txt`));
  it('as GitHub shows it', () => expect(misplacedIn(renderComment(golden, ORIGIN))).toEqual([]));
  it('as text', () =>
    expect(outline(renderText(golden, { color: false }))).toMatchFileSnapshot(`golden/${name}.txt`));
});

/** Named `.txt`, because a formatter would reformat Markdown. */
describe.each(Object.entries(PLANS))('%s', (name, golden) => {
  it('in Markdown', () => expect(renderMarkdown(golden)).toMatchFileSnapshot(`golden/${name}.md.txt`));
  it('as GitHub shows it', () => expect(misplacedIn(renderComment(golden, ORIGIN))).toEqual([]));
  it('as text', () => expect(renderText(golden, { color: false })).toMatchFileSnapshot(`golden/${name}.txt`));
});

it('omits the diffs from a comment that would be too long, and says where they are', async () => {
  const body = renderComment(NINETY_WAYS, ORIGIN);
  expect(misplacedIn(body)).toEqual([]);
  await expect(outline(body)).toMatchFileSnapshot('golden/ninety-ways.md.txt');
});
