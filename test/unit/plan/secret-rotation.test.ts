import { describe, expect, it, test } from 'vitest';
import { addressOf, type Desired, type Observed } from '../../../actions/src/cloud/resource.ts';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { secret } from '../../../actions/src/lib/template.ts';
import type { HostPlan } from '../../../actions/src/plan/plan.ts';
import { rotationNotes } from '../../../actions/src/plan/secret-rotation.ts';
import { tasksInWave } from '../../../actions/src/plan/waves.ts';
import { facts } from '../hosts/literals.ts';
import { EMPTY_CLOUD, EXAMPLE, KEY, plan } from './example.ts';
import { simulate } from './simulate.ts';

const keyOf = (generation: number) => (host: string) => Buffer.from(`${host} ${generation}`).toString('hex');
const built = simulate(plan(EXAMPLE, EMPTY_CLOUD, { hostKeyOf: keyOf(1) }), EMPTY_CLOUD);
const raised = { ...EXAMPLE, generation: 2 };
const SECOND = { publicKey: `${KEY.slice(0, -1)}2`, hostKeyOf: keyOf(2) };
const rotating = plan(raised, built, SECOND);

const hostKeys = (resource: Desired | Observed | undefined) =>
  resource && 'hostKeys' in resource.spec ? resource.spec.hostKeys : undefined;
const settings = (wave: Parameters<typeof tasksInWave>[1], of = rotating) =>
  tasksInWave(of, wave)
    .filter(({ subject }) => addressOf(subject) === 'droplet/host-01')
    .map(({ desired }) => hostKeys(desired));

describe('a droplet’s tag of its host key', () => {
  const [before, after] = [keyOf(1)('host-01'), keyOf(2)('host-01')];

  it('is kept next to the new tag, and removed after everything else', () => {
    expect(settings('droplets')).toEqual([[after, before]]);
    expect(settings('retire')).toEqual([[after]]);
  });

  it('is only removed if an earlier run has added the new tag', () => {
    const joined = built.droplets.map((droplet) => ({
      ...droplet,
      spec: { ...droplet.spec, hostKeys: [1, 2].map((one) => keyOf(one)(droplet.spec.name)) },
    }));
    const resumed = plan(raised, { ...built, droplets: joined }, SECOND);
    expect(settings('droplets', resumed)).toEqual([]);
    expect(settings('retire', resumed)).toEqual([[after]]);
  });

  it('is restored if somebody removed it', () => {
    const bare = built.droplets.map((droplet) => ({
      ...droplet,
      spec: { ...droplet.spec, hostKeys: [] },
    }));
    const repair = plan(EXAMPLE, { ...built, droplets: bare }, { hostKeyOf: keyOf(1) });
    expect(settings('droplets', repair)).toEqual([[before]]);
    expect(settings('retire', repair)).toEqual([]);
  });

  it('needs no change after the plan was applied', () => {
    const { keys, ...rest } = simulate(rotating, built);
    expect(keys.map(({ spec }) => spec.name)).toEqual(['example-deploy-g2']);
    expect(plan(raised, { ...rest, keys }, SECOND).cloud).toEqual([]);
  });
});

test('a plan without the cluster’s secret has the same fingerprint', () => {
  const powerless = plan(raised, built, { publicKey: undefined });
  expect(powerless.fingerprint).toBe(rotating.fingerprint);
});

test('the earlier deploy key is deleted last', () => {
  expect(rotating.cloud.at(-1)).toMatchObject({
    subject: { type: 'ssh-key', name: 'example-deploy-g1' },
    action: 'delete',
    wave: 'retire',
  });
});

describe('the note on a secret rotation', () => {
  const web = (generation: number): Facts =>
    facts({ files: { '/a': { template: '', content: '', text: secret('database-password', generation) } } });
  const hosts: HostPlan[] = [
    { host: 'sql', kind: 'converge', roles: [], withdraws: ['sql/database/command/grant'] },
    { host: 'host-01', kind: 'converge', roles: [] },
    { host: 'host-02', kind: 'unreachable', reason: 'timed out' },
  ];

  it('is shown while a host has an earlier generation', () => {
    const [order, logins, planKey, away] = rotationNotes(raised, hosts, { 'host-01': web(1), sql: web(2) });
    expect(order).toMatch(/from generation 1 to 2 .* withdrawn at the end of the same apply, on sql\.$/);
    expect(logins).toMatch(/log in again.*administrator’s, do not change/);
    expect(planKey).toContain('PLAN_SSH_KEY');
    expect(away).toMatch(/^host-02 did not answer. Until it catches up/);
  });

  it('lists earlier generations as numbers, not as text', () => {
    const facts = { 'host-01': web(10), 'host-02': web(9) };
    expect(rotationNotes({ ...EXAMPLE, generation: 11 }, hosts, facts)[0]).toContain(
      'from generation 9 and 10 to 11',
    );
  });

  it('is absent if all hosts have the declared generation', () =>
    expect(rotationNotes(raised, hosts, { 'host-01': web(2) })).toEqual([]));
});

describe('a generation that hosts cannot follow', () => {
  const refusals = (generation: number, from = 1) =>
    plan(
      { ...EXAMPLE, generation },
      simulate(plan({ ...EXAMPLE, generation: from }, EMPTY_CLOUD), EMPTY_CLOUD),
    ).refusals;

  it('is refused if it is lower', () =>
    expect(refusals(2, 3)).toEqual([
      'The declaration says generation 2, but the cluster is at 3. A generation only increases: set `generation: 3` or more.',
    ]));
  it('is refused if it is too high', () =>
    expect(refusals(5)).toEqual([
      'The declaration says generation 5, but the cluster is at 1. ' +
        'Hosts that are so far behind no longer accept any key: set `generation: 2` first.',
    ]));
  it('is accepted up to the highest one that they can follow', () => expect(refusals(4)).toEqual([]));
});
