import type { PartCommand } from '../parts.ts';
import { AS_PHP, IDENTITIES, SYNC_HOME, SYNC_UNIT } from '../shared.ts';

/** The device ID, for the facts. */
const DEVICE_ID = `${IDENTITIES}/syncthing`;

const deviceId = `${AS_PHP} syncthing --home=${SYNC_HOME} --device-id`;

/** Syncthing fails to say the ID while key and certificate do not match. The ID is written last. */
export const keyPair: PartCommand = {
  name: 'key',
  summary: 'make the Syncthing key of this host',
  check: `test -s ${DEVICE_ID} && test "$(${deviceId} 2>/dev/null)" = "$(cat ${DEVICE_ID})"`,
  run: `set -eu
cd /
${deviceId} >/dev/null 2>&1 || {
  ${AS_PHP} rm -f ${SYNC_HOME}/key.pem ${SYNC_HOME}/cert.pem ${SYNC_HOME}/config.xml
  ${AS_PHP} syncthing generate --home=${SYNC_HOME} --no-default-folder
}
${deviceId} >${DEVICE_ID}.new
test -s ${DEVICE_ID}.new
mv ${DEVICE_ID}.new ${DEVICE_ID}
`,
};

const started = `date -d "$(systemctl show --property=ActiveEnterTimestamp --value ${SYNC_UNIT})" +%s`;

/**
 * A new key is made before the other hosts learn it, and Syncthing reads it when it starts. The check fails while there is no
 * key too, so a plan that makes one also has this step.
 */
export const keyInUse: PartCommand = {
  name: 'key in use',
  summary: 'use the new Syncthing key of this host',
  check: `${keyPair.check} && {
  ! systemctl is-active --quiet ${SYNC_UNIT} || test "$(${started})" -ge "$(stat -c %Y ${DEVICE_ID})"
}`,
  run: `systemctl restart ${SYNC_UNIT}`,
};
