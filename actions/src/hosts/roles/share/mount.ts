import type { RoleContext } from '../../model/role.ts';
import { directory, file, type Part, running, UNITS } from '../parts.ts';
import { TLS_SHARE, UPLOADS } from '../shared.ts';
import { textOf } from '../texts.ts';

const FOLDERS = [
  { folder: UPLOADS, options: 'rw' },
  // Read rarely, and then the current state must be seen: by default NFS believes a link for half a minute.
  { folder: TLS_SHARE, options: 'ro,actimeo=0' },
];

/**
 * A mount gives up after about 15 s instead of hanging, and systemd tries again on each use. The mount points are no
 * directories of the role: inspecting one would mount it, and hang while the primary is down.
 */
export const mounts = ({ declaration: { primary } }: RoleContext): Part => ({
  packages: ['nfs-common'],
  directories: [directory('/srv/flotilla')],
  files: FOLDERS.flatMap(({ folder, options }) => {
    const unit = unitName(folder);
    const holes = { folder, options, primary: primary.name, address: primary.vpnAddress };
    const remount = { name: `mount ${folder} again`, command: `systemctl try-restart ${unit}.mount` };
    return [
      file(`${UNITS}/${unit}.mount`, textOf('share/share.mount', holes), { notify: [remount] }),
      file(`${UNITS}/${unit}.automount`, textOf('share/share.automount', { folder })),
    ];
  }),
  units: running(...FOLDERS.map(({ folder }) => `${unitName(folder)}.automount`)),
});

/** As `systemd-escape --path` names units: `/` becomes `-`, and any character but a letter, digit, `:`, `_` or `.` its code. */
export const unitName = (path: string): string =>
  path
    .replace(/^\/+|\/+$/g, '')
    .replace(/[^\w:./]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`)
    .replaceAll('/', '-');
