import { beforeEach, expect, it, vi } from 'vitest';
import { reportDrift } from '../../../actions/src/commands/issues.ts';
import { healthOf } from '../../../actions/src/plan/health/health.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import { EXAMPLE } from '../plan/example.ts';
import { mistakesIn } from '../plan/gfm.ts';
import { fleet, primary, web } from '../plan/health/literals.ts';
import { jobWith } from './reporting.ts';

beforeEach(() => vi.unstubAllEnvs());

const AS_DECLARED = { cluster: 'example', cloud: [], hosts: [], refusals: [] } as unknown as Plan;
const health = (hosts = {}) => healthOf(EXAMPLE, fleet(hosts));

it('keeps an issue open while the cluster is as declared and not well, and closes it when it is both', async () => {
  const world = await jobWith('drift-issue');
  await reportDrift(AS_DECLARED, health({ 'host-02': web({ probes: { names: false } }) }));
  expect(world.issues).toMatchObject([{ title: 'Cluster example is not well', state: 'open' }]);
  expect(mistakesIn(world.issues[0]?.body ?? '')).toEqual([]);
  expect(world.issues[0]?.body).toContain('cannot resolve any name');

  const evil = {
    sql: primary({ foreignFirewalls: ['table inet evil'] }),
    'host-02': web({ databaseMs: null }),
  };
  await reportDrift(AS_DECLARED, health(evil));
  expect(world.issues).toHaveLength(1);
  expect(world.issues[0]?.body).toContain('table inet evil');

  await reportDrift(AS_DECLARED, health());
  expect(world.issues).toMatchObject([{ state: 'closed' }]);
});

const OFF = { status: 410, message: 'Issues are disabled for this repo' };

it('fails if issues are off and there is something to report, and says how to switch them on or do without', async () => {
  const world = await jobWith('drift-issue');
  world.refusals.set('POST issues', OFF);
  await expect(
    reportDrift(AS_DECLARED, health({ 'host-02': web({ probes: { names: false } }) })),
  ).rejects.toThrow(/Features > Issues\), or remove the input drift-issue/);
});

it('only warns if issues are off and the cluster is well', async () => {
  const world = await jobWith('drift-issue');
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  world.refusals.set('GET issues', OFF);
  await reportDrift(AS_DECLARED, health());
  expect(log.mock.calls.join()).toContain('remove the input drift-issue');
});

it('closes an issue with a locked conversation', async () => {
  const world = await jobWith('drift-issue');
  await reportDrift(AS_DECLARED, health({ 'host-02': web({ probes: { names: false } }) }));
  const message = 'Unable to create comment because issue is locked.';
  world.refusals.set('POST issues/1/comments', { status: 403, message });
  await reportDrift(AS_DECLARED, health());
  expect(world.issues).toMatchObject([{ state: 'closed' }]);
});
