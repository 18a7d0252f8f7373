import type { HostDeclaration } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { directory, file, type Part, running, UNITS } from '../parts.ts';
import { TLS_SHARE, UPLOADS, WRITTEN } from '../shared.ts';

const FOLDERS = [
  { folder: UPLOADS, options: 'rw' },
  // Read rarely, and then the current state must be seen: by default NFS believes a link for half a minute.
  { folder: TLS_SHARE, options: 'ro,actimeo=0' },
];

/** The mount points are no directories of the role: looking at one would mount it, and hang while the primary is down. */
export const mounts = ({ declaration: { primary } }: RoleContext): Part => ({
  packages: ['nfs-common'],
  directories: [directory('/srv/flotilla')],
  files: FOLDERS.flatMap(({ folder, options }) => {
    const unit = unitName(folder);
    const remount = { name: `mount ${folder} again`, command: `systemctl try-restart ${unit}.mount` };
    return [
      file(`${UNITS}/${unit}.mount`, mountUnit(primary, folder, options), { notify: [remount] }),
      file(`${UNITS}/${unit}.automount`, automountUnit(folder)),
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

const VPN_UNIT = 'openvpn-client@flotilla.service';

/** Gives up after about 15 s instead of hanging forever, and systemd retries it on every use. */
const mountUnit = (primary: HostDeclaration, folder: string, options: string): Template => `${WRITTEN}
[Unit]
Description=${folder} of ${primary.name}
Requires=${VPN_UNIT}
After=${VPN_UNIT}
StartLimitIntervalSec=0

[Mount]
What=${primary.vpnAddress}:${folder}
Where=${folder}
Type=nfs4
Options=${options},nfsvers=4.2,soft,timeo=50,retrans=2,retry=0,noatime,nosuid,nodev,noexec,_netdev
TimeoutSec=15
LazyUnmount=yes
`;

/** Mounts when a path in it is first used, so no boot waits for the primary. */
const automountUnit = (folder: string): Template => `${WRITTEN}
[Unit]
Description=${folder} of the primary, when it is looked at

[Automount]
Where=${folder}
DirectoryMode=0755

[Install]
WantedBy=multi-user.target
`;
