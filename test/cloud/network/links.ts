import type { Links, MachineFirewall, MachineSpec } from '../ports.ts';
import { command } from '../runtime/command.ts';
import { poll } from '../runtime/poll.ts';
import { serially } from '../runtime/serially.ts';
import { linkName } from './addresses.ts';
import { makeRouter, routeTo } from './router.ts';
import { type Link, ruleset } from './ruleset.ts';

/** Makes this network namespace the router and the wires between machines. */
export async function createLinks(): Promise<Links> {
  await makeRouter();
  const links = new Map<number, Link>();
  let firewalls: readonly MachineFirewall[] = [];
  const refresh = serially(() => command('nft', ['-f', '-'], ruleset([...links.values()], firewalls)));
  await refresh();

  return {
    async enforce(wanted) {
      firewalls = wanted;
      await refresh();
    },
    async setLink(id, cut) {
      const link = links.get(id);
      if (!link) throw new Error(`Droplet ${id} has no link: it is off or was never there`);
      links.set(id, { ...link, cut });
      await refresh();
    },
    async attach(machine) {
      links.set(machine.id, linkOf(machine));
      await refresh();
      await awaitLink(linkName(machine.id));
      await routeTo(linkName(machine.id), machine.ipv4, machine.ipv6);
    },
    /** The veth and its routes disappear with the machine, and packets to it are dropped. */
    async detach(id) {
      if (links.delete(id)) await refresh();
    },
  };
}

const linkOf = ({ id, ipv4, ipv6 }: MachineSpec): Link => ({ id, ipv4, ipv6, cut: 'none' });

const awaitLink = (link: string): Promise<true> =>
  poll(
    () =>
      command('ip', ['link', 'show', link]).then(
        () => true as const,
        () => undefined,
      ),
    { what: `link ${link} to appear; see the machine's log`, timeoutMs: 10_000 },
  );
