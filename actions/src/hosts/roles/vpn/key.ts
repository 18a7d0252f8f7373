import type { GuardedCommand } from '../../model/role.ts';
import { quote } from '../shell.ts';

export const VPN_KEY = '/etc/openvpn/flotilla.key';
export const VPN_CERTIFICATE = '/etc/openvpn/flotilla.crt';

/** Trust is in the fingerprint, so the date ends nothing: a new key is made by removing the old one. */
const DAYS = 36500;

/** The certificate takes its name last: as long as it does not fit the key, the pair is made again. */
export const keyPair = (host: string): GuardedCommand => ({
  name: 'key',
  summary: 'make the VPN key of this host',
  check:
    `public=$(openssl pkey -pubout -in ${VPN_KEY} 2>/dev/null) && ` +
    `test "$public" = "$(openssl x509 -noout -pubkey -in ${VPN_CERTIFICATE} 2>/dev/null)"`,
  run: `set -eu
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days ${DAYS} \\
  -subj ${quote(`/CN=${host}`)} -keyout ${VPN_KEY} -out ${VPN_CERTIFICATE}.new 2>&1
mv ${VPN_CERTIFICATE}.new ${VPN_CERTIFICATE}
`,
  notify: ['restart the VPN'],
});

/**
 * OpenVPN keeps the key that it was started with. A new one is made before the others learn its fingerprint, and taken
 * up after: so this is seen, not notified, and a run that was killed in between is finished by the next one.
 */
export const keyInUse = (unit: string, restart: string): GuardedCommand => ({
  name: 'key in use',
  summary: 'let the VPN take up the new key of this host',
  check: `! systemctl is-active --quiet ${unit} || \
test "$(stat -c %Y ${VPN_KEY})" -le "$(date -d "$(systemctl show -P ActiveEnterTimestamp ${unit})" +%s)"`,
  // A clock that was ahead when the key was made must not have the VPN restarted for ever.
  run: `touch ${VPN_KEY}\n${restart}`,
});
