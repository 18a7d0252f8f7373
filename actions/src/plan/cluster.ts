import type { CloudChange, Draft } from '../cloud/change.ts';
import { isPrimary, unseatsPrimary } from '../cloud/droplet/risk.ts';
import { KINDS, RESOURCE_TYPES } from '../cloud/kinds.ts';
import type { ObservedCloud } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { some } from '../lib/words.ts';
import { dangersOf } from './consent/dangers.ts';
import { fingerprint } from './consent/fingerprint.ts';
import { emptiedRefusals, lossesOf } from './consent/losses.ts';
import { isConverting } from './conversion.ts';
import { costOf } from './cost.ts';
import { diffCloud } from './diff.ts';
import type { KnownHosts } from './host-plans.ts';
import { accountNotes, limitRefusals } from './limits/limits.ts';
import { connectionNotes, phpRefusals } from './limits/memory.ts';
import { lostCode } from './lost-code.ts';
import { isRevival } from './past.ts';
import type { HostPlan, Plan } from './plan.ts';
import { survivorsOf } from './policy/members.ts';
import { strayRefusals } from './render/stray-text.ts';
import { type Passage, zoneRefusals } from './rotation/passage.ts';
import { rotationOf, rotationRefusals } from './rotation/rotation.ts';
import { distanceWarnings, fewMembers } from './round-trips.ts';
import { primaryRefusals, type SecretProof, secretRefusals } from './safety.ts';
import { generationRefusals } from './secret-rotation.ts';
import type { Stray } from './stray.ts';
import { conversionNotes, topologyRefusals } from './topology.ts';
import { tableConversions, tableRefusals, tableWarnings } from './unreplicated-tables.ts';
import { inOrder, riskOf, waveOf } from './waves.ts';

export interface PlanInput {
  readonly declaration: Declaration;
  readonly cloud: ObservedCloud;
  /** Droplets of hosts that lost their tag or name. A person must restore those first. */
  readonly strays?: readonly Stray[];
  /** One for every declared host, the primary first. */
  readonly hosts: readonly HostPlan[];
  /** The deploy key's OpenSSH line; absent in a plan that holds no cluster secret. */
  readonly publicKey?: string;
  /** Whether a person asked to take over the existing records at the site's names. */
  readonly adopt?: boolean;
  /** SHA-256 (hex) of a host's public key blob; absent in a plan that holds no cluster secret. */
  readonly hostKeyOf?: (host: string) => string | undefined;
  /** Evidence that the cluster belongs to this repository. */
  readonly proof?: SecretProof;
  /** Facts of the hosts that answered. */
  readonly facts?: KnownHosts['facts'];
  readonly notes?: readonly string[];
  readonly passage?: Passage;
  readonly wordpress?: Plan['wordpress'];
  readonly release?: Plan['release'];
  /** Paths in the commit's release, below wp-content. */
  readonly files?: ReadonlySet<string>;
}

/** Decides everything. Pure: the same input gives the same plan. */
export function planCluster(input: PlanInput): Plan {
  const { declaration, cloud, proof, strays = [], hosts, facts = {} } = input;
  const { notes = [], passage, wordpress, release, files } = input;
  const { cluster, domain } = declaration;
  const { changes, clashes } = diffCloud(input);
  const ordered = inOrder(changes.map((draft) => placed(draft, input)));
  const rotation = rotationOf(declaration, cloud, passage?.from);
  const losses = [
    ...lossesOf({ declaration, hosts, facts, rotation }),
    ...(files ? lostCode(declaration, facts, files) : []),
  ];
  return {
    cluster,
    domain,
    topology: declaration.database.topology,
    isConverting: isConverting(declaration, facts),
    passage,
    cloud: ordered,
    hosts,
    rotation,
    wordpress,
    release,
    losses,
    cost: costOf(declaration, cloud),
    warnings: [
      ...fewMembers(declaration),
      ...distanceWarnings(declaration, facts),
      ...tableConversions(declaration, facts),
      ...tableWarnings(declaration, facts),
    ],
    notes: [
      ...notes,
      ...conversionNotes(declaration, facts),
      ...RESOURCE_TYPES.flatMap((type) => KINDS[type].notes(ordered, { declaration, cloud })),
      ...connectionNotes(declaration, cloud),
      ...accountNotes(cloud.allowance ?? {}),
    ],
    refusals: [
      ...strayRefusals(strays, declaration),
      ...(proof ? secretRefusals(declaration, cloud, proof) : []),
      ...topologyRefusals({ declaration, facts, droplets: cloud.droplets }, passage),
      ...tableRefusals(declaration, facts),
      ...emptiedRefusals({ declaration, facts }),
      ...zoneRefusals(declaration, passage),
      ...clashes,
      ...generationRefusals(declaration, cloud),
      ...primaryRefusals(ordered, declaration),
      ...rotationRefusals(rotation, ordered, hosts, cloud.droplets),
      ...limitRefusals(ordered, declaration, cloud),
      ...phpRefusals(declaration, cloud, facts),
    ],
    dangers: dangersOf({ cloud: ordered, hosts, rotation, losses, passage, domain }).map(({ what }) => what),
    fingerprint: fingerprint({ cluster, cloud: ordered, hosts, losses }),
  };
}

/** When a change is made, and its risk. A primary that is lost is less of a loss if other members hold what it has. */
function placed(draft: Draft, { declaration, cloud, facts = {} }: PlanInput): CloudChange {
  const wasThere = isRevival(draft, declaration, cloud, facts);
  const change = wasThere ? { ...draft, reason: 'its droplet is gone' } : draft;
  const wave = waveOf(change, declaration);
  const isLost = (wasThere && isPrimary(draft)) || destroysPrimary(draft, declaration);
  const survivors = isLost ? survivorsOf({ declaration, facts }, draft.subject.name) : [];
  if (survivors.length === 0) return { ...change, wave, risk: isLost ? 'data' : riskOf(change, declaration) };
  const have = survivors.length === 1 ? 'has' : 'have';
  const reason = `${change.reason}; ${some(survivors)} ${have} its database and uploads`;
  return { ...change, wave, reason, risk: wasThere ? 'none' : 'takes-away' };
}

const destroysPrimary = (draft: Draft, declaration: Declaration): boolean =>
  draft.action !== 'update' && unseatsPrimary(draft, declaration);
