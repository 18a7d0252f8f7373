import type { DesiredFile } from '../../role.ts';
import type { Template } from '../../template.ts';
import { file } from '../paths.ts';

/** Security fixes install themselves; a kernel's takes effect by a reboot in the night, not of all hosts at one time. */
export const upgrades = (vpnAddress: string): readonly DesiredFile[] => [
  file('/etc/apt/apt.conf.d/20auto-upgrades', PERIODIC),
  file('/etc/apt/apt.conf.d/52flotilla', unattended(rebootTime(vpnAddress))),
];

const PERIODIC: Template = `// Written by flotilla.
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
`;

/** Sorts after Debian's 50unattended-upgrades, whose origins are the right ones: the release's own security fixes. */
const unattended = (time: string): Template => `// Written by flotilla.
Unattended-Upgrade::Remove-Unused-Dependencies "true";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::Automatic-Reboot-WithUsers "true";
Unattended-Upgrade::Automatic-Reboot-Time "${time}";
// Without an answer an upgrade that meets a file of ours would be left out.
Dpkg::Options { "--force-confdef"; "--force-confold"; };
`;

const FIRST_HOUR = 2;
const WINDOW_MINUTES = 240;
/** Shares no factor with the window: neighbouring addresses are minutes apart, and 240 in a row all differ. */
const STRIDE_MINUTES = 7;

/** `HH:MM` UTC between 02:00 and 06:00, by the address no other host has; it stays when others come and go. */
export function rebootTime(vpnAddress: string): string {
  const [, , third = 0, fourth = 0] = vpnAddress.split('.').map(Number);
  const minute = FIRST_HOUR * 60 + (((third * 256 + fourth) * STRIDE_MINUTES) % WINDOW_MINUTES);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
