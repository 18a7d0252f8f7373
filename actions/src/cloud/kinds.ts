import { alertPolicy } from './alert-policy.ts';
import { droplet } from './droplet.ts';
import { firewall } from './firewall.ts';
import type { Kind } from './kind.ts';
import { record } from './record.ts';
import type { ResourceType } from './specs.ts';
import { sshKey } from './ssh-key.ts';
import { uptimeCheck } from './uptime-check.ts';
import { zone } from './zone.ts';

type Kinds = { readonly [T in ResourceType]: Kind<T> };

/** Every kind of resource. Omitting one here does not compile. */
export const KINDS: Kinds = {
  'ssh-key': sshKey,
  zone,
  firewall,
  droplet,
  'uptime-check': uptimeCheck,
  'alert-policy': alertPolicy,
  record,
};

export const RESOURCE_TYPES = Object.keys(KINDS) as readonly ResourceType[];
