import type { Declaration } from '../declaration/declaration.ts';
import { fact, hasUnknowns } from '../lib/template.ts';
import { type Difference, field } from './change.ts';
import { type CloudContext, first, type Kind, type Known, type Match, ownAmong } from './kind.ts';
import { deployKeyName, isDeployKey } from './ownership.ts';
import type { Desired, Observed } from './resource.ts';
import type { SshKeySpec } from './specs.ts';

export const sshKey: Kind<'ssh-key'> = {
  desired: (declaration, context) => [desiredSshKey(declaration, context)],
  observed: ({ keys }) => keys,
  match: ([desired], known) =>
    desired ? matchKeys(desired, known) : { pairs: [], surplus: [], clashes: [] },
  compare: compareSshKey,
  wave: first,
  risk: () => 'none',
  rank: () => 0,
  summary: () => '',
  monthly: () => 0,
  // A plan without the cluster's secret does not know the key's content, but must have the same fingerprint.
  essence: ({ name }) => ({ name }),
  display: { rows: 'listed', isValues: false },
  secretFields: ['publicKey'],
  meanwhile: () => undefined,
  warnings: () => [],
  notes: () => [],
  dnsName: () => undefined,
};

/** The key that apply connects with. Its name contains the generation; its content derives from the cluster's secret. */
function desiredSshKey(declaration: Declaration, { publicKey }: CloudContext): Desired<'ssh-key'> {
  const name = deployKeyName(declaration);
  const content = publicKey ?? fact(declaration.cluster, 'deployKey');
  return { type: 'ssh-key', name, spec: { name, publicKey: content } };
}

/** DigitalOcean can rename a key but not change its content. Unknown content is not compared. */
function compareSshKey(desired: SshKeySpec, { spec }: Observed<'ssh-key'>): Difference {
  const content = hasUnknowns(desired.publicKey)
    ? []
    : field('publicKey', tail(spec.publicKey), tail(desired.publicKey), 'public key');
  return {
    fields: [...field('name', spec.name, desired.name), ...content],
    replaces: content.length > 0,
  };
}

/** Keys of one type begin with the same characters, so their ends are shown. */
const tail = (publicKey: string): string => `…${publicKey.slice(-16)}`;

/** DigitalOcean stores a public key only once, so a key with the same content under another name is renamed. */
function matchKeys(
  desired: Desired<'ssh-key'>,
  { cloud, declaration: { cluster } }: Known,
): Match<'ssh-key'> {
  const { ours: keys, clashes } = ownKeys(desired, cloud.keys);
  const found =
    keys.find(({ spec }) => spec.publicKey === desired.spec.publicKey) ??
    keys.find(({ spec }) => spec.name === desired.spec.name);
  const others = keys.filter((key) => key !== found && isDeployKey(cluster, key.spec.name));
  return {
    pairs: [{ desired, observed: found }],
    surplus: others.map((observed) => ({
      subject: { type: 'ssh-key', name: observed.spec.name },
      reason: 'deploy key of another generation',
      observed,
    })),
    clashes,
  };
}

/** A deploy key is recognised by its content, which derives from the cluster's secret. */
const ownKeys = (desired: Desired<'ssh-key'>, keys: readonly Observed<'ssh-key'>[]) =>
  ownAmong(
    keys,
    ({ spec }) =>
      spec.name === desired.spec.name &&
      !hasUnknowns(desired.spec.publicKey) &&
      spec.publicKey !== desired.spec.publicKey,
    ({ id, spec }) =>
      `The account has an SSH key ${spec.name} (id ${id}) that does not follow from this CLUSTER_SECRET. It belongs to another ` +
      'cluster of the same name, or this cluster was created with another secret. Set the right CLUSTER_SECRET; or, ' +
      'if no cluster uses that key any more, delete it under Settings > Security. Then plan again.',
  );
