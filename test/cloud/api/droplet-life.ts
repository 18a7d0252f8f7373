import { type Account, dropletLimitOf } from './account.ts';
import { startAction } from './actions.ts';
import type { DropletRequest } from './droplet-request.ts';
import { forget, refreshFirewalls } from './enforcement.ts';
import { unprocessable } from './errors.ts';
import { freeAddresses, machineOf } from './machine.ts';
import type { Action, Droplet } from './model.ts';
import { ensureTag } from './tags.ts';

export interface Birth {
  readonly droplet: Droplet;
  readonly action: Action;
}

/** Creates one droplet for each name, all or none, and starts their machines. */
export function createDroplets(account: Account, request: DropletRequest): readonly Birth[] {
  if (account.data.droplets.length + request.names.length > dropletLimitOf(account))
    throw unprocessable('creating this/these droplet(s) will exceed your droplet limit');
  return request.names.map((name) => {
    const droplet = newDroplet(account, request, name);
    account.data.droplets.push(droplet);
    return { droplet, action: startAction(account, droplet, 'create', () => boot(account, droplet)) };
  });
}

/** The part of a creation after its response. It also completes a creation that a restart interrupted. */
export async function boot(account: Account, droplet: Droplet): Promise<void> {
  await account.knobs.released(droplet.name);
  await powerOn(account, droplet);
}

/** The firewalls are in force before the machine's first packet. */
export async function powerOn(account: Account, droplet: Droplet): Promise<void> {
  await refreshFirewalls(account);
  await account.machines.powerOn(machineOf(droplet));
  droplet.status = 'active';
}

export async function powerOff(account: Account, droplet: Droplet, graceful: boolean): Promise<void> {
  await account.machines.powerOff(droplet.id, { graceful });
  droplet.status = 'off';
}

/** Removes it from the account at once, and its machine a little later. */
export function deleteDroplet(account: Account, droplet: Droplet): void {
  const { data } = account;
  data.droplets = data.droplets.filter((other) => other !== droplet);
  data.condemned.push(droplet);
  forget(account, droplet.id);
  account.background.run(() => destroy(account, droplet));
}

export async function destroy(account: Account, droplet: Droplet): Promise<void> {
  await account.machines.destroy(droplet.id);
  account.data.condemned = account.data.condemned.filter((other) => other !== droplet);
  account.save();
}

function newDroplet(account: Account, request: DropletRequest, name: string): Droplet {
  const { names: _, size, vpc, ipv6: ipv6Enabled, tags, ...chosen } = request;
  return {
    ...chosen,
    ...freeAddresses(account, vpc),
    id: account.nextId(),
    name,
    vendorData: account.knobs.vendorData.get(name) ?? '',
    ipv6Enabled,
    tags: [...new Set(tags.map((tag) => ensureTag(account, tag).name))],
    size: size.slug,
    disk: size.disk,
    vpcId: vpc.id,
    status: 'new',
    bornAt: account.now(),
  };
}
