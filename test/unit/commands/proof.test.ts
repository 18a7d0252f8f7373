import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { makeDroplet, WRITER } from '../local-cloud/api-setup.ts';
import { bundled, declare, setUp } from './actions.ts';

const action = bundled();

const theirs = deriveSecrets(new Secret('cd'.repeat(32)), { cluster: 'example', generation: 1 });
const ours = 'ab'.repeat(32);

type Tags = 'all tags' | 'no host key tags' | 'host key tags alone';

const tagsOf = (host: string, kind: string, tags: Tags): string[] => [
  ...(tags === 'host key tags alone' ? [] : ['cluster:example', `cluster:example:${kind}`]),
  ...(tags === 'no host key tags' ? [] : [`hostkey-sha256:${theirs.hostKey(host).sha256}`]),
];

/** An account with a cluster that was created with another secret. Its hosts do not answer. */
async function foreignCluster(tags: Tags) {
  const world = await setUp();
  for (const [name, kind] of [
    ['sql', 'primary'],
    ['host-01', 'web'],
  ] as const)
    await makeDroplet(world.cloud, name, { tags: tagsOf(name, kind, tags), ipv6: true });
  const before = world.cloud.journal().length;
  return { ...world, requests: () => world.cloud.journal().slice(before) };
}

function checkout(): string {
  const folder = declare();
  mkdirSync(join(folder, 'wp-content/themes/t'), { recursive: true });
  writeFileSync(join(folder, 'wp-content/themes/t/style.css'), '/* Theme Name: T */');
  return folder;
}

it.concurrent.each([
  ['apply', 'all tags'],
  ['apply', 'no host key tags'],
  ['apply', 'host key tags alone'],
  ['sync-content', 'all tags'],
  ['renew-certificates', 'all tags'],
] as const)('%s with another secret writes nothing while droplets have %s', async (name, tags) => {
  const { env, requests, world } = await foreignCluster(tags);
  const { code, log } = await action(name, {
    folder: checkout(),
    env: { ...env, 'INPUT_DIGITALOCEAN-TOKEN': WRITER, 'INPUT_CLUSTER-SECRET': ours, INPUT_FORCE: 'true' },
  });
  expect(code).toBe(1);
  if (name === 'apply') expect(log).toContain('Nothing is changed');
  expect(requests().length).toBeGreaterThan(0);
  expect(requests().filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(world.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
});
