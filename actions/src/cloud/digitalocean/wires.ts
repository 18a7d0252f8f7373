import type { ResourceType } from '../specs.ts';
import { alertPolicyWire } from './alert-policies.ts';
import type { Client } from './client.ts';
import { dropletWire } from './droplets.ts';
import { firewallWire } from './firewalls.ts';
import { recordWire, zoneListing } from './records.ts';
import { sshKeyWire } from './ssh-keys.ts';
import type { Tags } from './tags.ts';
import { uptimeCheckWire } from './uptime-checks.ts';
import type { Wire } from './wire.ts';
import { zoneWire } from './zones.ts';

export type Wires = { readonly [T in ResourceType]: Wire<T> };

export function createWires(client: Client, tags: Tags): Wires {
  const list = zoneListing(client);
  return {
    droplet: dropletWire(client, tags),
    firewall: firewallWire(client, tags),
    'ssh-key': sshKeyWire(client),
    zone: zoneWire(client, list),
    record: recordWire(client, list),
    'uptime-check': uptimeCheckWire(client),
    'alert-policy': alertPolicyWire(client, tags),
  };
}
