import type { Draft } from '../cloud/change.ts';
import { unseatsPrimary } from '../cloud/droplet/risk.ts';
import { protectedTag } from '../cloud/ownership.ts';
import type { ObservedCloud } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { some } from '../lib/words.ts';
import { observedHost } from './droplets.ts';

/** Refusals for changes that would remove a protected primary. Each explains how to do it in two steps. */
export const primaryRefusals = (drafts: readonly Draft[], declaration: Declaration): string[] =>
  drafts
    .filter((draft) => unseatsPrimary(draft, declaration))
    .flatMap((draft) => refusalFor(draft, declaration));

const VERBS = { create: 'create', update: 'demote', replace: 'replace', delete: 'delete' } as const;

const TWO_STEPS =
  'Take a backup. Then merge `protect-primary: false` on its own and apply it. Then propose this change again.';

function refusalFor(draft: Draft, { cluster, protectPrimary }: Declaration): string[] {
  const { name = '', tags = [] } = observedHost(draft)?.spec ?? {};
  const what = `This would ${VERBS[draft.action]} ${name}, the primary, with the database and the uploads on it`;
  if (protectPrimary) return [`${what}, but the declaration protects it. ${TWO_STEPS}`];
  if (!tags.includes(protectedTag(cluster))) return [];
  return [`${what}. It also removes the protection in the same change, which does not count. ${TWO_STEPS}`];
}

export interface SecretProof {
  /** SHA-256 (hex) of the keys that a host may have; absent in a plan that holds no cluster secret. */
  readonly hostKeysOf?: (host: string) => readonly string[];
  /** Hosts that showed the expected host key and accepted our SSH key. */
  readonly accepted: readonly string[];
  /** Hosts that answer but show another host key or reject our SSH key. */
  readonly unproven: readonly string[];
}

/**
 * A refusal if droplets have the cluster's tag and nothing proves that the cluster is ours: another repository may use
 * the same name. One host that accepts our key is proof. So is one tag of a host key that derives from the secret.
 */
export function secretRefusals(
  { cluster }: Declaration,
  { droplets }: ObservedCloud,
  { hostKeysOf, accepted, unproven }: SecretProof,
): string[] {
  if (droplets.length === 0 || accepted.length > 0) return [];
  const names = some(droplets.map(({ spec }) => spec.name));
  const remedy = `If another repository runs a cluster named ${cluster}, give this one another \`name\` in cluster.yml; otherwise set the `;
  if (hostKeysOf === undefined) {
    if (unproven.length === 0) return [];
    return [
      `${some(unproven)}: no host with the tag cluster:${cluster} accepts this plan's key, so they may belong to another ` +
        `cluster. ${remedy}PLAN_SSH_KEY that goes with the CLUSTER_SECRET, or let the first apply finish. Then plan again.`,
    ];
  }
  const derived = droplets.some(({ spec }) =>
    (spec.hostKeys ?? []).some((key) => hostKeysOf(spec.name).includes(key)),
  );
  if (derived) return [];
  return [
    `${names}: these droplets have the tag cluster:${cluster}, but none of them proves that it was created with this ` +
      `CLUSTER_SECRET: no host accepts its key, and no host key tag derives from it. Nothing is changed. ${remedy}` +
      'CLUSTER_SECRET that they were created with. Then plan again.',
  ];
}
