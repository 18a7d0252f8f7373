import type { PartCommand } from '../parts.ts';
import { IDENTITIES, MESH_INTERFACE, MESH_KEY } from '../shared.ts';

/** The public key, for the facts. */
export const PUBLIC_KEY = `${IDENTITIES}/wireguard`;

/** The public key is written last: until it matches, the pair is made again. */
export const keyPair: PartCommand = {
  name: 'key',
  summary: 'make the WireGuard key of this host',
  check: `test -s ${MESH_KEY} && test "$(wg pubkey <${MESH_KEY})" = "$(cat ${PUBLIC_KEY} 2>/dev/null)"`,
  run: `set -eu
umask 077
wg genkey >${MESH_KEY}
wg pubkey <${MESH_KEY} >${PUBLIC_KEY}.new
chmod 0644 ${PUBLIC_KEY}.new
mv ${PUBLIC_KEY}.new ${PUBLIC_KEY}
`,
};

/** A new key is made before the other hosts learn it, and used only after that. While there is none, this step is due as well. */
export const keyInUse: PartCommand = {
  name: 'key in use',
  summary: 'use the new WireGuard key of this host',
  check: `${keyPair.check} && { ! ip link show ${MESH_INTERFACE} >/dev/null 2>&1 || \
test "$(wg show ${MESH_INTERFACE} public-key)" = "$(cat ${PUBLIC_KEY})"; }`,
  run: `wg set ${MESH_INTERFACE} private-key ${MESH_KEY}`,
};
