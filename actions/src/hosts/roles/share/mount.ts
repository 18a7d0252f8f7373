import type { HostDeclaration } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import { WRITTEN } from '../shared.ts';

/** As systemd-escape --path names units: `/` becomes `-`, and what is no letter, digit, `:`, `_` or `.` its code. */
export const unitName = (path: string): string =>
  path
    .replace(/^\/+|\/+$/g, '')
    .replace(/[^\w:./]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`)
    .replaceAll('/', '-');

const VPN_UNIT = 'openvpn-client@flotilla.service';

/** Gives up after some 15 s instead of hanging for ever, and may be tried again as often as it is looked at. */
export const mountUnit = (primary: HostDeclaration, folder: string, options: string): Template => `${WRITTEN}
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

/** Mounts when a path in it is first used: no boot waits for the primary. */
export const automountUnit = (folder: string): Template => `${WRITTEN}
[Unit]
Description=${folder} of the primary, when it is looked at

[Automount]
Where=${folder}
DirectoryMode=0755

[Install]
WantedBy=multi-user.target
`;
