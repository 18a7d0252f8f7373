import type { Declaration } from '../declaration/declaration.ts';
import type { CloudContext } from './context.ts';
import type { Difference } from './difference.ts';
import { compareDroplet, desiredDroplets } from './droplet.ts';
import { compareFirewall, desiredFirewalls } from './firewall.ts';
import { compareRecord, desiredRecords } from './record.ts';
import type { Desired, Observed, ObservedDroplet, ResourceType, SpecOf } from './resource.ts';
import { compareSshKey, desiredSshKey } from './ssh-key.ts';
import { compareZone, desiredZone } from './zone.ts';

/** Everything the declaration wants of DigitalOcean. */
export const desiredCloud = (declaration: Declaration, context: CloudContext): Desired[] => [
  desiredSshKey(declaration, context),
  desiredZone(declaration),
  ...desiredFirewalls(declaration),
  ...desiredDroplets(declaration, context.hostKeyOf),
  ...desiredRecords(declaration, context),
];

/** What an observed resource of each type looks like. */
export interface ObservedOf extends Record<ResourceType, unknown> {
  'ssh-key': Observed<'ssh-key'>;
  zone: Observed<'zone'>;
  droplet: ObservedDroplet;
  firewall: Observed<'firewall'>;
  record: Observed<'record'>;
}

const COMPARE: {
  readonly [T in ResourceType]: (desired: SpecOf[T], observed: ObservedOf[T]) => Difference;
} = {
  'ssh-key': compareSshKey,
  zone: compareZone,
  droplet: compareDroplet,
  firewall: compareFirewall,
  record: compareRecord,
};

/** What would have to change for `observed` to be as desired. */
export const compare = <T extends ResourceType>(desired: Desired<T>, observed: ObservedOf[T]): Difference =>
  COMPARE[desired.type](desired.spec, observed);
