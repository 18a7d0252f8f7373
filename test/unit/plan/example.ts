import type { Size } from '../../../actions/src/cloud/allowance.ts';
import { stayingDroplets } from '../../../actions/src/cloud/droplet/match.ts';
import { desiredDroplets } from '../../../actions/src/cloud/droplet.ts';
import { addressOf, type ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import {
  allHosts,
  type Declaration,
  type HostDeclaration,
  type HostKind,
} from '../../../actions/src/declaration/declaration.ts';
import { rolesOf } from '../../../actions/src/hosts/roles/index.ts';
import { type PlanInput, planCluster } from '../../../actions/src/plan/cluster.ts';
import type { HostPlan, Plan } from '../../../actions/src/plan/plan.ts';
import { DECLARED } from '../declaration/declared.ts';

/** The committed example, as literals: a primary and three web hosts. */
export const host = (
  name: string,
  region: string,
  kind: HostKind = 'web',
  size = 's-1vcpu-1gb',
): HostDeclaration => ({ name, kind, region, size, vpnAddress: '10.8.0.9' });

export const EXAMPLE: Declaration = {
  ...DECLARED,
  primary: host('sql', 'nyc1', 'primary'),
  web: [host('host-01', 'nyc1'), host('host-02', 'sfo3'), host('host-03', 'tor1')],
  dns: { ttl: 300, caa: ['letsencrypt.org'] },
  alerts: { certificate: false, days: 7, down: false },
};

export const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleKeyOfTheFirstGeneration1';

const size = (
  slug: string,
  monthly: number,
  memoryMiB: number,
  diskGiB: number,
  regions: string[],
): Size => ({ slug, monthly, memoryMiB, diskGiB, regions });

export const SIZES: readonly Size[] = [
  size('s-1vcpu-512mb-10gb', 4, 512, 10, ['nyc1', 'sfo3']),
  size('s-1vcpu-1gb', 6, 1024, 25, ['nyc1', 'sfo3', 'tor1', 'fra1']),
  size('s-1vcpu-2gb', 12, 2048, 50, ['nyc1', 'sfo3', 'tor1']),
  size('s-2vcpu-2gb', 18, 2048, 60, ['nyc1', 'tor1']),
  size('s-2vcpu-4gb', 24, 4096, 80, ['nyc1', 'tor1', 'fra1']),
  size('s-4vcpu-8gb', 48, 8192, 160, ['nyc1', 'tor1']),
  size('c-4-intel', 109, 8192, 50, ['nyc1']),
];

export const EMPTY_CLOUD: ObservedCloud = {
  keys: [],
  zones: [],
  droplets: [],
  others: [],
  firewalls: [],
  records: [],
  foreign: [],
  uptimeChecks: [],
  alertPolicies: [],
  sizes: SIZES,
};

/** Plans of hosts: nothing to do for those with a droplet that stays; the others wait for theirs. */
export function hostPlans(declaration: Declaration, cloud: ObservedCloud): HostPlan[] {
  const staying = stayingDroplets(desiredDroplets(declaration), cloud.droplets);
  return allHosts(declaration).map((one) =>
    staying.some(({ spec }) => spec.name === one.name)
      ? { host: one.name, kind: 'converge', roles: [] }
      : { host: one.name, kind: 'after-create', roles: rolesOf(one, declaration) },
  );
}

/** A plan in which no host differs, unless `more` says otherwise. */
export const plan = (declaration: Declaration, cloud: ObservedCloud, more: Partial<PlanInput> = {}): Plan =>
  planCluster({ declaration, cloud, hosts: hostPlans(declaration, cloud), publicKey: KEY, ...more });

/** `action address` of each cloud change, in order. */
export const actions = ({ cloud }: Plan): string[] =>
  cloud.map(({ action, subject }) => `${action} ${addressOf(subject)}`);

/** The origin of a plan's comment. */
export const PLACE = { repository: 'o/r', number: 3, baseRef: 'main', directory: '.' };
