import { expect, it } from 'vitest';
import type { SecretProof } from '../../../actions/src/plan/safety.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { simulate } from './simulate.ts';

const keysOf = (secret: string) => (host: string) => [`${secret}/${host}/2`, `${secret}/${host}/1`];
const first = plan(EXAMPLE, EMPTY_CLOUD, { hostKeyOf: (host) => `ours/${host}/1` });
const built = simulate(first, EMPTY_CLOUD);
const untagged = {
  ...built,
  droplets: built.droplets.map((one) => ({ ...one, spec: { ...one.spec, hostKeys: [] } })),
};
const WEB = ['host-01', 'host-02'];
const proof = (more: Partial<SecretProof>): SecretProof => ({ accepted: [], unproven: [], ...more });

it.each<[string, SecretProof, typeof built]>([
  ['a host accepts the key', proof({ hostKeysOf: keysOf('theirs'), accepted: ['sql'] }), untagged],
  ['a tag derives from the secret, by an earlier generation', proof({ hostKeysOf: keysOf('ours') }), built],
  ['there is no droplet yet', proof({ hostKeysOf: keysOf('ours') }), EMPTY_CLOUD],
  ['hosts accept the key of a plan without the secret', proof({ accepted: ['sql'], unproven: WEB }), built],
  ['a plan without the secret reaches no host', proof({}), built],
])('the cluster is ours if %s', (_, shown, cloud) => {
  expect(plan(EXAMPLE, cloud, { proof: shown }).refusals).toEqual([]);
});

it.each<[string, SecretProof, typeof built, RegExp]>([
  [
    'all tags belong to another secret',
    proof({ hostKeysOf: keysOf('theirs') }),
    built,
    /none of them proves .* CLUSTER_SECRET/,
  ],
  [
    'there are no tags and no host answers',
    proof({ hostKeysOf: keysOf('ours') }),
    untagged,
    /CLUSTER_SECRET/,
  ],
  ['hosts reject the key of a plan without the secret', proof({ unproven: WEB }), built, /PLAN_SSH_KEY/],
])('the plan is refused if %s', (_, shown, cloud, refusal) => {
  expect(plan(EXAMPLE, cloud, { proof: shown }).refusals).toEqual([expect.stringMatching(refusal)]);
});
