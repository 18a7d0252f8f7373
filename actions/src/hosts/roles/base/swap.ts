import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { file, type Part, UNITS } from '../parts.ts';
import { WRITTEN } from '../shared.ts';

/** Droplets up to this size get as much swap as they have memory: apt and a busy PHP may then run at the same time. */
const SMALL_MIB = 2048;
const SWAP_FILE = '/swapfile';

export const swapMiB = (mib: number): number => (mib > SMALL_MIB ? 0 : mib);

/**
 * A link enables it; it is no unit of the role. On a machine that cannot have swap, systemd's own condition keeps it from
 * running, and that is not drift.
 */
export function swap({ host, memoryOf }: RoleContext): Part {
  const mib = swapMiB(memoryOf(host.name));
  if (mib === 0) return {};
  const unit = `${UNITS}/swapfile.swap`;
  const notify = [{ name: 'swap on', command: 'systemctl start swapfile.swap' }];
  return {
    files: [file(`${UNITS}/flotilla-swapfile.service`, makeUnit(mib)), file(unit, SWAP_UNIT, { notify })],
    links: [{ path: `${UNITS}/swap.target.wants/swapfile.swap`, target: unit, notify }],
  };
}

/** Renamed once complete, so a crash never leaves half a swap file behind. */
const makeUnit = (mib: number): Template => `${WRITTEN}
[Unit]
Description=Make the swap file
DefaultDependencies=no
ConditionVirtualization=!container
ConditionPathExists=!${SWAP_FILE}
RequiresMountsFor=${SWAP_FILE}
After=systemd-remount-fs.service
Before=swapfile.swap

[Service]
Type=oneshot
UMask=0077
ExecStart=/usr/bin/fallocate --length ${mib}MiB ${SWAP_FILE}.new
ExecStart=/usr/sbin/mkswap ${SWAP_FILE}.new
ExecStart=/usr/bin/mv ${SWAP_FILE}.new ${SWAP_FILE}
`;

const SWAP_UNIT: Template = `${WRITTEN}
[Unit]
Description=Swap file
ConditionVirtualization=!container
Requires=flotilla-swapfile.service
After=flotilla-swapfile.service

[Swap]
What=${SWAP_FILE}
`;
