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

it('changes WordPress from the version that the cluster serves to the declared one', () => {
  expect(coreChangeOf(declaring('6.9'), { 'host-01': serving('6.8.3', 1) })).toEqual({
    before: '6.8.3',
    after: '6.9',
  });
  expect(coreChangeOf(declaring('6.9'), { 'host-01': serving('6.9', 1) })).toBeUndefined();
});

it('ignores the version of a host that missed the last sync', () => {
  const known = { 'host-01': serving('6.8.3', 1), 'host-02': serving('6.9', 2) };
  expect(coreChangeOf(declaring('6.9'), known)).toBeUndefined();
});

it('is shown before the first sync, but not if nothing is known about the hosts', () => {
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

it('needs no confirmation, because it can be undone', () => {
  const changing = plan(declaring('6.9'), EMPTY_CLOUD, { wordpress: { before: '6.8.3', after: '6.9' } });
  expect(changing.dangers).toEqual([]);
});
