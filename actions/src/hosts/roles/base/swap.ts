import type { Template } from '../../../lib/template.ts';
import type { DesiredFile, DesiredLink, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { WRITTEN } from '../shared.ts';

/** Droplets up to this size get as much swap as they have memory: apt and a busy PHP may then meet without a death. */
const SMALL_MIB = 2048;
const SWAP_FILE = '/swapfile';
const UNITS = '/etc/systemd/system';

export const swapMiB = (mib: number): number => (mib > SMALL_MIB ? 0 : mib);

interface Swap {
  readonly files: readonly DesiredFile[];
  readonly links: readonly DesiredLink[];
  readonly handlers: readonly Handler[];
}

/**
 * Enabled by a link and not listed as a unit: on a machine that cannot have swap, systemd's own condition keeps it from
 * running, and that is not drift.
 */
export function swap(mib: number): Swap {
  if (swapMiB(mib) === 0) return { files: [], links: [], handlers: [] };
  const unit = `${UNITS}/swapfile.swap`;
  return {
    files: [
      file(`${UNITS}/flotilla-swapfile.service`, makeUnit(mib)),
      file(unit, swapUnit(), { notify: ['swap on'] }),
    ],
    links: [{ path: `${UNITS}/swap.target.wants/swapfile.swap`, target: unit, notify: ['swap on'] }],
    handlers: [{ name: 'swap on', command: 'systemctl start swapfile.swap' }],
  };
}

/** Renamed when whole: a swap file cut off by a crash is never found. */
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

const swapUnit = (): Template => `${WRITTEN}
[Unit]
Description=Swap file
ConditionVirtualization=!container
Requires=flotilla-swapfile.service
After=flotilla-swapfile.service

[Swap]
What=${SWAP_FILE}
`;
