import type { Account } from './account.ts';
import { finishAction, startAction } from './actions.ts';
import { boot, destroy, powerOn } from './droplet-life.ts';
import { refreshFirewalls } from './enforcement.ts';
import type { Droplet } from './model.ts';
import { refreshZone } from './zone.ts';

/**
 * Restores machines, links and DNS from the account after a restart. Resolves when the DNS answers and every machine
 * that was on is on. The creation of a droplet continues; other interrupted actions fail.
 */
export async function resume(account: Account): Promise<void> {
  const { data, background } = account;
  for (const action of data.actions)
    if (action.status === 'in-progress') finishAction(account, action, 'errored');
  for (const firewall of data.firewalls) firewall.enforced = { rules: '', dropletIds: [] };
  for (const droplet of data.condemned) background.run(() => destroy(account, droplet));
  for (const droplet of data.droplets)
    if (droplet.status === 'new') startAction(account, droplet, 'create', () => boot(account, droplet));
  await Promise.all(data.domains.map(({ name }) => refreshZone(account, name)));
  await refreshFirewalls(account);
  await Promise.all(
    data.droplets.filter(({ status }) => status === 'active').map((it) => revive(account, it)),
  );
}

/** If a machine does not start again, its droplet is off, as after a fault of the real hypervisor. */
async function revive(account: Account, droplet: Droplet): Promise<void> {
  if (account.machines.isRunning(droplet.id)) return;
  await powerOn(account, droplet).catch(() => {
    droplet.status = 'off';
  });
  account.save();
}
