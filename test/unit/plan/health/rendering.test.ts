import { expect, it } from 'vitest';
import { healthOf } from '../../../../actions/src/plan/health/health.ts';
import { renderHealthMarkdown, renderHealthText } from '../../../../actions/src/plan/health/render.ts';
import { EXAMPLE } from '../example.ts';
import { fleet, LONELY, web } from './literals.ts';

const NIGHTS = {
  well: healthOf(EXAMPLE, fleet()),
  'primary-dead': healthOf(
    EXAMPLE,
    fleet({
      sql: { kind: 'unreachable', reason: 'its droplet is off.' },
      'host-01': web(LONELY),
      'host-02': web(LONELY),
      'host-03': web(LONELY),
    }),
  ),
};

/** Named `.txt`, because a formatter would reformat Markdown. */
it.each(Object.entries(NIGHTS))('%s', async (name, health) => {
  await expect(renderHealthText(health, { color: false })).toMatchFileSnapshot(`golden/${name}.txt`);
  await expect(renderHealthMarkdown(health)).toMatchFileSnapshot(`golden/${name}.md.txt`);
});

it('colours bad results', () => {
  const text = renderHealthText(NIGHTS['primary-dead'], { color: true });
  expect(text).toContain('\u001b[31maway');
});
