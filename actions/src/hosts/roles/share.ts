import type { Part } from './parts.ts';
import { UNITS } from './parts.ts';
import { role } from './role.ts';
import { nfsServer } from './share/exports.ts';
import { mounts } from './share/mount.ts';

/** The primary exports two folders to the VPN by NFS 4, and each web host mounts them on first use. */
export const share = role('share', {
  on: ['primary', 'web'],
  ports: [{ port: 2049, on: 'primary' }],
  secrets: [],
  probes: [],
  parts: (c) => [noPortmapper, c.host.kind === 'primary' ? nfsServer(c) : mounts(c)],
});

/** NFS 4 needs none of these. Debian starts them with its NFS packages, and they listen on every interface. */
const PORTMAPPER = ['rpcbind.socket', 'rpcbind.service', 'rpc-statd.service'];
const silence = { name: 'silence the portmapper', command: `systemctl stop ${PORTMAPPER.join(' ')}` };

const noPortmapper: Part = {
  links: PORTMAPPER.map((unit) => ({ path: `${UNITS}/${unit}`, target: '/dev/null', notify: [silence] })),
};
