import type { GuardedCommand } from '../../role.ts';
import { quote } from '../shell.ts';

export const VPN_KEY = '/etc/openvpn/flotilla.key';
export const VPN_CERTIFICATE = '/etc/openvpn/flotilla.crt';

/** Trust is in the fingerprint, so the date ends nothing: a new key is made by removing the old one. */
const DAYS = 36500;

/** The certificate takes its name last: as long as it is not there, the pair is made again. */
export const keyPair = (host: string): GuardedCommand => ({
  name: 'key',
  summary: 'make the VPN key of this host',
  check: `test -s ${VPN_KEY} && test -s ${VPN_CERTIFICATE}`,
  run: `set -eu
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days ${DAYS} \\
  -subj ${quote(`/CN=${host}`)} -keyout ${VPN_KEY} -out ${VPN_CERTIFICATE}.new 2>&1
mv ${VPN_CERTIFICATE}.new ${VPN_CERTIFICATE}
`,
  notify: ['restart the VPN'],
});
