import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { isApproved, shownOf } from '../../../actions/src/plan/consent/approval.ts';
import { lostCode, mayLose } from '../../../actions/src/plan/lost-code.ts';
import { withFingerprint } from '../roles/cluster.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { simulate } from './simulate.ts';

const SHOP = 'plugins/shop/shop.php';
const THEME = 'themes/flotilla/style.css';
const content = { live: 'ab', core: '6.8.3', kept: null, drift: [], drifted: 0 };
const site = { seen: true, tables: 'wp_* in wordpress', stored: true, dumps: [] };
const factsOf = (active: string[], holds?: string[], live: string | null = 'ab'): Record<string, Facts> => ({
  sql: { ...withFingerprint('AB:CD'), site: { ...site, active } },
  'host-01': { ...withFingerprint('AA:01'), content: { ...content, live, holds } },
});
const HOLDS = ['plugins/shop', 'plugins/hello.php', 'themes/flotilla'];
const lost = (files: string[], facts = factsOf([SHOP, 'plugins/hello.php', THEME], HOLDS)) =>
  lostCode(EXAMPLE, facts, new Set(files)).map(({ address }) => address);

describe('an active plugin or theme is lost by', () => {
  it('no release that contains all of them', () =>
    expect(lost([SHOP, 'plugins/hello.php', THEME])).toEqual([]));
  it('a release without its files, although its folder has others', () =>
    expect(lost(['plugins/shop/readme.txt', THEME])).toEqual([
      `content/${SHOP}`,
      'content/plugins/hello.php',
    ]));
  it('a release without the theme', () =>
    expect(lost([SHOP, 'plugins/hello.php'])).toEqual([`content/${THEME}`]));
});

describe('nothing is lost', () => {
  it.each<[string, Record<string, Facts>]>([
    ['if the cluster does not have it already', factsOf([SHOP], ['themes/flotilla'])],
    ['before the first release', factsOf([SHOP], ['plugins/shop'], null)],
    ['if it is not active', factsOf([], HOLDS)],
    ['if the facts command is older', factsOf([SHOP])],
  ])('%s', (_, facts) => expect(lost([], facts)).toEqual([]));
});

const cloud = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const planned = (files: string[]) =>
  plan(EXAMPLE, cloud, { facts: factsOf([SHOP], HOLDS), files: new Set(files) });
const losses = lostCode(EXAMPLE, factsOf([SHOP, THEME], HOLDS), new Set());

describe('a lost plugin', () => {
  it('is a danger of the plan and changes its fingerprint', () => {
    expect(planned([SHOP]).dangers).toEqual([]);
    expect(planned([]).dangers).toEqual([
      expect.stringMatching(/^The active plugin shop\/shop\.php is missing in the next release/),
    ]);
    expect(planned([]).fingerprint).not.toBe(planned([SHOP]).fingerprint);
    expect(isApproved(planned([]), shownOf(planned([SHOP])))).toBe(false);
  });

  it('stops a sync, which says how to confirm', () => {
    const refusal = () => mayLose(EXAMPLE.cluster, losses, ['']);
    expect(refusal).toThrow(/Nothing was sent\. .* enter ([0-9a-f]{12}) under "confirm" .*sync --confirm \1/);
    expect(() => mayLose(EXAMPLE.cluster, [], [''])).not.toThrow();
  });

  it('is approved by what a plan showed, all of them by their own fingerprint', () => {
    const shown = shownOf(planned([])).approves;
    expect(() => mayLose(EXAMPLE.cluster, losses.slice(0, 1), shown)).not.toThrow();
    expect(() => mayLose(EXAMPLE.cluster, losses, shown)).toThrow(/themes\/flotilla/);
  });

  it('is confirmed by the fingerprint that the refusal printed', () => {
    const printed = (() => {
      try {
        mayLose(EXAMPLE.cluster, losses, []);
      } catch (error) {
        return /sync --confirm (\w+)/.exec(String(error))?.[1] ?? '';
      }
    })();
    expect(() => mayLose(EXAMPLE.cluster, losses, ['other', printed ?? ''])).not.toThrow();
    expect(() => mayLose(EXAMPLE.cluster, losses.slice(1), [printed ?? ''])).toThrow();
  });
});
