import { allHosts } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { file, type Part, running } from '../parts.ts';

/** Security fixes install themselves. A new kernel takes effect by a reboot at night, and not on all hosts at the same time. */
export const upgrades = ({ host, declaration }: RoleContext): Part => ({
  files: [
    file('/etc/apt/apt.conf.d/20auto-upgrades', PERIODIC),
    file(
      '/etc/apt/apt.conf.d/52flotilla',
      unattended(rebootTimes(allHosts(declaration)).get(host.name) ?? ''),
    ),
  ],
  units: running('apt-daily.timer', 'apt-daily-upgrade.timer'),
});

const PERIODIC: Template = `// Written by flotilla.
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
`;

/** Sorts after Debian's 50unattended-upgrades, which has the right origins: the release's own security fixes. */
const unattended = (time: string): Template => `// Written by flotilla.
Unattended-Upgrade::Remove-Unused-Dependencies "true";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::Automatic-Reboot-WithUsers "true";
Unattended-Upgrade::Automatic-Reboot-Time "${time}";
// Without an answer an upgrade that meets a file of ours would be left out.
Dpkg::Options { "--force-confdef"; "--force-confold"; };
`;

const FIRST_HOUR = 2;
/** Longer than a reboot takes: while there are enough slots, no two hosts are down at the same time. */
const SLOT_MINUTES = 5;
const SLOTS = 48;
/** Shares no factor with the number of slots: neighbouring addresses are far apart. */
const STRIDE = 7;

/**
 * `HH:MM` UTC between 02:00 and 06:00; up to 240 hosts each have a minute of their own. It follows from the host's address, so
 * it stays when other hosts come and go, unless two share a slot: then one gets the next free slot.
 */
export function rebootTimes(hosts: readonly RebootedHost[]): ReadonlyMap<string, string> {
  const taken = Array.from({ length: SLOTS }, () => 0);
  const inOrder = hosts.map(({ name, vpnAddress }) => ({ name, number: numberOf(vpnAddress) }));
  inOrder.sort((one, other) => one.number - other.number);
  return new Map(
    inOrder.map(({ name, number }) => {
      const slot = freeSlot(taken, (number * STRIDE) % SLOTS);
      const round = taken[slot] ?? 0;
      taken[slot] = round + 1;
      return [name, clock(FIRST_HOUR * 60 + slot * SLOT_MINUTES + (round % SLOT_MINUTES))];
    }),
  );
}

interface RebootedHost {
  readonly name: string;
  readonly vpnAddress: string;
}

const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);

/** The first slot from there on that the fewest hosts have. */
function freeSlot(taken: readonly number[], from: number): number {
  const least = Math.min(...taken);
  const later = taken.findIndex((count, slot) => slot >= from && count === least);
  return later >= 0 ? later : taken.indexOf(least);
}

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((value) => String(value).padStart(2, '0')).join(':');
