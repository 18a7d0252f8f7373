import type { DesiredFile } from '../../role.ts';
import type { Template } from '../../template.ts';
import { file } from '../paths.ts';

/** Security fixes install themselves; a kernel's takes effect by a reboot in the night, no two hosts at one time. */
export const upgrades = (host: string): readonly DesiredFile[] => [
  file('/etc/apt/apt.conf.d/20auto-upgrades', PERIODIC),
  file('/etc/apt/apt.conf.d/52flotilla', unattended(rebootTime(host))),
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

/** `HH:MM` UTC between 02:00 and 06:00, by the host's name alone, so that it stays when other hosts come and go. */
export function rebootTime(host: string): string {
  const minute = FIRST_HOUR * 60 + (fnv1a(host) % WINDOW_MINUTES);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** 32 bits; unlike a plain sum it sets `host-01` and `host-02` far apart. */
const fnv1a = (text: string): number =>
  [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5);
