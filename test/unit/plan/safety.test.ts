import { describe, expect, it } from 'vitest';
import { addressOf, type ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { HostPlan } from '../../../actions/src/plan/plan.ts';
import { actions, EMPTY_CLOUD, EXAMPLE, host, hostPlans, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const risks = (declaration: Declaration, cloud: ObservedCloud = built) =>
  Object.fromEntries(
    plan(declaration, cloud)
      .cloud.filter(({ risk }) => risk !== 'none')
      .map(({ subject, risk }) => [addressOf(subject), risk]),
  );

describe('risk', () => {
  it.each<[string, Declaration, Record<string, string>]>([
    ['nothing', EXAMPLE, {}],
    ['one more host', { ...EXAMPLE, web: [...EXAMPLE.web, host('host-04', 'fra1')] }, {}],
    ['one host fewer', { ...EXAMPLE, web: EXAMPLE.web.slice(1) }, { 'droplet/host-01': 'takes-away' }],
    [
      'a host in another region',
      { ...EXAMPLE, web: [host('host-01', 'fra1'), ...EXAMPLE.web.slice(1)] },
      { 'droplet/host-01': 'takes-away' },
    ],
    [
      'a larger host',
      { ...EXAMPLE, web: [host('host-01', 'nyc1', 'web', 's-2vcpu-4gb'), ...EXAMPLE.web.slice(1)] },
      { 'droplet/host-01': 'restart' },
    ],
    [
      'a primary in another region',
      { ...EXAMPLE, primary: host('sql', 'fra1', 'primary') },
      { 'droplet/sql': 'data' },
    ],
    ['another primary', { ...EXAMPLE, primary: host('db', 'nyc1', 'primary') }, { 'droplet/sql': 'data' }],
    [
      'a primary that becomes a web host',
      {
        ...EXAMPLE,
        primary: host('host-01', 'nyc1', 'primary'),
        web: [host('sql', 'nyc1'), ...EXAMPLE.web.slice(1)],
      },
      { 'droplet/sql': 'data' },
    ],
  ])('%s', (_, declaration, expected) => {
    expect(risks(declaration)).toEqual(expected);
  });
});

describe('the primary', () => {
  const moved = { ...EXAMPLE, primary: host('sql', 'fra1', 'primary') };
  const off = { protectPrimary: false };

  it('is not replaced while it is protected', () => {
    expect(plan(moved, built).refusals).toEqual([
      'This would replace sql, the primary, with the database and the uploads on it, but the declaration protects it. ' +
        'Take a backup. Then merge `protect-primary: false` on its own and apply it. Then propose this change again.',
    ]);
  });

  it('is not replaced by the change that removes its protection', () => {
    expect(plan({ ...moved, ...off }, built).refusals).toEqual([
      expect.stringContaining('removes the protection in the same change, which does not count'),
    ]);
  });

  it.each<[string, string[]]>([
    ['the tag of its kind', ['cluster:example', 'cluster:example:protected']],
    ['every tag but the cluster', ['cluster:example']],
  ])('is not replaced after it lost %s', (_, tags) => {
    const droplets = built.droplets.map((droplet) =>
      droplet.spec.name === 'sql' ? { ...droplet, spec: { ...droplet.spec, tags } } : droplet,
    );
    const { cloud, refusals } = plan(moved, { ...built, droplets });
    expect(cloud.find(({ subject }) => addressOf(subject) === 'droplet/sql')?.risk).toBe('data');
    expect(refusals).toEqual([expect.stringContaining('the declaration protects it')]);
  });

  it('is replaced if its protection was removed before', () => {
    const first = plan({ ...EXAMPLE, ...off }, built);
    expect(actions(first)).toEqual(['update droplet/sql']);
    const unprotected = simulate(first, built);
    expect(plan({ ...moved, ...off }, unprotected).refusals).toEqual([]);
  });

  it.each([
    ['deleted', { ...EXAMPLE, primary: host('db', 'nyc1', 'primary') }],
    [
      'demoted',
      {
        ...EXAMPLE,
        primary: host('host-01', 'nyc1', 'primary'),
        web: [host('sql', 'nyc1'), ...EXAMPLE.web.slice(1)],
      },
    ],
  ])('is not %s while it is protected', (_, declaration) => {
    expect(plan(declaration, built).refusals).toEqual([
      expect.stringContaining('the declaration protects it'),
    ]);
  });

  it('can be resized', () => {
    const larger = { ...EXAMPLE, primary: host('sql', 'nyc1', 'primary', 's-2vcpu-4gb') };
    expect(plan(larger, built)).toMatchObject({
      refusals: [],
      cloud: [{ action: 'update', risk: 'restart' }],
    });
  });
});

describe('the rotation', () => {
  const all = ['host-01', 'host-02', 'host-03'];
  const bereft = (...names: string[]) => ({
    dead: built.droplets.filter(({ spec }) => names.includes(spec.name)),
    cloud: { ...built, droplets: built.droplets.filter(({ spec }) => !names.includes(spec.name)) },
  });

  it('lists the hosts before and after', () => {
    const more = { ...EXAMPLE, web: [...EXAMPLE.web.slice(1), host('host-00', 'fra1')] };
    expect(plan(more, built).rotation).toEqual({ before: all, after: ['host-00', 'host-02', 'host-03'] });
  });

  it('shows an address that belongs to no host', () => {
    const { dead, cloud } = bereft('host-03');
    expect(plan(EXAMPLE, cloud).rotation.before).toEqual([dead[0]?.ipv4, 'host-01', 'host-02']);
  });

  it('is rebuilt after somebody destroyed every web host', () => {
    const { cloud } = bereft('host-01', 'host-02', 'host-03');
    const mended = plan(EXAMPLE, cloud);
    expect(mended.refusals).toEqual([]);
    expect(plan(EXAMPLE, simulate(mended, cloud)).cloud).toEqual([]);
  });

  it('is not replaced as a whole', () => {
    const others = { ...EXAMPLE, web: [host('host-11', 'nyc1'), host('host-12', 'sfo3')] };
    expect(plan(others, built).refusals).toEqual([
      'host-01, host-02 and host-03 would leave the rotation, and none of the hosts that serve the site now would remain. ' +
        'Keep one of them in this change and apply it, so that the new hosts serve first. Remove the last one in a second change.',
    ]);
  });

  it('is never moved completely to another region', () => {
    const elsewhere = { ...EXAMPLE, web: all.map((name) => host(name, 'fra1')) };
    expect(plan(elsewhere, built).refusals).toEqual([expect.stringContaining('would leave the rotation')]);
  });

  it('does not count on a host that does not answer', () => {
    const last = { ...EXAMPLE, web: EXAMPLE.web.slice(2) };
    const silent: HostPlan[] = hostPlans(last, built).map((plan) =>
      plan.host === 'host-03' ? { host: plan.host, kind: 'unreachable', reason: 'timed out' } : plan,
    );
    expect(plan(last, built).refusals).toEqual([]);
    expect(plan(last, built, { hosts: silent }).refusals).toEqual([expect.stringContaining('would leave')]);
  });
});

describe('a replacement', () => {
  const moved = { ...EXAMPLE, web: [host('host-01', 'fra1'), ...EXAMPLE.web.slice(1)] };
  const replaced = plan(moved, built);

  it('is one change, and the records follow the host', () => {
    expect(actions(replaced)).toEqual([
      'replace droplet/host-01',
      'update record/A host-01.test.example.com -> host-01',
      'update record/AAAA host-01.test.example.com -> host-01',
      'update record/A test.example.com -> host-01',
      'update record/A www.test.example.com -> host-01',
      'update record/AAAA test.example.com -> host-01',
      'update record/AAAA www.test.example.com -> host-01',
    ]);
  });

  it('that was killed halfway leaves the old droplet to the next run', () => {
    const old = built.droplets.find(({ spec }) => spec.name === 'host-01');
    const both = {
      ...simulate(replaced, built),
      droplets: [...simulate(replaced, built).droplets, ...(old ? [old] : [])],
    };
    expect(plan(moved, both).cloud).toMatchObject([
      {
        action: 'delete',
        subject: { type: 'droplet', name: 'host-01', copy: old?.id },
        wave: 'retire',
        risk: 'takes-away',
      },
    ]);
  });
});
