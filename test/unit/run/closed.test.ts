import { expect, it } from 'vitest';
import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import { type HostConnection, NoAnswer, Unproven } from '../../../actions/src/hosts/link/connection.ts';
import { healthOf } from '../../../actions/src/plan/health/health.ts';
import { observe } from '../../../actions/src/run/observe.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from '../plan/example.ts';
import { primary } from '../plan/health/literals.ts';
import { simulate } from '../plan/simulate.ts';

const made = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const droplets = made.droplets.map((one) => ({ ...one, spec: { ...one.spec, hostKeys: ['00'] } }));
const built = { ...made, droplets };
const { facts } = primary({}) as Extract<ReturnType<typeof primary>, { kind: 'observed' }>;

/** A host that answers the facts command with this. */
const says = (code: number, stdout: string, stderr = ''): HostConnection => ({
  run: async () => ({ code, stdout, stderr }),
  close: () => {},
});
const WELL = says(0, JSON.stringify(facts));
const EXPIRED = says(
  1,
  '',
  'WARNING: Your password has expired.\nPassword change required but no TTY available.',
);
const refused = () =>
  new Unproven(
    'host-01 does not accept our SSH key. Is this the CLUSTER_SECRET it was made with?',
    'our key',
  );

/** The observation of host-01 and the text for a person on call, with every other host as given. */
async function found(host01: HostConnection | Error, others: HostConnection | Error = WELL) {
  const observation = await observe({
    declaration: EXAMPLE,
    cloud: { observe: async () => built } as unknown as Cloud,
    connect: async ({ host }) => {
      const answer = host === 'host-01' ? host01 : others;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    timeoutMs: 10,
  });
  const seen = observation.hosts.get('host-01');
  if (seen?.kind !== 'unreachable') throw new Error('host-01 was observed.');
  const { reason, lacks, isClosed = false } = seen;
  const health = healthOf(EXAMPLE, {
    hosts: { 'host-01': { kind: 'unreachable', reason, isUp: isClosed || lacks !== undefined } },
    rotation: [],
    strays: {},
    now: 0,
  });
  const { what, todo } = health.findings.find(({ host }) => host === 'host-01') ?? {};
  return `${reason}\n${what} ${todo}`;
}

it('an expired root password is named, with the way to log in that still works', async () => {
  const said = await found(EXPIRED);
  expect(said).toMatch(/root password has expired.*reset the root password.*Recovery Console/);
  expect(said).toContain('is up but cannot be managed');
  expect(said).not.toMatch(/power-cycle|If the droplet is off|python3/);
});

it('a key that one host rejects and others accept is not the wrong key', async () => {
  const said = await found(refused());
  expect(said).toMatch(/host-01 .* does not accept our SSH key, though sql does.*Remove AllowUsers/);
  expect(said).not.toMatch(/CLUSTER_SECRET|power-cycle|If the droplet is off/);
});

it('a key that every host rejects may be the wrong one', async () => {
  expect(await found(refused(), refused())).toContain('Is this the CLUSTER_SECRET');
});

it('a host that does not answer may be off', async () => {
  expect(await found(new NoAnswer('host-01 did not answer.'))).toMatch(/If the droplet is off/);
});

it.each([
  ['This account is currently not available.', /shell of root is disabled/],
  ['Please login as the user "debian" rather than the user "root".', /cloud-init has closed/],
  ['bash: line 1: python3: command not found', /Open a shell with `\.\/scripts\/ssh`.*it needs python3/],
])('%s', async (line, expected) => {
  expect(await found(says(1, '', line))).toMatch(expected);
});
