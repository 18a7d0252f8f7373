import type { Handler } from '../../model/role.ts';
import { type PartCommand, quote } from '../parts.ts';
import { VPN_CERTIFICATE, VPN_KEY } from '../shared.ts';

/** What both ends need. OpenVPN gives up all privileges but network setup once it has read the key. */
export const COMMON = `cert ${VPN_CERTIFICATE}
key ${VPN_KEY}
persist-key
user nobody
group nogroup
tls-version-min 1.3
data-ciphers AES-256-GCM:AES-128-GCM:CHACHA20-POLY1305
verb 3
mute 10`;

/** Trust is in the fingerprint, so the expiry date has no effect. To renew the key, remove the old one. */
const DAYS = 36500;

/** Writes the certificate last: until it matches the key, the pair is made again. */
export const keyPair = (host: string, restart: Handler): PartCommand => ({
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
  notify: [restart],
});

/**
 * OpenVPN keeps the key that it started with. A new key is made before the other hosts learn its fingerprint, and used
 * only after that. So a check detects it and no handler is notified: after a run that was killed in between, the next one
 * restarts OpenVPN.
 */
export const keyInUse = (unit: string, restart: Handler): PartCommand => ({
  name: 'key in use',
  summary: 'restart the VPN with the new key of this host',
  check: `! systemctl is-active --quiet ${unit} || \
test "$(stat -c %Y ${VPN_KEY})" -le "$(date -d "$(systemctl show -P ActiveEnterTimestamp ${unit})" +%s)"`,
  // If the clock was ahead when the key was made, the VPN must not restart on every apply.
  run: `touch ${VPN_KEY}\n${restart.command}`,
});
