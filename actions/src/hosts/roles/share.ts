import type { DesiredFile, Handler } from '../model/role.ts';
import { emptyRole, type Role, type RoleContext, type RoleDesired } from '../model/role.ts';
import { networkOf } from './network.ts';
import { directory, file } from './paths.ts';
import { exportsOf, nfsConfig, nfsUnit } from './share/exports.ts';
import { automountUnit, mountUnit, unitName } from './share/mount.ts';
import { TLS_SHARE, UPLOADS } from './shared.ts';

const UNITS = '/etc/systemd/system';
/** NFS 4 needs none of these; Debian starts them with its NFS packages, and they listen to the world. */
const PORTMAPPER = ['rpcbind.socket', 'rpcbind.service', 'rpc-statd.service'];
const SILENCE: Handler = {
  name: 'silence the portmapper',
  command: `systemctl stop ${PORTMAPPER.join(' ')}`,
};
const masks = PORTMAPPER.map((unit) => ({
  path: `${UNITS}/${unit}`,
  target: '/dev/null',
  notify: [SILENCE.name],
}));

/** The primary exports two folders by NFS 4 to the VPN, and every web host mounts them when they are first looked at. */
export const share: Role = (context) => ({
  ...emptyRole('share'),
  links: masks,
  ...(context.host.kind === 'primary' ? primary(context) : web(context)),
});

const primary = ({ declaration }: RoleContext): Partial<RoleDesired> => ({
  packages: ['nfs-kernel-server'],
  directories: [
    directory('/srv/flotilla'),
    directory(UPLOADS, { owner: 'www-data', group: 'www-data' }),
    directory(TLS_SHARE, { mode: '0700' }),
    directory('/etc/exports.d'),
    directory('/etc/nfs.conf.d'),
    directory(`${UNITS}/nfs-server.service.d`),
  ],
  files: [
    file('/etc/exports.d/flotilla.exports', exportsOf(networkOf(declaration.vpn.subnet)), {
      notify: ['export'],
    }),
    file('/etc/nfs.conf.d/flotilla.conf', nfsConfig(declaration.primary), { notify: ['restart NFS'] }),
    file(`${UNITS}/nfs-server.service.d/flotilla.conf`, nfsUnit(), { notify: ['restart NFS'] }),
  ],
  units: [{ name: 'nfs-server.service', enabled: true, active: true }],
  handlers: [
    SILENCE,
    {
      name: 'restart NFS',
      command: 'systemctl restart nfs-server.service',
      interrupts: 'uploads wait for a few seconds',
    },
    { name: 'export', command: 'exportfs -ra' },
  ],
});

/** The mount points are not listed as directories: to look at one would mount it, and hang with a dead primary. */
function web({ declaration }: RoleContext): Partial<RoleDesired> {
  const shares = [
    { folder: UPLOADS, options: 'rw' },
    // Looked at seldom, and then what is there now must be seen: by default a link is believed for half a minute.
    { folder: TLS_SHARE, options: 'ro,actimeo=0' },
  ];
  return {
    packages: ['nfs-common'],
    directories: [directory('/srv/flotilla')],
    files: shares.flatMap(({ folder, options }): DesiredFile[] => [
      file(`${UNITS}/${unitName(folder)}.mount`, mountUnit(declaration.primary, folder, options), {
        notify: [`mount ${folder} again`],
      }),
      file(`${UNITS}/${unitName(folder)}.automount`, automountUnit(folder)),
    ]),
    units: shares.map(({ folder }) => ({
      name: `${unitName(folder)}.automount`,
      enabled: true,
      active: true,
    })),
    handlers: [
      SILENCE,
      ...shares.map(({ folder }) => ({
        name: `mount ${folder} again`,
        command: `systemctl try-restart ${unitName(folder)}.mount`,
      })),
    ],
  };
}
