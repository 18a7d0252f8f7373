import type { HostDeclaration } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { type Network, networkOf } from '../network.ts';
import { directory, file, type Part, running, UNITS } from '../parts.ts';
import { TLS_SHARE, UPLOADS, WRITTEN } from '../shared.ts';

const restartNfs = {
  name: 'restart NFS',
  command: 'systemctl restart nfs-server.service',
  interrupts: 'uploads wait for a few seconds',
};
const reexport = { name: 'export', command: 'exportfs -ra' };

export const nfsServer = ({ declaration: { primary, vpn } }: RoleContext): Part => ({
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
    file('/etc/nfs.conf.d/flotilla.conf', nfsConfig(primary), { notify: [restartNfs] }),
    file(`${UNITS}/nfs-server.service.d/flotilla.conf`, UNIT, { notify: [restartNfs] }),
    file('/etc/exports.d/flotilla.exports', exportsOf(networkOf(vpn.subnet)), { notify: [reexport] }),
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
const exportsOf = ({ cidr }: Network): Template => `${WRITTEN}
${UPLOADS} ${cidr}(rw,sync,subtree_check,all_squash,anonuid=${WWW_DATA},anongid=${WWW_DATA})
${TLS_SHARE} ${cidr}(ro,sync,subtree_check,root_squash,anonuid=0,anongid=0)
`;

const nfsConfig = (primary: HostDeclaration): Template => `${WRITTEN}
[nfsd]
host = ${primary.vpnAddress}
vers3 = n
vers4 = y
vers4.0 = n
threads = 8
# A web host that comes back after a restart here need not wait longer than its old lease.
grace-time = 15
lease-time = 15
`;

const UNIT: Template = `${WRITTEN}
[Unit]
After=systemd-sysctl.service openvpn-server@flotilla.service
`;
