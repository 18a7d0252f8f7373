import { expect, test } from 'vitest';
import type { RoleManifest } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import type { RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import { desiredOf, type KnownHosts } from '../../../actions/src/plan/host-plans.ts';
import { withFingerprint } from '../roles/cluster.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { simulate } from './simulate.ts';

const { droplets } = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const [first] = EXAMPLE.web;
const PRINT = 'AB:CD';

const vpnOf = (known: KnownHosts): RoleDesired | undefined =>
  first && desiredOf(EXAMPLE, first, known).find(({ role }) => role === 'vpn');

/** host-01 after it was converged while the primary answered. */
function converged() {
  const files =
    vpnOf({ droplets, facts: { sql: withFingerprint(PRINT) }, unreachable: {}, opened: {}, memory: {} })
      ?.files ?? [];
  const applied = files.map(({ path, content }) => [path, { template: '', content: '', text: content }]);
  const vpn = { ...emptyEntry, files: Object.fromEntries(applied) as RoleManifest['files'] };
  return { ...withFingerprint('AA:01'), manifest: { version: 1 as const, roles: { vpn } } };
}

test.each<[string, Partial<KnownHosts>]>([
  ['did not answer', { unreachable: { sql: 'connection timed out' } }],
  [
    'is off, and about to be switched on',
    {
      droplets: droplets.map((droplet) =>
        droplet.spec.name === 'sql' ? { ...droplet, status: 'off' as const } : droplet,
      ),
    },
  ],
])('a primary that %s changes nothing for its web hosts', (_, more) => {
  const host = converged();
  const wanted =
    vpnOf({ droplets, facts: { 'host-01': host }, unreachable: {}, opened: {}, memory: {}, ...more })
      ?.files ?? [];
  expect(wanted.map(({ path, content }) => [path, content])).toEqual(
    Object.entries(host.manifest.roles.vpn.files).map(([path, { text }]) => [path, text]),
  );
  expect(wanted.map(({ content }) => content).join()).toContain(`peer-fingerprint ${PRINT}`);
});
