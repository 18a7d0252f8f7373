import type { ObservedCloud } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { costOf, unpricedNotes } from './cost.ts';
import { dangersOf } from './dangers.ts';
import { type Draft, diffCloud } from './diff.ts';
import { fingerprint } from './fingerprint.ts';
import { connectionNotes } from './limits/connections.ts';
import { limitRefusals } from './limits/limits.ts';
import { inOrder, waveOf } from './order.ts';
import type { CloudChange, HostPlan, Plan } from './plan.ts';
import { rotationOf, rotationRefusals } from './rotation.ts';
import { primaryRefusals, riskOf } from './safety.ts';
import { generationRefusals } from './secret-rotation.ts';
import type { Stray } from './stray.ts';
import { strayRefusals } from './stray-text.ts';

export interface PlanInput {
  readonly declaration: Declaration;
  readonly cloud: ObservedCloud;
  /** Hosts among its droplets whose tag or name has to be put right first. */
  readonly strays?: readonly Stray[] | undefined;
  /** One for every declared host, the primary first. */
  readonly hosts: readonly HostPlan[];
  /** The deploy key's OpenSSH line; absent in a plan that holds no cluster secret. */
  readonly publicKey?: string | undefined;
  /** Whether a person asked to take over the records that stand on the site's names. */
  readonly adopt?: boolean | undefined;
  /** SHA-256 (hex) of a host's public key blob; absent likewise. */
  readonly hostKeyOf?: ((host: string) => string) | undefined;
  readonly notes?: readonly string[] | undefined;
  readonly wordpress?: Plan['wordpress'];
  readonly release?: Plan['release'];
}

/** Decides everything. Pure: the same input gives the same plan. */
export function planCluster(input: PlanInput): Plan {
  const { declaration, cloud, strays = [], hosts, notes = [], wordpress, release } = input;
  const { cluster, domain } = declaration;
  const { changes, clashes } = diffCloud(input);
  const ordered = inOrder(changes.map((draft) => placed(draft, declaration)));
  const rotation = rotationOf(declaration, cloud);
  return {
    cluster,
    domain,
    cloud: ordered,
    hosts,
    rotation,
    wordpress,
    release,
    cost: costOf(declaration, cloud),
    notes: [...notes, ...unpricedNotes(cloud), ...connectionNotes(declaration, cloud)],
    refusals: [
      ...strayRefusals(strays, declaration),
      ...clashes,
      ...generationRefusals(declaration, cloud.keys),
      ...primaryRefusals(ordered, declaration),
      ...rotationRefusals(rotation, ordered, hosts, cloud.droplets),
      ...limitRefusals(ordered, declaration, cloud),
    ],
    dangers: dangersOf({ cloud: ordered, hosts, rotation }).map(({ what }) => what),
    fingerprint: fingerprint({ cluster, cloud: ordered, hosts }),
  };
}

const placed = (draft: Draft, declaration: Declaration): CloudChange => ({
  ...draft,
  risk: riskOf(draft, declaration),
  wave: waveOf(draft, declaration),
});
