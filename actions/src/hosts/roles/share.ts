import { type Declaration, hasCluster, hasSingle, isClustered } from '../../declaration/declaration.ts';
import type { Template } from '../../lib/template.ts';
import type { RoleContext } from '../model/role.ts';
import { networkOf } from './network.ts';
import { directory, file, type Part, running, UNITS } from './parts.ts';
import { onEveryHost, role } from './role.ts';
import { EXPORTS, MESH_UNIT, OWN_UPLOADS, TLS_SHARE, UPLOADS, WRITTEN } from './shared.ts';
import { textOf } from './texts.ts';

/**
 * The primary exports folders to the VPN by NFS 4, and each web host mounts them on first use: the certificates, and the
 * uploads. Where every host has its own copy of the uploads (`sync.ts`), it mounts that one in the same place.
 */
export const share = role('share', {
  on: onEveryHost,
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

const restartNfs = {
  name: 'restart NFS',
  command: 'systemctl restart nfs-server.service',
  interrupts: 'uploads wait for a few seconds',
};
const reexport = { name: 'export', command: 'exportfs -ra' };

const nfsServer = ({ declaration }: RoleContext): Part => ({
  packages: ['nfs-kernel-server'],
  directories: [
    directory('/srv/flotilla'),
    ...(hasSingle(declaration) ? [directory(UPLOADS, { owner: 'www-data', group: 'www-data' })] : []),
    directory(TLS_SHARE, { mode: '0700' }),
    directory('/etc/exports.d'),
    directory('/etc/nfs.conf.d'),
    directory(`${UNITS}/nfs-server.service.d`),
  ],
  files: [
    file(
      '/etc/nfs.conf.d/flotilla.conf',
      textOf('share/nfs.conf', { address: declaration.primary.vpnAddress }),
      {
        notify: [restartNfs],
      },
    ),
    file(
      `${UNITS}/nfs-server.service.d/flotilla.conf`,
      textOf('share/nfs-server.conf', { network: networkUnit(declaration, 'server') }),
      {
        notify: [restartNfs],
      },
    ),
    file(EXPORTS, exportsOf(declaration), { notify: [reexport] }),
  ],
  units: running('nfs-server.service'),
});

/** `www-data` has these numbers on every Debian. */
const WWW_DATA = 33;

/**
 * Both folders are on the primary's root file system. Without `subtree_check` (exports(5)), a host that guesses file
 * handles reaches any file of that file system, not only those below the folder. It may also claim to be any user, in the
 * second folder even root. The check breaks a file that is open while it moves to another folder, which WordPress does not
 * do. Uploads are always written as www-data. Only root can read the certificates: root of a web host stays root, and PHP
 * there, which is not root, cannot enter the folder.
 */
const exportsOf = (declaration: Declaration): Template => {
  const { cidr } = networkOf(declaration.vpn.subnet);
  const exported = [
    `${UPLOADS} ${cidr}(rw,sync,subtree_check,all_squash,anonuid=${WWW_DATA},anongid=${WWW_DATA})`,
    `${TLS_SHARE} ${cidr}(ro,sync,subtree_check,root_squash,anonuid=0,anongid=0)`,
  ];
  return [WRITTEN, ...exported.slice(hasSingle(declaration) ? 0 : 1), ''].join('\n');
};

const foldersOf = (declaration: Declaration): { folder: string; mount: Template }[] => [
  {
    folder: UPLOADS,
    mount: isClustered(declaration)
      ? textOf('share/own.mount', { folder: UPLOADS, own: OWN_UPLOADS })
      : nfsMount(declaration, UPLOADS, 'rw'),
  },
  // Read rarely, and then the current state must be seen: by default NFS believes a link for half a minute.
  { folder: TLS_SHARE, mount: nfsMount(declaration, TLS_SHARE, 'ro,actimeo=0') },
];

function nfsMount(declaration: Declaration, folder: string, options: string): Template {
  const { name: primary, vpnAddress: address } = declaration.primary;
  const network = networkUnit(declaration, 'client');
  return textOf('share/share.mount', { folder, options, primary, address, network });
}

/** The unit that connects this end of the share to the other. */
const networkUnit = (declaration: Declaration, end: 'client' | 'server'): string =>
  hasCluster(declaration) ? MESH_UNIT : `openvpn-${end}@flotilla.service`;

/**
 * A request to the share gives up after 15 s instead of hanging, and systemd tries again on each use. The mount points are no
 * directories of the role: inspecting one would mount it, and hang while the primary is down.
 */
const mounts = ({ declaration }: RoleContext): Part => ({
  packages: ['nfs-common'],
  directories: [directory('/srv/flotilla')],
  files: foldersOf(declaration).flatMap(({ folder, mount }) => {
    const unit = unitName(folder);
    const remount = { name: `mount ${folder} again`, command: `systemctl try-restart ${unit}.mount` };
    return [
      file(`${UNITS}/${unit}.mount`, mount, { notify: [remount] }),
      file(`${UNITS}/${unit}.automount`, textOf('share/share.automount', { folder })),
    ];
  }),
  units: running(...foldersOf(declaration).map(({ folder }) => `${unitName(folder)}.automount`)),
});

/** As `systemd-escape --path` names units: `/` becomes `-`, and any character but a letter, digit, `:`, `_` or `.` its code. */
export const unitName = (path: string): string =>
  path
    .replace(/^\/+|\/+$/g, '')
    .replace(/[^\w:./]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`)
    .replaceAll('/', '-');
