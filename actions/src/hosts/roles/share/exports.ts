import type { HostDeclaration } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { Network } from '../network.ts';
import { TLS_SHARE, UPLOADS, WRITTEN } from '../shared.ts';

/** `www-data` has these numbers on every Debian. */
const WWW_DATA = 33;

/**
 * Both folders lie on the primary's root file system. Without `subtree_check`, exports(5) says, a host that guesses file
 * handles reaches any file of that file system, not only those below the folder; and it may claim to be any user, in the
 * second folder even root. What the check costs, a file that is open while it moves to another folder, WordPress does not
 * do. Whoever writes an upload is www-data. The certificates can only be read, by root alone: root of a web host stays
 * root, and PHP there, which is not, finds the folder closed.
 */
export const exportsOf = ({ cidr }: Network): Template => `${WRITTEN}
${UPLOADS} ${cidr}(rw,sync,subtree_check,all_squash,anonuid=${WWW_DATA},anongid=${WWW_DATA})
${TLS_SHARE} ${cidr}(ro,sync,subtree_check,root_squash,anonuid=0,anongid=0)
`;

export const nfsConfig = (primary: HostDeclaration): Template => `${WRITTEN}
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

export const nfsUnit = (): Template => `${WRITTEN}
[Unit]
After=systemd-sysctl.service openvpn-server@flotilla.service
`;
