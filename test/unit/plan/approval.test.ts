import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { emptyRole } from '../../../actions/src/hosts/model/role.ts';
import {
  differenceFrom,
  isApproved,
  isStageApproved,
  shownOf,
} from '../../../actions/src/plan/consent/approval.ts';
import { dangersOf } from '../../../actions/src/plan/consent/dangers.ts';
import type { HostPlan, Plan } from '../../../actions/src/plan/plan.ts';
import { EMPTY_CLOUD, EXAMPLE, host, hostPlans, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const [first, second, third] = EXAMPLE.web as [Declared, Declared, Declared];
type Declared = Declaration['web'][number];

const without = (...gone: Declared[]) =>
  plan({ ...EXAMPLE, web: EXAMPLE.web.filter((each) => !gone.includes(each)) }, built);
const thirdIn = (region: string) =>
  plan({ ...EXAMPLE, web: [first, second, host('host-03', region)] }, built);

describe('approval covers', () => {
  it('exactly this plan', () => expect(isApproved(without(third), shownOf(without(third)))).toBe(true));

  it.each([
    ['records with a longer TTL', { dns: { ...EXAMPLE.dns, ttl: 600 } }, built],
    ['one more host', { web: [first, second, host('host-04', 'fra1')] }, built],
    [
      'a record that was lost meanwhile',
      {},
      { ...built, records: built.records.filter(({ spec }) => spec.type !== 'CAA') },
    ],
  ])('the change together with %s', (_, more, cloud) => {
    const now = plan({ ...EXAMPLE, web: [first, second], ...more }, cloud);
    expect(now.fingerprint).not.toBe(without(third).fingerprint);
    expect(isApproved(now, shownOf(without(third)))).toBe(true);
  });

  it('changes that several pull requests showed together', () => {
    const shown = [shownOf(without(second)), shownOf(without(third))];
    expect(isApproved(without(second, third), ...shown)).toBe(true);
    expect(isApproved(without(first, third), ...shown)).toBe(false);
  });

  it('the rest of it after a part is done', () =>
    expect(isApproved(without(third), shownOf(without(second, third)))).toBe(true));
});

describe('approval does not cover', () => {
  it('another host, and shows the difference', () => {
    expect(isApproved(without(first), shownOf(without(third)))).toBe(false);
    expect(differenceFrom(without(first), shownOf(without(third)))).toBe(
      '+ host-01 is destroyed, along with everything stored only on its disk.\n- host-03 is destroyed, along with everything stored only on its disk.',
    );
  });

  it('one more host, even if everything else was shown', () => {
    expect(isApproved(without(second, third), shownOf(without(third)))).toBe(false);
    expect(differenceFrom(without(second, third), shownOf(without(third)))).toMatch(
      /^\+ host-02 is destroyed/,
    );
  });

  it('the same sentence about another change', () => {
    expect(isApproved(thirdIn('fra1'), shownOf(thirdIn('nyc1')))).toBe(false);
    expect(differenceFrom(thirdIn('fra1'), shownOf(thirdIn('nyc1')))).toMatch(/^~ host-03 is recreated/);
  });

  it('the plan of another cluster', () =>
    expect(isApproved({ ...without(third), cluster: 'other' }, shownOf(without(third)))).toBe(false));

  it('another droplet of the same name, created after the first one was destroyed', () => {
    const again = {
      ...built,
      droplets: built.droplets.map((each) => (each.spec.name === 'host-03' ? { ...each, id: '77' } : each)),
    };
    const now = plan({ ...EXAMPLE, web: [first, second] }, again);
    expect(isApproved(now, shownOf(without(third)))).toBe(false);
    expect(now.fingerprint).not.toBe(without(third).fingerprint);
  });

  it('any danger if none was shown', () =>
    expect(isApproved(without(third), shownOf(plan(EXAMPLE, built)))).toBe(false));
});

describe('a restart in a small rotation', () => {
  const alone: Declaration = { ...EXAMPLE, web: [first] };
  const aloneBuilt = simulate(plan(alone, EMPTY_CLOUD), EMPTY_CLOUD);
  /** PHP files that restart PHP when they change, and one that only reloads it. */
  const changing = (...paths: string[]) => plan(alone, aloneBuilt, { hosts: hosts(paths) });
  const hosts = (paths: readonly string[]): HostPlan[] =>
    hostPlans(alone, aloneBuilt).map((each) => (each.host === 'sql' ? each : php(paths)));
  const php = (paths: readonly string[]): HostPlan => ({
    host: 'host-01',
    kind: 'converge',
    roles: [
      {
        ...emptyRole('web'),
        changes: paths.map((path) => ({
          ...{ address: `host-01/web/file${path}`, host: 'host-01', role: 'web', action: 'update' },
          ...{ reason: 'the declaration changed', notify: path === '/nginx' ? [] : ['restart PHP'] },
          step: { kind: 'absent', path },
        })),
        handlers: [{ name: 'restart PHP', command: 'true', interrupts: 'pages fail for a second' }],
      },
    ],
  });

  it('needs approval of the changes that cause it', () => {
    expect(changing('/php').dangers).toHaveLength(1);
    expect(isApproved(changing('/php', '/nginx'), shownOf(changing('/php')))).toBe(true);
    expect(isApproved(changing('/php', '/pool'), shownOf(changing('/php')))).toBe(false);
  });
});

describe('a stage of a plan', () => {
  const OLD = 'old.example.com';
  /** The site's former name has no redirect. */
  const lost = (ttl: number): Plan => {
    const spec = { type: 'A' as const, name: OLD, value: '203.0.113.1', ttl };
    const observed = { type: 'record' as const, id: 'r-1', spec };
    const subject = { type: 'record', name: `A ${OLD}` };
    const change = { subject, action: 'delete', reason: '', fields: [], observed };
    const passage = { from: [OLD], leaving: [OLD], uncertified: [] } as unknown as Plan['passage'];
    const cloud = [{ ...change, risk: 'none', wave: 'names' }] as unknown as Plan['cloud'];
    const made = { ...plan(EXAMPLE, built), passage, cloud };
    return { ...made, dangers: dangersOf(made).map(({ what }) => what) };
  };

  it('is approved if it deletes a record after an earlier stage changed its TTL', () => {
    expect(lost(30).dangers).toEqual([expect.stringContaining(`${OLD} stops resolving`)]);
    expect(isApproved(lost(30), shownOf(lost(300)))).toBe(false);
    expect(isStageApproved(lost(30), lost(300))).toBe(true);
  });

  it('is not approved if it does more', () =>
    expect(isStageApproved(without(first), without(third))).toBe(false));
});
