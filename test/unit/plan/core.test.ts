import { expect, it, test } from 'vitest';
import type { ContentFacts } from '../../../actions/src/hosts/model/facts.ts';
import { coreChangeOf, coreWarnings } from '../../../actions/src/plan/content.ts';
import { facts } from '../hosts/literals.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';

const declaring = (version: string) => ({
  ...EXAMPLE,
  wordpress: { ...EXAMPLE.wordpress, version },
});
const serving = (core: string | undefined, at?: number, live = String(at)) => {
  const kept: ContentFacts['kept'] = at === undefined ? null : { release: String(at), at };
  return facts(null, { content: { live, core, kept, drift: [], drifted: 0 } });
};

it('goes from what the cluster serves to what is declared', () => {
  expect(coreChangeOf(declaring('6.9'), { 'host-01': serving('6.8.3', 1) })).toEqual({
    before: '6.8.3',
    after: '6.9',
  });
  expect(coreChangeOf(declaring('6.9'), { 'host-01': serving('6.9', 1) })).toBeUndefined();
});

it('is none of a host that was away, and is brought what the others serve', () => {
  const known = { 'host-01': serving('6.8.3', 1), 'host-02': serving('6.9', 2) };
  expect(coreChangeOf(declaring('6.9'), known)).toBeUndefined();
});

it('is told before the first sync, and not where nothing is known', () => {
  expect(coreChangeOf(declaring('6.9'), { 'host-02': serving('6.8.3') })?.before).toBe('6.8.3');
  expect(coreChangeOf(declaring('6.9'), { 'host-01': serving(undefined, 1) })).toBeUndefined();
  expect(coreChangeOf(declaring('6.9'), {})).toBeUndefined();
});

test.each([
  ['6.8.3', '6.9', 'upgrades its tables'],
  ['6.8.3', '6.8.12', 'upgrades its tables'],
  ['6.9', '6.10', 'upgrades its tables'],
  ['6.9-RC1', '6.9', 'upgrades its tables'],
  ['6.9', '6.9-RC2', 'made to the tables remain'],
  ['6.8.12', '6.8.3', 'made to the tables remain'],
  ['7.1', '6.8.12', 'made to the tables remain'],
])('between %s and %s, the note says "%s"', (before, after, said) => {
  const changing = plan(declaring(after), EMPTY_CLOUD, { wordpress: { before, after } });
  expect(coreWarnings(changing).join()).toContain(said);
  expect(coreWarnings(changing).join()).toContain('dumps the database on sql');
});

it('asks for no confirmation, since what it does can be undone', () => {
  const changing = plan(declaring('6.9'), EMPTY_CLOUD, { wordpress: { before: '6.8.3', after: '6.9' } });
  expect(changing.dangers).toEqual([]);
});
